"""Where in a proposal something is wrong, as a JSON Pointer into the proposal as GET gives it."""

from collections.abc import Sequence
from typing import Any

from hcm_registry.api.problems import escaped

Items = Sequence[tuple[int, dict[str, Any] | None]]  # position and content, in order


def pointer_in(items: Items, field: str) -> str:
    """`1/datasets/ho_so/fields/ma/type` → `/items/0/content/datasets/0/fields/0/type`; a member of the head → `/title`."""
    position, _slash, path = field.partition("/")
    for index, (number, content) in enumerate(items):
        if str(number) == position:
            return f"/items/{index}" + (f"/content{_within(content, path.split('/'))}" if path else "")
    return f"/{escaped(field)}" if field else ""


def _within(value: Any, path: list[str]) -> str:
    """As far as the path leads: tables and columns are named in it, and numbered in the document."""
    found = ""
    for name in path:
        step, value = _step(value, name)
        if step is None:
            return found
        found += f"/{escaped(step)}"
    return found


def _step(value: Any, name: str) -> tuple[Any, Any]:
    if isinstance(value, list):
        return next(((index, inner) for index, inner in enumerate(value) if inner.get("name") == name), (None, None))
    return name, value.get(name) if isinstance(value, dict) else None
