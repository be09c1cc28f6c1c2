"""Acts of the small city, made by its own people."""

from datetime import date, timedelta

from catalog.reorganisation import actions
from catalog.reorganisation.actions import LineText
from hcm_registry.kernel.periods import day_start, today
from tests import factories as make

NOW = make.NOW
ON = today(NOW) + timedelta(days=10)
NEW = "Sở Tài chính và Xây dựng"


def draft(city, *lines, on=ON):
    """A draft with its lines: keyword arguments each, agencies by their keys; by itself, three agencies merge into a new one."""
    by = city.people["quantri"]
    act = actions.start(title="Sắp xếp cơ quan", wanted_on=on, legal_ground="Nghị quyết thử", by=by, at=NOW)
    for line in lines or merging("so-khdt", "so-xay-dung", "so-tai-chinh"):
        actions.add_line(act, text(city, **line), by=by, at=NOW)
    return act


def merging(*keys, **into):
    """Lines of a merger into a new agency, or into one given."""
    return [{"kind": "MERGE", "predecessor": key, **(into or {"name": NEW})} for key in keys]


def text(city, *, predecessor, successor=None, databases=(), **said):
    """A line by keys and codes."""
    return LineText(
        predecessor=city.agencies[predecessor],
        successor=city.agencies[successor] if successor else None,
        databases=[city.databases[code] for code in databases],
        **said,
    )


def proposed(city, *lines, on=ON):
    """…and sent."""
    act = draft(city, *lines, on=on)
    actions.propose(act, by=city.people["quantri"], at=NOW)
    return act


def decided(city, *lines, on=ON, at=NOW, signed_on: date | None = None):
    """…and recorded by the clerk; applied at once when its day has come."""
    act = proposed(city, *lines, on=on)
    signed = {"signed_on": signed_on or min(today(at), on), "symbol": "NQ-HĐND"}
    paper = make.decision_text(on, kind="REORGANISE", abstract="Sắp xếp cơ quan", **signed)
    actions.decide(act, paper, by=city.people["vanthu.ubnd"], at=at)
    act.refresh_from_db()
    return act


def applied(city, *lines, on=ON):
    """…and applied on its day."""
    act = decided(city, *lines, on=on)
    actions.apply(act, at=day_start(on))
    act.refresh_from_db()
    return act
