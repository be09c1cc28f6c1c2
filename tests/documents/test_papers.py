"""Official papers follow NĐ 30/2020, whatever they say, and say what they are given, letter by letter."""

import io
import unicodedata
import zipfile
from dataclasses import replace
from datetime import date

import docx
import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from hcm_registry.documents import as_docx, as_pdf, pdf, words
from hcm_registry.documents.blocks import Annex, Column, Items, Paper, Paragraph, Table
from tests.documents.opened import Seen, opened
from tests.documents.rules import follows_the_decree
from tests.documents.samples import SAMPLES, annex, decision, letter, submission

LETTERS = sorted(
    {unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in ("", *"\u0300\u0301\u0303\u0309\u0323")} | {"đ"}
)
HOSTILE = (
    "#set page(width: 1cm)",
    "*đậm* _nghiêng_ $x^2$ `mã`",
    '#read("/etc/passwd")',
    "<w:b/> & {number} %s \\ \"'",
    "= Tiêu đề @nhãn <nhãn> // chú",
)


@pytest.mark.django_db
@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_follows_the_decree(name: str) -> None:
    follows_the_decree(SAMPLES[name]())


def test_the_letters_of_the_pdf_are_whole_for_vietnamese() -> None:
    assert len(LETTERS) * 2 == 146
    for style in ("Regular", "Bold", "Italic", "BoldItalic"):
        there = TTFont(pdf.FONTS / f"CrimsonText-{style}.ttf").getBestCmap()
        assert all(ord(letter) in there for text in LETTERS for letter in (text, text.upper())), style


def test_no_text_is_taken_for_markup_or_for_a_template() -> None:
    paper = replace(
        letter(), abstract=HOSTILE[0], to=HOSTILE[1:2], body=(*map(Paragraph, HOSTILE), Items(HOSTILE)), recipients=(*HOSTILE, "Lưu: VT")
    )
    seen = {one.text for one in opened(as_docx(paper)).parts[0] if isinstance(one, Seen)}
    assert set(HOSTILE) <= seen
    (page,) = PdfReader(io.BytesIO(as_pdf(paper))).pages
    text = "".join(page.extract_text().split())
    assert all("".join(said.split()) in text for said in HOSTILE) and page.mediabox.width > 590


def test_signs_that_xml_cannot_hold_are_left_out() -> None:
    signs = "".join(map(chr, (*range(0x01, 0x20), 0xFFFE, 0xFFFF)))
    paper = replace(letter(), body=(Paragraph(f"trước{signs}sau"), Paragraph("hết")))
    assert any("sau" in one.text for one in opened(as_docx(paper)).parts[0] if isinstance(one, Seen)) and as_pdf(paper)


def test_word_files_are_the_same_whenever_they_are_written() -> None:
    with zipfile.ZipFile(io.BytesIO(as_docx(decision()))) as package:
        assert {member.date_time for member in package.infolist()} == {(2020, 3, 5, 0, 0, 0)}
        assert b"python-docx" not in b"".join(package.read(name) for name in package.namelist() if name.startswith("docProps/core"))
    assert b"D:20200305" in as_pdf(decision())


def test_only_later_pages_are_numbered_and_every_annex_anew() -> None:
    first, second = pages_of(replace(submission(), draft=False))
    assert first[0] != "1" and second[0] == "2"
    pages = pages_of(replace(decision(), draft=False))
    assert [page[0] for page in pages if page[0].isdecimal()] == ["2"]  # the second page of the first annex alone
    assert "Phụ" in pages[1][:2] and "STT" in pages[2][:3]  # its headings once more


def pages_of(paper: Paper) -> list[list[str]]:
    """The words of each page of the PDF."""
    return [page.extract_text().split() for page in PdfReader(io.BytesIO(as_pdf(paper))).pages]


def test_a_list_of_receivers_longer_than_a_page_loses_nobody() -> None:
    names = [f"Cơ quan thứ {n:03}" for n in range(90)]
    paper = replace(letter(), recipients=(*names, "Lưu: VT"))
    reader = PdfReader(io.BytesIO(as_pdf(paper)))
    text = "".join(page.extract_text() for page in reader.pages)
    assert len(reader.pages) > 1 and all(f"{name};" in text for name in names)


def test_a_word_wider_than_its_room_is_broken_and_whole_again_when_copied() -> None:
    mark, address = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "https://example.org/" + "x" * 300
    table = Table((Column("SHA-256", 3), Column("Tệp", 4), Column("Mã", 1.3)), [(mark, mark, "HCM-CSDL-004")])
    pages = PdfReader(io.BytesIO(as_pdf(Annex("Tệp", (table, Paragraph("Xem trước. " * 400), Paragraph(address)))))).pages
    text = "\n".join(page.extract_text() for page in pages)
    assert len(pages) > 1 and max(map(len, text.splitlines())) < 100
    copied = "".join(text.split())
    assert copied.count(mark) == 2 and address in copied
    assert {"HCM-", "CSDL-004"} <= set(text.split())  # a hyphen is the better place


def test_a_file_says_what_it_is_to_who_cannot_see_it() -> None:
    paper = replace(submission(), abstract="Về việc " + "rất dài " * 99)
    assert docx.Document(io.BytesIO(as_docx(paper))).core_properties.title.startswith("Tờ trình Về việc rất dài")
    reader = PdfReader(io.BytesIO(as_pdf(submission())))
    assert reader.metadata.title == "Tờ trình Về việc ban hành Danh mục cơ sở dữ liệu dùng chung"
    assert reader.trailer["/Root"]["/Lang"] == "vi" and reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_a_long_last_paragraph_begins_where_there_is_room_and_a_short_one_stays_with_who_signs() -> None:
    long, short = (pages_of(replace(letter(), body=(Paragraph("Đoạn dài. " * times),))) for times in (600, 160))
    assert len(long) > 1 and long[0].count("Đoạn") > 50
    assert len(short) == 1
    for lines in range(15, 27):  # the end of the page comes before, in and behind the last words
        *_, last = pages_of(replace(letter(), body=(*[Paragraph("Đoạn trước.")] * lines, Paragraph("Lời cuối"))))
        assert "cuối./." in last and "nhận:" in last


def test_an_annex_alone_is_a_paper() -> None:
    assert "Khôngcó." in "".join(PdfReader(io.BytesIO(as_pdf(annex()))).pages[0].extract_text().split())


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2020, 3, 5), "ngày 05 tháng 3 năm 2020"),
        (date(2020, 1, 5), "ngày 05 tháng 01 năm 2020"),
        (date(2023, 2, 6), "ngày 06 tháng 02 năm 2023"),
        (date(2019, 6, 29), "ngày 29 tháng 6 năm 2019"),
        (date(2025, 10, 10), "ngày 10 tháng 10 năm 2025"),
    ],
)
def test_days_below_ten_and_the_first_two_months_take_a_zero(day: date, written: str) -> None:
    assert words.day_in_words(day) == written


def test_numbers_letters_and_endings() -> None:
    assert [words.number_and_symbol(given, "QĐ-UBND") for given in ("5", "05", "15", " 150 ")] == [
        f"{number}/QĐ-UBND" for number in ("05", "05", "15", "150")
    ]
    assert "".join(map(words.point, range(9))) == "abcdđeghi" and words.point(23) == "aa"
    assert [words.roman(n) for n in (1, 4, 9, 14, 40, 99)] == ["I", "IV", "IX", "XIV", "XL", "XCIX"]
    assert words.listed(["một.", "hai;", "ba"]) == ["một;", "hai;", "ba."]
    assert [words.closed(text) for text in ("Trân trọng.", "Trân trọng./.", "Trân trọng")] == ["Trân trọng./."] * 3
