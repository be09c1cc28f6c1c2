"""Write what a decision says into the catalogue: open, supersede, retire. Only `proposals.effects` and loading call these."""

from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Func, Max, Value
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from catalog.decisions.models import Decision
from catalog.entries.content import COLUMN, DATASET, GOVERNED, Content, complete, governed, tidy
from catalog.entries.models import DatabaseVersion, Dataset, Field, SharedDatabase, Word
from catalog.entries.vocabulary import words_of
from catalog.journal import actions as journal
from catalog.journal.models import JournalEntry
from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.kernel.periods import closed_on, starting, without_days

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
    number = (SharedDatabase.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    database = SharedDatabase.objects.create(
        number=number, code=f"HCM-CSDL-{number:03d}", first_recorded_at=at, is_demo=is_demo, **provenance
    )
    return _open(database, content, under=under, at=at)


def supersede(database: SharedDatabase, content: Content, *, under: Decision, at: datetime) -> DatabaseVersion:
    """The present version ends the day before the decision takes effect; the new one begins that day. Error: EarlierThanInForce."""
    _close(database, under=under, at=at)
    return _open(database, content, under=under, at=at)


def retire(database: SharedDatabase, *, under: Decision, at: datetime) -> None:
    """The database leaves the catalogue; its versions and number stay."""
    version = _close(database, under=under, at=at)
    body = {"version": version.number, "from": under.effective_on.isoformat(), "decision": under.pk}
    journal.write(Kind.DATABASE_RETIRED, subject=database.code, body=body, at=at)


def present(database: SharedDatabase) -> DatabaseVersion:
    """The version without a known end, locked until the transaction ends. Error: NotInCatalogue."""
    version = DatabaseVersion.objects.select_for_update().filter(database=database).open().first()
    if version is None:
        raise NotInCatalogue
    return version


def content_hash(content: Content) -> str:
    """SHA-256 of the canonical document: what was reviewed is what is applied."""
    return journal.digest(complete(content))


def _close(database: SharedDatabase, *, under: Decision, at: datetime) -> DatabaseVersion:
    version = present(database)
    if _order(under) <= _order(version.decision):
        where = {"code": database.code, "decision": version.decision, "effective_on": f"{version.since:%d/%m/%Y}"}
        raise EarlierThanInForce(EarlierThanInForce.message % where, decision=version.decision_id)
    same_day = under.effective_on == version.since
    version.in_force = without_days() if same_day else closed_on(version.in_force, under.effective_on)
    version.closed_by, version.closed_at = under, at
    version.save(update_fields=["in_force", "closed_by", "closed_at"])
    return version


def _order(decision: Decision) -> tuple[date, date, datetime, int]:
    """Of two decisions the later prevails: by the day of effect, of one day by the day of signing, of one signing by the recording."""
    return decision.effective_on, decision.signed_on or date.min, decision.recorded_at, decision.pk


def _open(database: SharedDatabase, content: Content, *, under: Decision, at: datetime) -> DatabaseVersion:
    document = tidy(complete(content))
    number = (database.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = DatabaseVersion(
        database=database,
        number=number,
        decision=under,
        in_force=starting(under.effective_on),
        recorded_at=at,
        content_hash=content_hash(document),
    )
    for name in GOVERNED:
        _assign(version, name, document[name])
    version.search = search_vector(database.code, document)
    version.save(force_insert=True)
    Word.objects.bulk_create([Word(text=word) for word in sorted(words_of(version.name))], ignore_conflicts=True)
    if document["coordinating_agencies"]:
        version.coordinating_agencies.set(Agency.objects.filter(key__in=document["coordinating_agencies"]))
    _write_dictionary(version, document["datasets"])
    body = {"version": number, "from": under.effective_on.isoformat(), "decision": under.pk, "content_hash": version.content_hash}
    journal.write(Kind.VERSION_OPENED, subject=database.code, body=body, at=at)
    return version


def _assign(version: DatabaseVersion, name: str, value: Any) -> None:
    field = governed(name)
    if isinstance(field, models.ManyToManyField):
        return
    if isinstance(field, models.ForeignKey):
        value = Agency.objects.get(key=value) if value else None
    setattr(version, name, value)


def _write_dictionary(version: DatabaseVersion, datasets: list[dict[str, Any]]) -> None:
    rows = Dataset.objects.bulk_create(
        Dataset(version=version, position=position, **{name: dataset[name] for name in DATASET})
        for position, dataset in enumerate(datasets, start=1)
    )
    Field.objects.bulk_create(
        Field(dataset=row, position=place, **{name: column[name] for name in COLUMN})
        for row, dataset in zip(rows, datasets, strict=True)
        for place, column in enumerate(dataset["fields"], start=1)
    )


def search_vector(code: str, document: Content) -> Func:
    """The words an entry is found by: its name first, then its agencies and dictionary, then the rest."""
    agency = Agency.objects.filter(key=document["managing_agency"]).prefetch_related("names").first()
    dictionary = [
        text for d in document["datasets"] for text in (d["name"], d["title"], *(c["name"] + " " + c["title"] for c in d["fields"]))
    ]
    second = (
        " ".join([str(agency or ""), *(name.abbreviation for name in agency.names.all())] if agency else []) + " " + " ".join(dictionary)
    )
    third = " ".join(document[name] for name in ("purpose", "scope", "content", "data_source", "notes"))
    return Func(Value(f"{document['name']} {document['name_en']} {code}"), Value(second), Value(third), function="catalog_search_vector")
