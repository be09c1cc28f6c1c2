"""Tables as files: what goes out comes back, to the letter, and no cell of it is a formula."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils.timezone import localtime
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from hcm_registry import lists
from hcm_registry.sheets import LONGEST, Sheet, as_csv, as_excel, harmless, plain
from hcm_registry.vietnamese.text import clean
from tests.thorough import rounds

MADE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    "'=1",
    "''@x",
    "'",
    "_x0041_",
    "=cmd|' /C calc'!A0",
)
LETTERS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"]), max_size=30)
TEXTS = st.one_of(
    LETTERS,
    st.sampled_from(HOSTILE),
    st.builds("{}{}".format, st.sampled_from(["=", "+", "-", "@", "＝", "'", "'=", "\t"]), LETTERS),
    st.from_regex(r"\A0[0-9]{11,17}\Z"),
    st.lists(LETTERS, min_size=2, max_size=3).map("\n".join),
).map(lambda text: clean(text.replace("\ufffd", "")))
MOMENTS = st.integers(-(10**9), 4 * 10**9).map(lambda second: datetime.fromtimestamp(second, UTC))
NUMBERS = st.one_of(st.integers(-(10**14), 10**14), st.integers(-1000, 1000).map(lambda n: n / 4))
CELLS = st.one_of(TEXTS, st.dates(date(1900, 3, 1), date(2100, 1, 1)), MOMENTS, NUMBERS, st.none())
TABLES = st.integers(1, 4).flatmap(lambda wide: st.lists(st.lists(CELLS, min_size=wide, max_size=wide), max_size=8))


def sheet_of(table: list[list[Any]]) -> Sheet:
    return Sheet("Bảng", [f"Cột {n}" for n in range(len(table[0]) if table else 1)], table)


def from_csv(sheet: Sheet) -> list[list[str]]:
    text = "".join(as_csv(sheet)).removeprefix("\ufeff")
    return [[plain(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))][1:]


def from_excel(sheet: Sheet) -> list[list[Any]]:
    page = CalamineWorkbook.from_filelike(as_excel([sheet], MADE)).get_sheet_by_index(0)
    return [[*row, *[""] * (len(sheet.head) - len(row))] for row in page.to_python(skip_empty_area=False)][1:]


def in_csv(value: Any) -> str:
    if isinstance(value, datetime):
        return localtime(value).isoformat()
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def in_excel(value: Any) -> Any:
    """As a reader of Excel gives it back: moments in the city's time, without a zone."""
    return "" if value is None else localtime(value).replace(tzinfo=None) if isinstance(value, datetime) else value


@settings(max_examples=rounds(60, 2000), deadline=None)
@given(TABLES)
def test_what_goes_out_comes_back(table: list[list[Any]]) -> None:
    sheet = sheet_of(table)
    assert from_csv(sheet) == [[in_csv(value) for value in row] for row in table]
    back = from_excel(sheet)
    back += [[""] * len(sheet.head)] * (len(table) - len(back))  # rows of nothing at the end are no rows to a reader
    assert back == [[in_excel(value) for value in row] for row in table]


@settings(max_examples=rounds(60, 2000), deadline=None)
@given(st.lists(st.one_of(st.sampled_from(HOSTILE), TEXTS), min_size=1, max_size=12))
def test_no_cell_is_a_formula(texts: list[str]) -> None:
    sheet = sheet_of([[text] for text in texts])
    text = "".join(as_csv(sheet)).removeprefix("\ufeff")
    for (cell,) in [row for row in csv.reader(io.StringIO(text, newline="")) if row]:
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) and not cell.startswith(("\t", "\r"))
    book = zipfile.ZipFile(as_excel([sheet], MADE))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert not any("external" in name or "vba" in name for name in book.namelist())


def test_text_stays_text_when_somebody_goes_on_typing_in_it() -> None:
    """The format of text (49) on each, and Excel's own apostrophe, which no reader sees, on what looks like a formula."""
    book = zipfile.ZipFile(as_excel([sheet_of([["=1+1", "0123"]])], MADE))
    styles = re.findall(r"<xf [^>]*>", re.search(r"<cellXfs.*?</cellXfs>", book.read("xl/styles.xml").decode(), re.DOTALL)[0])  # type: ignore[index]
    formula, digits = (styles[int(number)] for number in re.findall(r'r="[AB]2" s="(\d+)"', book.read("xl/worksheets/sheet1.xml").decode()))
    assert 'numFmtId="49"' in formula and 'quotePrefix="1"' in formula
    assert 'numFmtId="49"' in digits and "quotePrefix" not in digits


@pytest.mark.parametrize("text", HOSTILE)
def test_the_apostrophe_put_before_a_text_is_taken_off_and_no_other(text: str) -> None:
    assert plain(harmless(text)) == text
    assert (harmless(text) == text) == (text in {"'", "_x0041_"})


def test_the_same_sheets_give_the_same_bytes() -> None:
    table = [["0123456789012345", date(2026, 3, 5), MADE, 7, "=1", None]]
    assert as_excel([sheet_of(table)], MADE).read() == as_excel([sheet_of(table)], MADE).read()


def test_days_are_days_and_numbers_like_text_stay_text() -> None:
    when = datetime(2026, 3, 5, 14, 2, 7, tzinfo=UTC)
    row = ["000123456789012345678", date(2026, 3, 5), when, 12345, 10**15, True, False, None, date(1850, 1, 1)]
    local = localtime(when)
    assert from_excel(sheet_of([row])) == [
        ["000123456789012345678", date(2026, 3, 5), local.replace(tzinfo=None), 12345, "1" + "0" * 15, "Có", "Không", "", "1850-01-01"]
    ]
    assert from_csv(sheet_of([row]))[0][:3] == ["000123456789012345678", "2026-03-05", local.isoformat()]


def test_what_no_cell_can_hold_says_so() -> None:
    ((cell,),) = from_excel(sheet_of([["dài " * 10_000]]))
    assert len(cell) == LONGEST and cell.endswith("tệp CSV có đủ)")
    assert from_csv(sheet_of([["dài " * 10_000]])) == [["dài " * 10_000]]
    assert from_excel(sheet_of([["a\x0bb\ud800"]])) == [["a\ufffdb\ufffd"]]


class Visitor:
    is_authenticated = False


def asked_for(form: str) -> Any:
    request = RequestFactory().get("/", {"format": form})
    request.user = Visitor()  # type: ignore[assignment]
    return request


TABLE = lists.Table("thu", "Thử", (lists.Column("Số", lambda n: n),))


def test_a_csv_is_rows_alone_and_its_header_tells_the_rest() -> None:
    answer = lists.as_file(asked_for("csv"), TABLE, [1, 2], at=MADE, said=[("Từ khóa", "đất")])
    assert b"".join(answer) == "\ufeffSố\r\n1\r\n2\r\n".encode()  # type: ignore[call-overload]
    assert json.loads(answer["X-About"])["Từ khóa"] == "đất" and answer["X-About"].isascii()
    assert answer["Content-Disposition"].endswith('thu-2026-03-02-1600.csv"')


def test_a_list_beyond_the_limit_is_refused_before_its_first_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST", 2)
    with pytest.raises(lists.TooMany, match="quá 2 dòng"):
        lists.as_file(asked_for("xlsx"), TABLE, [1, 2, 3], at=MADE)
