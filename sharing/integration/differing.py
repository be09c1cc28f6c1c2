"""How a source differs from the dictionary in force, column by column, and which of the differences break the contract."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from typing import Any

from hcm_registry.vietnamese.text import search_key
from sharing.integration.connectors import SourceColumn
from sharing.integration.states import Change
from sharing.integration.validation.types import is_certain
from sharing.warehouse.dictionary import Column, Table

#: A type at the source from which a value of the dictionary's type may well be read, though not every one is.
_NEAR = {("integer", "year"), ("number", "integer"), ("number", "year"), ("datetime", "date")}
LIKENESS = 0.6  # half of it names, half what stands in the columns; below it a column is gone and another one came

#: Of two columns, the dictionary's and the source's, the share of the second's values that the first has; None when nobody could look.
Shared = Mapping[tuple[str, str], float | None]


@dataclass(frozen=True)
class Difference:
    """How a source differs from the dictionary. What is missing or of another type breaks the contract; what was added does not."""

    missing: tuple[str, ...] = ()
    retyped: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def breaks(self) -> tuple[str, ...]:
        """The columns in question."""
        return self.missing + self.retyped


@dataclass(frozen=True)
class Finding:
    """One difference. `column`: the dictionary's, or the source's where the dictionary has none. `detail` by `change`:

    RETYPED and ADDED `type` (the source's own word) and `holds` (the dictionary's word for it); RENAMED `now` and `likeness` (0 to 1);
    VALUES `values`, at most twenty; TABLE `fields`, a dictionary drafted from the source.
    """

    change: Change
    column: str
    detail: dict[str, Any] = field(default_factory=dict)


def difference(table: Table, found: Collection[SourceColumn]) -> Difference:
    """Between the dictionary and what the source has."""
    has, says = {column.name: column for column in found}, {column.name: column.type for column in table.columns}
    retyped = [name for name, kind in says.items() if name in has and _is_other(has[name], kind)]
    missing = [name for name in says if name not in has]
    return Difference(tuple(missing), tuple(retyped), tuple(name for name in has if name not in says))


def findings(table: Table, found: Collection[SourceColumn], shared: Shared | None = None) -> list[Finding]:
    """The same, told to people: a column that is missing while one like it has come was renamed."""
    drift, has = difference(table, found), {column.name: column for column in found}
    renamed = renames([column for column in table.columns if column.name in drift.missing], [has[name] for name in drift.added], shared)
    told = [Finding(Change.RENAMED, name, {"now": now, "likeness": round(likeness, 2)}) for name, (now, likeness) in renamed.items()]
    told += [Finding(Change.MISSING, name) for name in drift.missing if name not in renamed]
    told += [Finding(Change.RETYPED, name, _type(has[name])) for name in drift.retyped]
    taken = {now for now, likeness in renamed.values()}
    return told + [Finding(Change.ADDED, name, _type(has[name])) for name in drift.added if name not in taken]


def renames(missing: Iterable[Column], added: Iterable[SourceColumn], shared: Shared | None = None) -> dict[str, tuple[str, float]]:
    """Missing column → the one that came in its place, and how alike the two are; the most alike first, each once."""
    pairs = [(_alike(old, new, shared or {}), old.name, new.name) for old in missing for new in added if not _is_other(new, old.type)]
    said: dict[str, tuple[str, float]] = {}
    for likeness, old, new in sorted(pairs, key=lambda pair: (-pair[0], *pair[1:])):
        if likeness >= LIKENESS and old not in said and new not in {now for now, known in said.values()}:
            said[old] = (new, likeness)
    return said


def _alike(old: Column, new: SourceColumn, shared: Shared) -> float:
    words = SequenceMatcher(None, _word(old.name), _word(new.name)).ratio()
    values = shared.get((old.name, new.name))
    return words if values is None else (words + values) / 2


def _word(name: str) -> str:
    return search_key(name.replace("_", "")).replace(" ", "")


def _type(column: SourceColumn) -> dict[str, Any]:
    told = asdict(column)
    return {"type": told["type"], "holds": told["holds"]}


def _is_other(column: SourceColumn, kind: str) -> bool:
    known = bool(column.type) and kind != "string"
    return known and not is_certain(column.holds, kind) and (column.holds, kind) not in _NEAR
