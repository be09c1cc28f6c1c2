"""Load the catalogue as far as it is known, and the demo city around it, from the data files.

Only what the sources say is loaded: ten names of the forty-five. Everything else stays unknown until somebody loads
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
from catalog.editions import actions as editions
from catalog.entries import actions as entries
from catalog.entries import rights
from catalog.entries.choices import Basis
from catalog.entries.codes import Code, CodeList
from catalog.entries.models import DatabaseVersion, SharedDatabase
from catalog.proposals import actions as proposals
from catalog.proposals import drafts
from hcm_registry.kernel.errors import RuleBroken

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
        agencies.reorganise()


@transaction.atomic
def load_catalogue(*, at: datetime) -> Decision:
    """The decision of October 2023 with the databases whose names are public, as its first edition."""
    known = facts("databases")
    text = dict(known["decision"])
    body, effective_on = Agency.objects.get(key=text.pop("issuing_body")), date.fromisoformat(text.pop("effective_on"))
    decision = Decision.objects.create(issuing_body=body, effective_on=effective_on, recorded_at=at, **text)
    decisions.enter(decision, at=at)
    for one in known["databases"]:
        content = {"name": one["name"], "managing_agency": one["suggested_agency"], "managing_agency_basis": Basis.SUGGESTED.value}
        entries.register(content, under=decision, at=at, **known["provenance"])
    editions.freeze(decision, at=at)
    return decision


def _load_all(at: datetime) -> None:
    agencies.load_agencies()
    people = agencies.load_people(PASSWORD, at=at)
    load_catalogue(at=at)
    known = facts("demo")
    _code_list(known["code_list"])
    for right in known["entrusted"]:
        for database in _managed_by(right["agency"]):
            rights.entrust(database, to=people[right["to"]], by=people[right["by"]], at=at)
    for one in known["proposals"]:
        _propose(one, people[one["by"]], at)


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
