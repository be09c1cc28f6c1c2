"""The dictionaries of the demo city's sources: a decision marked as made up, and the code lists that its fields refer to."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from agencies.models import Agency
from catalog.decisions import actions as decisions
from catalog.duties import actions as duties
from catalog.editions import actions as editions
from catalog.entries import actions as entries
from catalog.entries.content import complete, content_of
from catalog.models import Code, CodeList, DatabaseVersion, Decision
from hcm_registry.vietnamese.fields import clean_json
from sharing.demo import records

DATA = Path(__file__).parent / "data" / "dictionaries.json"
Facts = dict[str, Any]


def facts() -> Facts:
    """The data file."""
    known: Facts = json.loads(DATA.read_text(encoding="utf-8"))
    return known


@transaction.atomic
def decide(*, at: datetime) -> None:
    """Once: the code lists, and the decision under which the dictionaries are in force."""
    known = facts()
    if CodeList.objects.filter(key=known["code_lists"][0]["key"]).exists():
        return
    for one in known["code_lists"]:
        _list(one, known["code_list_note"] % {"version": records.edition_of_divisions()})
    text = known["decision"] | {"effective_on": date.fromisoformat(known["decision"]["effective_on"])}
    decision = Decision.objects.create(issuing_body=Agency.objects.get(key="ubnd-tp"), recorded_at=at, **text)
    decisions.enter(decision, at=at)
    entries.supersede([_wanted(name, tables, known["frequency"]) for name, tables in known["databases"].items()], under=decision, at=at)
    editions.freeze(decision, at=at)
    duties.follow(at=at)


def _wanted(name: str, tables: list[Facts], more: Facts) -> tuple[Any, Facts]:
    version = DatabaseVersion.objects.open().with_dictionary().get(name=name)
    return version.database, clean_json(complete(content_of(version) | more | {"datasets": tables}))


def _list(one: Facts, note: str) -> None:
    listed = CodeList.objects.create(key=one["key"], title=one["title"], note=note, is_demo=True)
    divisions = records.provinces() if one["of"] == "provinces" else records.wards_of(one["province"])
    Code.objects.bulk_create(
        Code(code_list=listed, position=position, code=division.code, label=division.name)
        for position, division in enumerate(divisions, start=1)
    )
