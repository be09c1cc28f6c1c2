"""What a document says after agencies it names were reorganised: their heirs stand in their places."""

from collections.abc import Iterable
from datetime import date

from agencies.models import Agency
from catalog.entries.content import Content

Heirs = dict[str, list[str]]


def heirs_of(contents: Iterable[Content], on: date) -> Heirs:
    """Of the agencies that the documents name, each that has ended by the day, and those that carry on its work then."""
    named = {key for content in contents for key in (content["managing_agency"], *content["coordinating_agencies"])} - {""}
    ended = Agency.objects.filter(key__in=named, active__endswith__lte=on)
    return {agency.key: [heir.key for heir in agency.carried_on_by(on)] for agency in ended}


def carried_on(content: Content, heirs: Heirs) -> Content:
    """The document with every agency that has ended replaced by those that carry on its work. An agency whose work went to
    several, or to nobody, stays as the managing one: a person must say which of them it is."""
    manager = content["managing_agency"]
    if heirs.keys().isdisjoint({manager, *content["coordinating_agencies"]}):
        return content
    coordinators = {key for name in content["coordinating_agencies"] for key in heirs.get(name) or [name]}
    return content | {
        "managing_agency": heirs[manager][0] if len(heirs.get(manager, ())) == 1 else manager,
        "coordinating_agencies": sorted(coordinators),
    }
