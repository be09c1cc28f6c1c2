"""Every list of the system leaves whole as Excel and CSV: the rows its reader sees, no others, and nothing that can be run."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from python_calamine import CalamineWorkbook

from agencies.calendar import actions as calendar
from agencies.models import AgencyName
from agencies.outbox.models import Message
from catalog import loading
from catalog.editions import actions as editions
from catalog.models import ChangeProposal, DatabaseVersion, Duty
from tests import factories as make
from tests.kept import kept
from tests.refusals import sql
from tests.scene import READERS, SECRET, build_scene
from tests.test_doors import LINES, address

TABLE = Path(__file__).with_name("lists.txt")
KINDS = dict(line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#"))
LISTS = [name for name, kind in KINDS.items() if kind == "list"]
FIGURES = [name for name, kind in KINDS.items() if kind == "figures"]
#: Who takes lists away; between them they may open every one.
TAKERS = ("lanhdao.stttt", "canbo.skhdt", "vanthu.ubnd")
#: Who tries but a few: lists that the others do not come to.
FEW = {"vanthu.ubnd": {"catalog:annex-list"}}
#: How many rows a page shows, of what it was rendered with.
SHOWN: dict[str, Callable[[Any], int]] = {
    "agencies:agency-list": lambda page: len(page["agencies"]),
    "agencies:calendar": lambda page: len(page["days"]),
    "agencies:calendar-year": lambda page: len(page["days"]),
    "agencies:delegations": lambda page: len(page["given"]) + len(page["held"]),
    "catalog:dossier-list": lambda page: len(page["dossiers"]),
    "catalog:inbox": lambda page: len(page["tasks"]),
    "catalog:rule-list": lambda page: sum(len(one.others) + 1 for one in page["matters"]),
    **dict.fromkeys(("catalog:dashboard-deadlines", "catalog:dashboard-steps"), lambda page: page["total"]),
    **dict.fromkeys(("catalog:duty-list", "catalog:proposal-list", "warehouse:overview"), lambda page: len(page["rows"])),
}


def test_every_page_says_whether_it_is_a_list() -> None:
    pages = {line.door for line in LINES if line.method == "get" and not line.door.startswith("api-")}
    assert pages == KINDS.keys()
    assert set(KINDS.values()) == {"list", "figures", "page", "part", "file"}


@pytest.fixture
def furnished(db: None, settings: Any, papers: Path) -> tuple[make.City, dict[str, dict[str, Any]]]:
    """The scene behind the doors, with a year of the calendar, rules and an edition; some of its texts are formulas."""
    settings.MEDIA_ROOT = papers
    city, scene = kept(build_scene)
    calendar.draft(2026, by=city.people["quantri"], at=make.NOW)
    loading.load_rules(at=make.NOW)
    assert city.decision is not None
    scene["draft"]["decision"] = editions.freeze(city.decision, at=now() - timedelta(hours=1)).pk
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    for model, column in ((AgencyName, "name"), (DatabaseVersion, "purpose"), (ChangeProposal, "title"), (Message, "title")):
        table = model._meta.db_table
        sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        sql(f"UPDATE {table} SET {column} = '=1+1 ' || {column}")
        sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    return city, scene


def place(name: str, scene: dict[str, dict[str, Any]]) -> str:
    line = next(line for line in LINES if line.door == name and line.method == "get")
    found = address(line, scene)
    return re.sub(r"/editions/\d+/", f"/editions/{scene['draft']['decision']}/", found)


def taken(client: Client, path: str, form: str) -> Any:
    answer = client.get(f"{path}?format={form}")
    assert answer.status_code == 200 and f".{form}" in answer["Content-Disposition"], path
    return b"".join(answer) if answer.streaming else answer.content


def of_csv(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def opened(city: make.City, scene: dict[str, dict[str, Any]], names: list[str]) -> Iterator[tuple[str, str, Client, Any]]:
    """Each list as each of those who may open it finds it."""
    for who in TAKERS:
        client = Client()
        client.force_login(city.fresh(who), backend="django.contrib.auth.backends.ModelBackend")
        for name in sorted(FEW.get(who, set(names)) & set(names)):
            with CaptureQueriesContext(connection) as asked:
                page = client.get(place(name, scene))
            page.asked = asked  # type: ignore[attr-defined]  # what the page itself asks, for the comparison
            if page.status_code == 403:
                assert client.get(f"{place(name, scene)}?format=csv").status_code == 403
                continue
            assert page.status_code == 200, name
            yield who, name, client, page


@pytest.mark.long
def test_every_list_is_taken_away_as_its_reader_sees_it(furnished: tuple[make.City, dict[str, dict[str, Any]]]) -> None:
    city, scene = furnished
    met, in_excel = set(), set()
    for who, name, client, page in opened(city, scene, LISTS):
        path, text = place(name, scene), page.content.decode()
        assert all(f"format={form}" in text for form in ("xlsx", "csv")), f"{name} has no download"
        with CaptureQueriesContext(connection) as asked:
            data = taken(client, path, "csv")
        head, *rows = of_csv(data)
        shown = SHOWN.get(name, lambda context: len(context["window"].rows))(page.context)
        assert len(rows) == shown, f"{name}: {len(rows)} rows in the file, {shown} on the page of {who}"
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))], name
        assert not [one for one, readers in READERS.items() if who not in readers and SECRET[one] in data.decode()], name
        assert not (more := shapes(asked) - shapes(page.asked) - Counter(set(shapes(asked)))), f"{name} asks for each row: {more}"
        met.add(name)
        if name not in in_excel:
            in_excel.add(name)
            sheets = CalamineWorkbook.from_filelike(io.BytesIO(taken(client, path, "xlsx")))
            assert len(sheets.get_sheet_by_index(0).to_python()) == shown + 1 and sheets.sheet_names[-1] == "Về tệp này"
            assert sheets.get_sheet_by_index(0).to_python()[0] == head
    assert met == set(LISTS)


def shapes(asked: CaptureQueriesContext) -> Counter[str]:
    """How often each statement was sent, whatever its numbers."""
    plain = (re.sub(r"\d+|'[^']*'", "?", query["sql"]) for query in asked.captured_queries)
    return Counter(re.sub(r"\?(, \?)+", "?", shape) for shape in plain)


def test_figures_leave_as_excel_with_what_they_are_about(furnished: tuple[make.City, dict[str, dict[str, Any]]]) -> None:
    city, scene = furnished
    for _who, name, client, page in opened(city, scene, FIGURES):
        assert "format=xlsx" in page.content.decode()
        book = CalamineWorkbook.from_filelike(io.BytesIO(taken(client, place(name, scene), "xlsx")))
        about = dict(book.get_sheet_by_name("Về tệp này").to_python())
        assert len(book.sheet_names) > 3 and about["Người tải"] == "Lãnh đạo TTTT" and "Tải lúc" in about


def test_a_file_holds_what_the_page_was_narrowed_to_and_says_so(client: Client, city: make.City) -> None:
    loading.load_duties(at=make.NOW)
    client.force_login(city.fresh("lanhdao.stttt"), backend="django.contrib.auth.backends.ModelBackend")
    for path, said in (
        ("/databases/?q=cấp+phép", "Từ khóa: cấp phép"),
        ("/journal/?kind=VERSION_OPENED", "Phiên bản mới có hiệu lực"),
        (f"/duties/?agency=so-xay-dung&duty={Duty.Kind.BUILD}", "Sở Xây dựng"),
        ("/agencies/?as_of=2021-01-01", "01/01/2021"),
        ("/proposals/?state=RETURNED", "Trạng thái', 'Trả lại"),
    ):
        book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(client.get(f"{path}&format=xlsx"))))
        assert said in str(book.get_sheet_by_name("Về tệp này").to_python()), path
    rows = of_csv(b"".join(client.get("/databases/?q=cấp+phép&format=csv")))
    assert len(rows) == 2 and "cấp phép xây dựng" in rows[1][2]
    assert len(of_csv(b"".join(client.get("/journal/?kind=EDITION_FROZEN&format=csv")))) == 1


def test_a_file_goes_on_where_the_page_ends(client: Client, city: make.City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.journal.views.SIZE", 2)
    page = client.get("/journal/")
    assert len(page.context["window"].rows) == 2
    assert len(of_csv(b"".join(client.get("/journal/?format=csv")))) == 1 + 3
    assert "cursor=" in page.content.decode() and "format=csv&amp;cursor" not in page.content.decode()
