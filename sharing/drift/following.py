"""The dictionary as it would read if it followed its source. What a source cannot tell (titles, rules, personal data) its agency adds."""

import re
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

from catalog.entries.content import blank_column
from catalog.entries.models import TECHNICAL_NAME
from sharing.integration.drifts import Drift
from sharing.integration.states import Change

Table = dict[str, Any]


def followed(datasets: Iterable[Table], drifts: Iterable[Drift]) -> list[Table]:
    """The datasets of an entry with every difference of one source carried over. Those that cannot be are left to people."""
    tables = deepcopy(list(datasets))
    for drift in drifts:
        name = drift.source.dataset
        table = next((one for one in tables if one["name"] == name), None)
        if drift.change == Change.TABLE:
            if table is None and drift.detail.get("fields"):
                tables.append(
                    {"name": name, "title": name, "description": "", "fields": [f for f in drift.detail["fields"] if _fits(f["name"])]}
                )
        elif table is not None:
            _BY_CHANGE[Change(drift.change)](table, drift)
    return tables


def _missing(table: Table, drift: Drift) -> None:
    table["fields"] = [column for column in table["fields"] if column["name"] != drift.column]


def _retyped(table: Table, drift: Drift) -> None:
    """What was said of values of the other type says nothing of these."""
    _change(table, drift.column, {"type": drift.detail["holds"], "minimum": "", "maximum": "", "pattern": "", "enum": [], "code_list": ""})


def _renamed(table: Table, drift: Drift) -> None:
    if _fits(drift.detail["now"]):
        _change(table, drift.column, {"name": drift.detail["now"]})


def _added(table: Table, drift: Drift) -> None:
    if _fits(drift.column) and all(column["name"] != drift.column for column in table["fields"]):
        table["fields"].append(blank_column() | {"name": drift.column, "title": drift.column, "type": drift.detail["holds"]})


def _values(table: Table, drift: Drift) -> None:
    """A list spelled out in the dictionary grows; a shared code list is not one entry's to change."""
    for column in table["fields"]:
        if column["name"] == drift.column and column["enum"]:
            column["enum"] += [value for value in drift.detail["values"] if value not in column["enum"]]


def _change(table: Table, name: str, values: dict[str, Any]) -> None:
    for column in table["fields"]:
        if column["name"] == name:
            column.update(values)


def _fits(name: str) -> bool:
    return re.fullmatch(TECHNICAL_NAME, name) is not None


_BY_CHANGE: dict[Change, Callable[[Table, Drift], None]] = {
    Change.MISSING: _missing,
    Change.RETYPED: _retyped,
    Change.RENAMED: _renamed,
    Change.ADDED: _added,
    Change.VALUES: _values,
}
