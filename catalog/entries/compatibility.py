"""Whether a change of an entry breaks who reads it: a promise made to readers that is withdrawn or loosened.

A new table, a new column or a stricter rule harms nobody who could read the data before; a column that is gone, a type that
is another, or values that may now lie outside what was promised do.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from catalog.entries.choices import PersonalData, SharingClass, SharingMode, Status, UpdateFrequency
from catalog.entries.difference import Change, Difference

Breaks = Callable[[Any, Any], bool]


def breaks(change: Difference) -> bool:
    """Whether readers of the former version have to do something."""
    if change.change is not Change.CHANGED:
        return change.change is Change.REMOVED
    rules = COLUMN if "/fields/" in change.path else ENTRY
    rule = rules.get(change.path.rsplit("/", 1)[-1])
    return rule is not None and rule(change.old, change.new)


def _further(scale: Sequence[str]) -> Breaks:
    """From a place on the scale to a later one."""
    places = {str(value): place for place, value in enumerate(scale)}
    return lambda old, new: old in places and new in places and places[new] > places[old]


def _given_up(old: Any, new: Any) -> bool:
    """Something was said and is no longer, or is said otherwise."""
    return bool(old) and old != new


def _wider(old: Sequence[str], new: Sequence[str]) -> bool:
    """A closed list was opened, or has a value that readers do not know."""
    return bool(old) and (not new or bool(set(new) - set(old)))


def _lower(old: Any, new: Any) -> bool:
    """The floor sank or is gone."""
    return old not in (None, "") and (new in (None, "") or _value(new) < _value(old))


def _higher(old: Any, new: Any) -> bool:
    """The ceiling rose or is gone."""
    return old not in (None, "") and (new in (None, "") or _value(new) > _value(old))


def _value(text: Any) -> Any:
    """Numbers by value; dates and times order as their spelling (ISO 8601). Never compared with each other: the type changed too."""
    try:
        return (0, Decimal(str(text)), "")
    except InvalidOperation:
        return (1, Decimal(0), str(text))


_PERSONAL = _further(PersonalData.values)  # none, basic, sensitive: each asks more of whoever reads
ENTRY: dict[str, Breaks] = {
    "sharing_class": _further(SharingClass.values),
    "sharing_mode": _further(SharingMode.values),
    "sharing_method": _given_up,
    "update_frequency": _further([value for value in UpdateFrequency.values if value != UpdateFrequency.ON_EVENT]),
    "personal_data": _PERSONAL,
    "status": lambda old, new: new == Status.SUSPENDED,
}
COLUMN: dict[str, Breaks] = {
    **dict.fromkeys(("type", "required", "key", "unique", "pattern", "code_list", "unit"), _given_up),
    **dict.fromkeys(("minimum", "min_length"), _lower),
    **dict.fromkeys(("maximum", "max_length"), _higher),
    "enum": _wider,
    "personal_data": _PERSONAL,
}
