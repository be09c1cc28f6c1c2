"""What breaks a reader of an entry: a promise withdrawn or loosened; and what does not."""

from typing import Any

import pytest

from catalog.entries.compatibility import COLUMN, ENTRY, breaks
from catalog.entries.content import COLUMN as COLUMN_NAMES
from catalog.entries.content import GOVERNED
from catalog.entries.difference import differences
from tests import factories as make


def changed(**columns: Any) -> dict[str, bool]:
    """The last part of each path that differs → whether it breaks, when column `ma` goes from the first values to the second."""
    old, new = ({name: pair[side] for name, pair in columns.items()} for side in (0, 1))
    one, other = (make.content(datasets=[make.dataset("ho_so", make.column("ma", **values))]) for values in (old, new))
    return {change.path.rsplit("/", 1)[-1]: breaks(change) for change in differences(one, other)}


@pytest.mark.parametrize(
    ("name", "old", "new", "breaking"),
    [
        ("type", "string", "integer", True),
        ("required", True, False, True),
        ("required", False, True, False),
        ("unique", True, False, True),
        ("key", False, True, False),
        ("unit", "km", "m", True),
        ("unit", "", "m", False),
        ("pattern", "^[0-9]{9}$", "^[0-9]{9,12}$", True),
        ("pattern", "", "^[0-9]{9}$", False),
        ("minimum", "10", "9", True),
        ("minimum", "9", "10", False),
        ("maximum", "2020-01-01", "2021-01-01", True),
        ("maximum", "9", "10", True),
        ("maximum", "10", "", True),
        ("maximum", "", "10", False),
        ("max_length", 20, 40, True),
        ("max_length", 40, 20, False),
        ("max_length", 40, None, True),
        ("min_length", 2, 1, True),
        ("enum", ["A", "B"], ["A", "B", "C"], True),
        ("enum", ["A", "B"], ["A"], False),
        ("enum", ["A"], [], True),
        ("enum", [], ["A"], False),
        ("code_list", "gioi_tinh", "", True),
        ("personal_data", "NONE", "BASIC", True),
        ("personal_data", "SENSITIVE", "BASIC", False),
        ("title", "Mã", "Mã hồ sơ", False),
        ("description", "", "Mã của hồ sơ", False),
    ],
)
def test_a_column(name: str, old: Any, new: Any, breaking: bool) -> None:
    assert changed(**{name: (old, new)}) == {name: breaking}


@pytest.mark.parametrize(
    ("name", "old", "new", "breaking"),
    [
        ("sharing_class", "OPEN", "COMMON", True),
        ("sharing_class", "INTERNAL", "COMMON", False),
        ("sharing_class", "", "INTERNAL", False),
        ("sharing_method", "ONLINE", "PACKAGED", True),
        ("sharing_mode", "DEFAULT", "SPECIFIC_REQUEST", True),
        ("update_frequency", "DAILY", "MONTHLY", True),
        ("update_frequency", "MONTHLY", "DAILY", False),
        ("update_frequency", "DAILY", "ON_EVENT", False),
        ("status", "OPERATING", "SUSPENDED", True),
        ("status", "SUSPENDED", "OPERATING", False),
        ("name", "Cũ", "Mới", False),
        ("managing_agency", "so-khdt", "so-tai-chinh", False),
    ],
)
def test_the_entry(name: str, old: str, new: str, breaking: bool) -> None:
    (change,) = differences(make.content(**{name: old}), make.content(**{name: new}))
    assert breaks(change) is breaking


def test_what_is_gone_breaks_and_what_is_new_does_not() -> None:
    one, other = make.content(datasets=[make.dataset("ho_so")]), make.content(datasets=[make.dataset("nganh_nghe")])
    found = {change.path: breaks(change) for change in differences(one, other) if change.path.count("/") == 1}
    assert found == {"datasets/ho_so": True, "datasets/nganh_nghe": False}
    column = {change.path: breaks(change) for change in differences(make.content(datasets=[]), one)}
    assert not any(column.values())


def test_the_rules_speak_of_what_there_is() -> None:
    assert set(GOVERNED) >= ENTRY.keys()
    assert set(COLUMN_NAMES) >= COLUMN.keys()
