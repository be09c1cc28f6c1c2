"""The annex of an edition: what it prints, in every format, and that this never changes."""

import hashlib
import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from rest_framework.test import APIClient

from catalog.editions import annex, files, layouts, rows
from catalog.editions.annex import Annex, Heading, Layout
from catalog.models import DatabaseVersion, Edition
from hcm_registry import tables
from tests import factories as make
from tests.catalog.editions.frozen import behind_the_triggers, freeze
from tests.refusals import change

COLUMNS = (
    Heading("position", "STT", 10),
    Heading("code", "Mã"),
    Heading("name", "Tên cơ sở dữ liệu", 40),
    Heading("managing_agency", "Đơn vị quản lý"),
    Heading("coordinating_agencies", "Đơn vị phối hợp"),
    Heading("purpose", "Mục đích"),
    Heading("sharing_class", "Mức chia sẻ"),
    Heading("security_level", "Cấp độ"),
)
WORDS = {"sharing_class": {"COMMON": "Dữ liệu dùng chung"}, "managing_agency_basis": {"SUGGESTED": "Gợi ý", "DECIDED": "Theo quyết định"}}
FIXED = Layout(COLUMNS, WORDS, form=1)
NAMES = {"so-a": "Sở A", "so-b": "Sở B"}
ENTRIES = [
    ("HCM-CSDL-001", {"name": "Cơ sở dữ liệu một", "managing_agency": "so-a", "managing_agency_basis": "DECIDED", "purpose": "=1+1\nhai"}),
    ("HCM-CSDL-002", {"name": "Cơ sở dữ liệu hai", "managing_agency": "so-b", "managing_agency_basis": "SUGGESTED", "security_level": 3}),
    ("", {"name": "Cơ sở dữ liệu chưa có mã", "coordinating_agencies": ["so-a", "so-b"], "sharing_class": "COMMON"}),
]
EMPTY = {
    "managing_agency": "",
    "managing_agency_basis": "",
    "coordinating_agencies": [],
    "purpose": "",
    "sharing_class": "",
    "security_level": None,
}
ABOUT = {
    "edition": 1,
    "decision": "Quyết định số 1/QĐ-UBND",
    "on": date(2023, 10, 25),
    "demo": True,
    "symbol": "QĐ-UBND",
    "issuer": "Ủy ban nhân dân Thành phố",
}


def fixed() -> Annex:
    """An annex made of nothing that can change."""
    return Annex(COLUMNS, annex.rows(FIXED, [(code, EMPTY | said) for code, said in ENTRIES], NAMES), ABOUT)


def read(form: str, data: bytes) -> bytes:
    """What a reader of the file sees: a library may pack it otherwise, and no more than that."""
    if form not in ("xlsx", "docx", "pdf"):
        return data
    if form == "pdf":
        return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split()).encode()
    if form == "docx":
        paper = docx.Document(io.BytesIO(data))
        section, (table,) = paper.sections[0], paper.tables
        cells = [[cell.text for cell in row.cells] for row in table.rows]
        seen = [[line.text for line in paper.paragraphs], cells, [section.page_width, section.page_height, section.left_margin]]
        return json.dumps(seen, ensure_ascii=False).encode()
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return json.dumps(
        [[name, book.get_sheet_by_name(name).to_python()] for name in book.sheet_names], ensure_ascii=False, default=str
    ).encode()


#: Annexes that were issued read so for ever. Should this fail, the code has begun to print an old annex otherwise: that is not to be.
#: Never put another hash here. Leave what `form` 1 does as it was; print otherwise under form 2 (annex.FORM), which only layouts set
#: from then on have, and add its hashes beside these.
STORED = {
    "pdf": "ee49c980ec93c2c201f52c19fb2c099be21417a0747d46039d13ff6b6f3357ad",
    "canonical": "a202995eca31fa0603474a3a2e2ccd604d95889dac7b8d9d11f1757493c9f881",
    "xlsx": "7a3992262e7552f8dfe607518e38ecbe1ea660208d32594c4d4b880eb6fb3342",
    "csv": "01c615c05a9a695690600d9364d099f41236fd3eb45eaf2f39de5e1b64957bc0",
    "json": "426ede4b2d4f5a14a6383647e91e13fbc56dd5ebb55ee7cefe90946b74001cfe",
    "docx": "a6327563f925dce8b76d8dff72e9c004a525b5188b17df57f8e1a25c75cc13c8",
}


def test_an_old_annex_reads_as_it_was_issued_in_every_format() -> None:
    found = {form: hashlib.sha256(read(form, write(fixed()))).hexdigest() for form, (write, _kind) in files.FORMATS.items()}
    assert {"canonical": fixed().hash} | found == STORED
    assert all(write(fixed()) == write(fixed()) for write, _kind in files.FORMATS.values())


@pytest.mark.parametrize("form", ["xlsx", "csv", "docx"])
def test_what_was_printed_is_read_again_to_the_letter(form: str, tmp_path: Path) -> None:
    """By the reader that takes in what people send."""
    file = tmp_path / f"annex.{form}"
    file.write_bytes(files.FORMATS[form][0](fixed()))
    with tables.opened(file) as book:
        read_again = [["" if cell is None else str(cell) for cell in row.cells] for row in book.rows(0)]
    expected = [[column.heading for column in COLUMNS], *([str(cell) for cell in row] for row in fixed().rows)]
    assert [[*row, *[""] * (len(COLUMNS) - len(row))] for row in read_again] == expected


def test_a_frozen_edition_of_fixed_content_has_the_stored_hash(city: make.City, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same promise through the rows of the database; the content is what tests/factories.py lets be decided."""
    monkeypatch.setattr(layouts, "current", lambda: FIXED)
    assert freeze(city).annex_hash == "ff9636a21ffffc2264b35d85f1f89718052038c1c88f542dec512a8a48084187"


def test_an_annex_prints_what_the_catalogue_must_show(city: make.City) -> None:
    edition = freeze(city)
    made = rows.of_edition(edition)
    assert [column.heading for column in made.columns][:4] == ["STT", "Mã", "Tên cơ sở dữ liệu", "Cơ quan quản lý"]
    first = dict(zip((column.key for column in made.columns), made.rows[0], strict=True))
    assert (first["position"], first["code"], first["managing_agency"]) == (1, "HCM-CSDL-001", "Sở Kế hoạch và Đầu tư")
    assert (first["sharing_class"], first["update_frequency"]) == ("Dữ liệu dùng chung", "Hằng ngày")
    assert made.hash == edition.annex_hash and len(made.rows) == edition.lines.count() == 3


def test_an_agency_that_nobody_decided_on_is_not_printed_as_if(city: make.City) -> None:
    make.database("Cơ sở dữ liệu gợi ý", city.agencies["so-tai-chinh"], under=city.decision, managing_agency_basis="SUGGESTED")
    assert "Sở Tài chính (Gợi ý theo chức năng, chưa theo quyết định)" in rows.of_edition(freeze(city)).rows[3]


def test_the_same_bytes_whatever_language_its_reader_reads(city: make.City) -> None:
    assert city.decision is not None
    behind_the_triggers("catalog_decision")
    change(city.decision, number="", day_known=False)
    edition = freeze(city)
    edition.refresh_from_db()
    said = {}
    for language in ("vi", "en"):
        with translation.override(language):
            said[language] = {form: write(rows.of_edition(edition)) for form, (write, _kind) in files.FORMATS.items()}
    assert said["vi"] == said["en"] and "Quyết định chưa rõ số" in said["en"]["json"].decode()


def test_the_annex_in_word_lies_across_the_page_and_leaves_number_and_day_blank(city: make.City) -> None:
    paper = docx.Document(io.BytesIO(files.as_docx(rows.of_edition(freeze(city)))))
    lines = [line.text for line in paper.paragraphs if line.text.strip()]
    assert lines[0] == "Phụ lục" and lines[1] == "DANH MỤC CƠ SỞ DỮ LIỆU DÙNG CHUNG CỦA THÀNH PHỐ HỒ CHÍ MINH"
    assert "Quyết định số" in lines[2] and "/QĐ-UBND ngày" in lines[2] and "Ủy ban nhân dân Thành phố Hồ Chí Minh" in lines[2]
    assert not any(letter.isdigit() for letter in lines[2])
    assert paper.sections[0].page_width > paper.sections[0].page_height
    (table,) = paper.tables
    assert [cell.text for cell in table.rows[1].cells][:3] == ["1", "HCM-CSDL-001", "Cơ sở dữ liệu đăng ký doanh nghiệp"]
    of_day = docx.Document(io.BytesIO(files.as_docx(rows.of_day(make.ISSUED_ON))))
    assert "TẠI NGÀY 25/10/2023" in of_day.paragraphs[1].text and "Kèm theo" not in of_day.paragraphs[2].text


def test_a_draft_decision_has_its_annex_too(city: make.City) -> None:
    made = rows.of_contents([("", make.content("Cơ sở dữ liệu mới")), ("HCM-CSDL-001", make.content("Khác"))], make.ISSUED_ON)
    assert [row[:4] for row in made.rows] == [
        [1, "", "Cơ sở dữ liệu mới", "Sở Kế hoạch và Đầu tư"],
        [2, "HCM-CSDL-001", "Khác", "Sở Kế hoạch và Đầu tư"],
    ]


@pytest.mark.parametrize("form", files.FORMATS)
def test_page_and_api_give_the_same_bytes(client: Any, city: make.City, form: str) -> None:
    edition = freeze(city)
    page = client.get(f"/editions/{edition.pk}/?format={form}")
    api = APIClient().get(f"/api/v1/editions/{edition.pk}/annex/?format={form}")
    made = files.FORMATS[form][0](rows.of_edition(edition))
    assert page.content == b"".join(api.streaming_content) == made
    assert f"phu-luc-{edition.pk}-2023-10-25.{form}" in page["Content-Disposition"]
    again = APIClient().get(f"/api/v1/editions/{edition.pk}/annex/?format={form}", headers={"If-None-Match": api["ETag"]})
    assert again.status_code == 304


def test_what_has_no_annex_says_so(city: make.City) -> None:
    assert APIClient().get("/api/v1/editions/0/annex/").status_code == 404
    assert APIClient().get(f"/api/v1/editions/{freeze(city).pk}/annex/?format=exe").status_code == 400


def test_the_command_writes_an_edition_or_a_day(city: make.City, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    edition = freeze(city)
    decision = make.decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=date(2024, 5, 1))
    make.database("Cơ sở dữ liệu sau", city.agencies["so-xay-dung"], under=decision)
    of_edition, of_day = tmp_path / "a.csv", tmp_path / "b.csv"
    call_command("export_annex", str(edition.pk), "--format", "csv", "--output", str(of_edition))
    call_command("export_annex", "--as-of", "2024-04-30", "--format", "csv", "--output", str(of_day))
    assert of_edition.read_bytes() == of_day.read_bytes() == files.as_table(rows.of_edition(edition))
    assert edition.annex_hash in capsys.readouterr().out
    call_command("export_annex", "--as-of", "2024-05-01", "--format", "csv", "--output", str(of_day))
    assert "Cơ sở dữ liệu sau" in of_day.read_text() and "Cơ sở dữ liệu sau" not in of_edition.read_text()
    for asked in (["999999"], [str(edition.pk), "--as-of", "2024-05-01"]):
        with pytest.raises(CommandError, match="ản danh mục"):
            call_command("export_annex", *asked)


def test_a_day_is_printed_as_it_was_known(city: make.City) -> None:
    recorded = DatabaseVersion.objects.order_by("recorded_at").first()
    assert recorded is not None
    assert (
        len(rows.of_day(make.ISSUED_ON).rows) == 3 and rows.of_day(make.ISSUED_ON, recorded.recorded_at - timedelta(seconds=1)).rows == []
    )


def test_an_annex_of_many_is_read_in_as_many_queries_as_one_of_few(city: make.City, django_assert_num_queries: Any) -> None:
    edition = Edition.objects.select_related("layout", "decision__issuing_body").get(pk=freeze(city).pk)
    with django_assert_num_queries(1):
        rows.of_edition(edition)
    with django_assert_num_queries(4):
        rows.of_day(make.ISSUED_ON)
