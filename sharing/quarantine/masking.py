"""What of a value people see: nobody needs somebody's data to find out that it is wrong."""

import json
from typing import Any

from catalog.models import Field

HIDDEN = "••••••"
#: Of basic personal data the last signs are shown, by which its owner finds the row: no more than a quarter of it, and three at most.
SHOWN, PART = 3, 4


def masked(value: Any, field: Field | None) -> str:
    """The value as text. What the dictionary no longer knows may be anything, and is hidden."""
    if value in (None, ""):
        return ""
    if field is None or field.personal_data == "SENSITIVE":
        return HIDDEN
    text = text_of(value) or ""
    return _ending(text) if field.personal_data == "BASIC" else text


def text_of(value: Any) -> str | None:
    """A value of a kept row as the text it came as."""
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def masked_key(key: str | None, fields: dict[str, Field]) -> str:
    """The key of a row (a JSON array) in words; empty when it has none."""
    if key is None:
        return ""
    names = [field for field in fields.values() if field.key]
    values = json.loads(key)
    same = len(names) == len(values)
    return ", ".join(masked(value, names[place] if same else None) for place, value in enumerate(values))


def _ending(text: str) -> str:
    shown = min(SHOWN, len(text) // PART)
    return HIDDEN + (text[-shown:] if shown else "")
