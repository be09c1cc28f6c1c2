"""What a document says after agencies it names were reorganised: their heirs stand in their places."""

from datetime import date

from agencies.models import Agency
from catalog.entries.content import Content


def carried_on(content: Content, on: date) -> Content:
    """The document with every agency that has ended replaced by those that carry its work on that day. An agency whose work went to
    several, or to nobody, stays as the managing one: a person must say which of them it is."""
    named = {content["managing_agency"], *content["coordinating_agencies"]} - {""}
    ended = Agency.objects.filter(key__in=named, active__endswith__lte=on)
    heirs = {agency.key: [heir.key for heir in agency.carried_on_by(on)] for agency in ended}
    if not heirs:
        return content
    manager = content["managing_agency"]
    coordinators = {key for name in content["coordinating_agencies"] for key in heirs.get(name) or [name]}
    return content | {
        "managing_agency": heirs[manager][0] if len(heirs.get(manager, ())) == 1 else manager,
        "coordinating_agencies": sorted(coordinators),
    }
