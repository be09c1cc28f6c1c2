"""Load the catalogue as far as it is known, and the demo city around it, from the data files.

Only what the sources say is loaded: ten names of the forty-five. Everything else stays unknown until somebody imports
the annex.
"""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agencies import loading as agencies
from agencies.models import Agency, User
from catalog.decisions import actions as decisions
from catalog.decisions.models import Decision
from catalog.duties import actions as duties
from catalog.duties.models import Duty
from catalog.editions import actions as editions
from catalog.entries import actions as entries
from catalog.entries import rights
from catalog.entries.choices import Basis
from catalog.entries.codes import Code, CodeList
from catalog.entries.models import DatabaseVersion, SharedDatabase
from catalog.proposals import actions as proposals
from catalog.proposals import drafts
from catalog.reorganisation import loading as reorganisations
from catalog.rules import actions as rules
from catalog.rules.actions import Term
from catalog.rules.models import Matter
from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.vietnamese.fields import clean_json

Facts = dict[str, Any]
DATA = Path(__file__).parent / "data"
PASSWORD = "demo-2026!"  # noqa: S105  # public, and refused wherever DEBUG is off


class AlreadyLoaded(RuleBroken):
    """The demo city is loaded once, into an empty database."""

    message = _("Cơ sở dữ liệu đã có số liệu nên không nạp bản minh họa.")


def facts(name: str) -> Facts:
    """The data file `catalog/data/<name>.json`."""
    loaded: Facts = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def is_empty() -> bool:
    """Whether nobody has put anything into the registry yet."""
    return not any(model.objects.exists() for model in (User, Agency, Decision, SharedDatabase, CodeList))


def is_demo() -> bool:
    """Whether it is the demo city that is loaded."""
    return User.objects.filter(username=agencies.facts("demo")["administrator"]).exists() and CodeList.objects.filter(is_demo=True).exists()


@transaction.atomic
def load_demo(*, reorganised: bool = False, at: datetime) -> None:
    """The city at the time of the decision, all or nothing; with `reorganised`, the city since October 2025.

    A loaded demo city may be reorganised later, once. Error: AlreadyLoaded.
    """
    if is_empty():
        _load_all(at)
    elif not (reorganised and is_demo() and not agencies.is_reorganised()):
        raise AlreadyLoaded
    if reorganised:
        reorganisations.reorganise(at=at)


@transaction.atomic
def load_catalogue(*, at: datetime) -> Decision:
    """The decision of October 2023 with the databases whose names are public, as its first edition."""
    known = facts("databases")
    text = dict(known["decision"])
    body, effective_on = Agency.objects.get(key=text.pop("issuing_body")), date.fromisoformat(text.pop("effective_on"))
    decision = Decision.objects.create(issuing_body=body, effective_on=effective_on, recorded_at=at, **text)
    decisions.enter(decision, at=at)
    contents = [_content(one) for one in known["databases"]]
    entries.register_all(contents, under=decision, at=at, **known["provenance"])
    editions.freeze(decision, at=at)
    duties.follow(at=at)
    return decision


def load_rules(*, at: datetime) -> int:
    """The rules on terms that the sources tell of, as far as they are not there yet. Returns how many were entered."""
    matters = facts("rules")["matters"]
    return rules.enter([_term(key, one) for key, found in matters.items() for one in found], at=at)


def load_duties(*, at: datetime) -> int:
    """The duties that the sources tell of, as far as they are not there yet; then whoever bears them. Returns how many were entered."""
    known, there = facts("duties"), set(Duty.objects.values_list("key", flat=True))
    given = {"legal_basis": known["basis"], **known["provenance"]}
    new = [Duty(**(given | one)) for one in known["duties"] if one["key"] not in there]
    Duty.objects.bulk_create(new)
    duties.follow(at=at)
    return len(new)


def _content(one: Facts) -> Facts:
    content = {name: value for name, value in one.items() if name != "suggested_agency"}
    if "suggested_agency" in one:
        content |= {"managing_agency": one["suggested_agency"], "managing_agency_basis": Basis.SUGGESTED.value}
    elif content.get("managing_agency"):
        content.setdefault("managing_agency_basis", Basis.DECIDED.value)
    return clean_json(content)


def _load_all(at: datetime) -> None:
    agencies.load_agencies()
    people = agencies.load_people(PASSWORD, at=at)
    administrator = people[agencies.facts("demo")["administrator"]]
    agencies.load_calendar(administrator, at=at)
    load_rules(at=at)
    known = facts("demo")
    for one in known["rules"]:
        rules.lay_down(_term(one["key"], one["term"]), reason=known["rules_reason"], by=administrator, at=at)
    load_catalogue(at=at)
    load_duties(at=at)
    duties.open_checks(at=at)
    _code_list(known["code_list"])
    for right in known["entrusted"]:
        for database in _managed_by(right["agency"]):
            rights.entrust(database, to=people[right["to"]], by=people[right["by"]], at=at)
    for one in known["proposals"]:
        _propose(one, people[one["by"]], at)


def _term(key: str, one: Facts) -> Term:
    days: Facts = {name: date.fromisoformat(one[name]) for name in ("start", "end") if name in one}
    return Term(key=Matter(key), **(one | days))


def _code_list(one: Facts) -> None:
    listed = CodeList.objects.create(key=one["key"], title=one["title"], note=one["note"], is_demo=True)
    Code.objects.bulk_create(
        Code(code_list=listed, position=position, code=code, label=label) for position, (code, label) in enumerate(one["codes"], start=1)
    )


def _managed_by(key: str) -> list[SharedDatabase]:
    versions = DatabaseVersion.objects.open().filter(managing_agency__key=key).select_related("database")
    return [version.database for version in versions]


def _propose(one: Facts, by: User, at: datetime) -> None:
    proposal = drafts.start(agency=Agency.objects.get(key=one["agency"]), by=by, at=at, is_demo=True, **one["head"])
    item = one["item"]
    database = DatabaseVersion.objects.open().select_related("database").get(name=item["database"]).database
    drafts.add_item(proposal, item["kind"], database=database, content=item["content"], by=by, at=at)
    if one["submit"]:
        proposals.submit(proposal, by=by, at=at)
