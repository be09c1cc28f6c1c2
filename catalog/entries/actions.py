"""Write what a decision says into the catalogue: open, supersede, retire. Only `proposals.effects`, `annexes` and loading call these."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Case, F, Func, Max, Q, Value, When
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from catalog.decisions.models import Decision
from catalog.entries.content import COLUMN, DATASET, GOVERNED, Content, complete, governed, tidy
from catalog.entries.models import DatabaseVersion, Dataset, Field, SharedDatabase, Word
from catalog.entries.vocabulary import words_of
from catalog.journal import actions as journal
from catalog.journal.models import JournalEntry
from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.kernel.periods import starting, without_days

Kind = JournalEntry.Kind


class EarlierThanInForce(RuleBroken):
    """The present version stands under a later decision (`decision`): the order of decisions would be rewritten."""

    message = _(
        "%(code)s đang theo %(decision)s, có hiệu lực từ %(effective_on)s và ban hành sau quyết định này. "
        "Kiểm tra lại ngày ký và ngày có hiệu lực; nếu đúng như văn bản thì cần một quyết định khác để sửa."
    )


class NotInCatalogue(RuleBroken):
    """There is no version in force to change."""

    message = _("Cơ sở dữ liệu không còn trong danh mục.")


def register(content: Content, *, under: Decision, at: datetime, is_demo: bool = False, **provenance: Any) -> DatabaseVersion:
    """A new database enters the catalogue with the next free number."""
    return register_all([content], under=under, at=at, is_demo=is_demo, **provenance)[0]


def register_all(
    contents: Sequence[Content], *, under: Decision, at: datetime, is_demo: bool = False, **provenance: Any
) -> list[DatabaseVersion]:
    """New databases enter the catalogue in their order with the next free numbers. A few statements, whatever their number."""
    last = SharedDatabase.objects.aggregate(last=Max("number"))["last"] or 0
    databases = SharedDatabase.objects.bulk_create(
        SharedDatabase(number=number, code=f"HCM-CSDL-{number:03d}", first_recorded_at=at, is_demo=is_demo, **provenance)
        for number in range(last + 1, last + 1 + len(contents))
    )
    return _open(list(zip(databases, contents, strict=True)), under=under, at=at)


def supersede(wanted: Sequence[tuple[SharedDatabase, Content]], *, under: Decision, at: datetime) -> list[DatabaseVersion]:
    """Each present version ends the day before the decision takes effect; the new one begins that day. A few statements, whatever
    their number. Errors: NotInCatalogue, EarlierThanInForce."""
    _close([database for database, _content in wanted], under=under, at=at)
    return _open(wanted, under=under, at=at)


def retire(database: SharedDatabase, *, under: Decision, at: datetime) -> None:
    """The database leaves the catalogue; its versions and number stay."""
    retire_all([database], under=under, at=at)


def retire_all(databases: Sequence[SharedDatabase], *, under: Decision, at: datetime) -> None:
    """Databases leave the catalogue, in a few statements. Errors: NotInCatalogue, EarlierThanInForce."""
    begins = under.effective_on.isoformat()
    told = [
        (version.database.code, {"version": version.number, "from": begins, "decision": under.pk})
        for version in _close(databases, under=under, at=at)
    ]
    journal.write_all(Kind.DATABASE_RETIRED, told, at=at)


def present(databases: Sequence[SharedDatabase]) -> dict[int, DatabaseVersion]:
    """Id of a database → its version without a known end, locked until the transaction ends. Error: NotInCatalogue."""
    found = DatabaseVersion.objects.select_for_update(of=("self",)).filter(database__in=databases).open()
    versions = {version.database_id: version for version in found.select_related("database", "decision").order_by("pk")}
    if len(versions) < len(databases):
        raise NotInCatalogue
    return versions


def content_hash(content: Content) -> str:
    """SHA-256 of the canonical document: what was reviewed is what is applied."""
    return journal.digest(complete(content))


def _close(databases: Sequence[SharedDatabase], *, under: Decision, at: datetime) -> list[DatabaseVersion]:
    versions = list(present(databases).values())
    for version in versions:
        if _order(under) <= _order(version.decision):
            where = {"code": version.database.code, "decision": version.decision, "effective_on": f"{version.since:%d/%m/%Y}"}
            raise EarlierThanInForce(EarlierThanInForce.message % where, decision=version.decision_id)
    same_day = Q(in_force__startswith=under.effective_on)
    until = Func(Func(F("in_force"), function="lower"), Value(under.effective_on), function="daterange")
    ends = Case(When(same_day, then=Value(without_days())), default=until, output_field=DateRangeField())
    DatabaseVersion.objects.filter(pk__in=[version.pk for version in versions]).update(in_force=ends, closed_by=under, closed_at=at)
    return versions


def _order(decision: Decision) -> tuple[date, date, datetime, int]:
    """Of two decisions the later prevails: by the day of effect, of one day by the day of signing, of one signing by the recording."""
    return decision.effective_on, decision.signed_on or date.min, decision.recorded_at, decision.pk


def _open(wanted: Sequence[tuple[SharedDatabase, Content]], *, under: Decision, at: datetime) -> list[DatabaseVersion]:
    documents = [tidy(complete(content)) for _database, content in wanted]
    agencies = _agencies(documents)
    numbers = dict(
        DatabaseVersion.objects.filter(database__in=[database for database, _content in wanted])
        .order_by()
        .values_list("database")
        .annotate(Max("number"))
    )
    versions = [
        _version(database, document, agencies, number=numbers.get(database.pk, 0) + 1, under=under, at=at)
        for (database, _content), document in zip(wanted, documents, strict=True)
    ]
    DatabaseVersion.objects.bulk_create(versions)
    words = sorted(set().union(*(words_of(version.name) for version in versions)))
    Word.objects.bulk_create([Word(text=word) for word in words], ignore_conflicts=True)
    _write_coordinators(versions, documents, agencies)
    _write_dictionaries(versions, documents)
    journal.write_all(Kind.VERSION_OPENED, [(version.database.code, _told(version)) for version in versions], at=at)
    return versions


def _agencies(documents: Sequence[Content]) -> dict[str, Agency]:
    """Every agency that the documents name, by key."""
    keys = {key for document in documents for key in (document["managing_agency"], *document["coordinating_agencies"]) if key}
    return {agency.key: agency for agency in Agency.objects.filter(key__in=keys).prefetch_related("names")}


def _version(
    database: SharedDatabase, document: Content, agencies: dict[str, Agency], *, number: int, under: Decision, at: datetime
) -> DatabaseVersion:
    version = DatabaseVersion(
        database=database,
        number=number,
        decision=under,
        in_force=starting(under.effective_on),
        recorded_at=at,
        content_hash=content_hash(document),
    )
    for name in GOVERNED:
        _assign(version, name, document[name], agencies)
    version.search = _search_vector(database.code, document, version.managing_agency)
    return version


def _assign(version: DatabaseVersion, name: str, value: Any, agencies: dict[str, Agency]) -> None:
    field = governed(name)
    if isinstance(field, models.ManyToManyField):
        return
    if isinstance(field, models.ForeignKey):
        value = agencies[value] if value else None
    setattr(version, name, value)


def _write_coordinators(versions: Sequence[DatabaseVersion], documents: Sequence[Content], agencies: dict[str, Agency]) -> None:
    named = DatabaseVersion.coordinating_agencies.through
    rows = [(version, key) for version, document in zip(versions, documents, strict=True) for key in document["coordinating_agencies"]]
    named.objects.bulk_create(named(databaseversion=version, agency=agencies[key]) for version, key in rows if key in agencies)


def _write_dictionaries(versions: Sequence[DatabaseVersion], documents: Sequence[Content]) -> None:
    said = [
        (Dataset(version=version, position=position, **{name: dataset[name] for name in DATASET}), dataset["fields"])
        for version, document in zip(versions, documents, strict=True)
        for position, dataset in enumerate(document["datasets"], start=1)
    ]
    Dataset.objects.bulk_create(dataset for dataset, _columns in said)
    Field.objects.bulk_create(
        Field(dataset=dataset, position=place, **{name: column[name] for name in COLUMN})
        for dataset, columns in said
        for place, column in enumerate(columns, start=1)
    )


def _told(version: DatabaseVersion) -> dict[str, Any]:
    """What the journal learns of a version."""
    begins = version.decision.effective_on.isoformat()
    return {"version": version.number, "from": begins, "decision": version.decision_id, "content_hash": version.content_hash}


def _search_vector(code: str, document: Content, agency: Agency | None) -> Func:
    """The words an entry is found by: its name first, then its agencies and dictionary, then the rest."""
    dictionary = [
        text for d in document["datasets"] for text in (d["name"], d["title"], *(c["name"] + " " + c["title"] for c in d["fields"]))
    ]
    names = [str(agency), *(name.abbreviation for name in agency.names.all())] if agency else []
    second = " ".join([*names, *dictionary])
    third = " ".join(document[name] for name in ("purpose", "scope", "content", "data_source", "notes"))
    return Func(Value(f"{document['name']} {document['name_en']} {code}"), Value(second), Value(third), function="catalog_search_vector")
