"""How two documents differ, and the three-way merge of a proposal with a base that moved.

A document is flattened to paths: `purpose`, `datasets/<table>`, `datasets/<table>/title`,
`datasets/<table>/fields/<column>`, `datasets/<table>/fields/<column>/type`. Tables and columns are known by their
technical names, so reordering is no change of meaning and is kept as the proposer wrote it.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from catalog.entries.content import COLUMN, DATASET, GOVERNED, Content, complete

PRESENT = "present"
Flat = dict[str, Any]


class Change(Enum):
    """What happened at a path."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class Difference:
    """One path at which two documents differ. None stands for: not there."""

    path: str
    old: Any
    new: Any
    change: Change


@dataclass(frozen=True)
class Conflict:
    """A path that both sides changed, differently, since the base."""

    path: str
    base: Any
    mine: Any
    theirs: Any


def flatten(content: Content) -> Flat:
    """The document as path → value."""
    document = complete(content)
    flat: Flat = {name: document[name] for name in GOVERNED}
    for dataset in document["datasets"]:
        root = f"datasets/{dataset['name']}"
        flat[root] = PRESENT
        flat |= {f"{root}/{name}": dataset[name] for name in DATASET if name != "name"}
        for column in dataset["fields"]:
            place = f"{root}/fields/{column['name']}"
            flat[place] = PRESENT
            flat |= {f"{place}/{name}": column[name] for name in COLUMN if name != "name"}
    return flat


def differences(old: Content, new: Content) -> list[Difference]:
    """Where `new` differs from `old`, in reading order."""
    before, after = flatten(old), flatten(new)
    paths = [*after, *(path for path in before if path not in after)]
    return [_difference(path, before, after) for path in paths if before.get(path) != after.get(path)]


def merge(base: Content, mine: Content, theirs: Content) -> tuple[Content, list[Conflict]]:
    """`theirs` with my changes since `base` laid on top. Paths both changed differently are conflicts and keep mine."""
    b, m, t = flatten(base), flatten(mine), flatten(theirs)
    merged, conflicts = dict(t), []
    for path in [*m, *(path for path in b if path not in m)]:
        if m.get(path) == b.get(path):
            continue
        if t.get(path) not in (b.get(path), m.get(path)):
            conflicts.append(Conflict(path, b.get(path), m.get(path), t.get(path)))
        _put(merged, path, m.get(path))
    orphans = _orphans(b, m, t)
    for orphan in orphans:  # what I edited and they took away stands again, whole
        merged |= {path: value for path, value in m.items() if path == orphan.path or path.startswith(f"{orphan.path}/")}
    order = mine if _names(mine) != _names(base) else theirs
    return unflatten(_rooted(merged), order=order), conflicts + orphans


def _names(document: Content) -> list[tuple[str, list[str]]]:
    return [(table["name"], [column["name"] for column in table["fields"]]) for table in document["datasets"]]


def unflatten(flat: Flat, *, order: Content) -> Content:
    """Paths back to a document; tables and columns in the order of `order`, others after them."""
    document: Content = {name: flat[name] for name in GOVERNED}
    tables = _ordered([path.split("/")[1] for path in flat if path.count("/") == 1], [d["name"] for d in order.get("datasets", [])])
    document["datasets"] = [_table(flat, table, order) for table in tables]
    return complete(document)


def _table(flat: Flat, table: str, order: Content) -> dict[str, Any]:
    root = f"datasets/{table}"
    wanted = [f["name"] for d in order.get("datasets", []) if d["name"] == table for f in d.get("fields", [])]
    prefix = f"{root}/fields/"
    present = [path.removeprefix(prefix) for path in flat if path.startswith(prefix) and path.count("/") == 3]
    columns = [
        {"name": name} | {key: flat[f"{prefix}{name}/{key}"] for key in COLUMN if f"{prefix}{name}/{key}" in flat}
        for name in _ordered(present, wanted)
    ]
    head = {name: flat.get(f"{root}/{name}", "") for name in DATASET if name != "name"}
    return {"name": table} | head | {"fields": columns}


def _difference(path: str, before: Flat, after: Flat) -> Difference:
    change = Change.ADDED if path not in before else Change.REMOVED if path not in after else Change.CHANGED
    return Difference(path, before.get(path), after.get(path), change)


def _put(flat: Flat, path: str, value: Any) -> None:
    *above, name = path.split("/")
    may_be_none = not above or (len(above) == 4 and name in {"min_length", "max_length"})
    if value is None and not may_be_none:
        flat.pop(path, None)
    else:
        flat[path] = value


def _orphans(base: Flat, mine: Flat, theirs: Flat) -> list[Conflict]:
    """One side removed a table or column in which the other changed something."""
    found = []
    for one, other in ((mine, theirs), (theirs, mine)):
        touched = {root for path in {*base, *other} if other.get(path) != base.get(path) for root in _roots(path)}
        gone = (path for path, value in base.items() if value == PRESENT and "/" in path and path not in one and path in other)
        found += [Conflict(path, PRESENT, mine.get(path), theirs.get(path)) for path in gone if path in touched]
    return found


def _rooted(flat: Flat) -> Flat:
    """Without the remains of tables and columns that are gone."""
    return {path: value for path, value in flat.items() if all(root in flat for root in _roots(path))}


def _roots(path: str) -> list[str]:
    """The table, and the column, that something stands in."""
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in (2, 4) if len(parts) > depth]


def _ordered(names: list[str], wanted: list[str]) -> list[str]:
    return [name for name in wanted if name in names] + [name for name in names if name not in wanted]
