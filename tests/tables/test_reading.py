"""What a file holds comes out as what it is: types, places, merged ranges, sheets that are hidden."""

import io
from datetime import date, datetime
from pathlib import Path

import docx
import pytest
import xlsxwriter
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from hcm_registry.tables import FileNotRead, opened
from hcm_registry.tables.child import alphabets
from tests.tables.poison import sound


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "given.xlsx"
    with xlsxwriter.Workbook(path) as book:
        day, moment = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        page, hidden = book.add_worksheet("Phụ lục"), book.add_worksheet("Ẩn")
        page.merge_range("B2:D2", "Danh mục")
        page.write_row("B4", ["0312345678", 12, 1.5, True])
        page.write_datetime("F4", datetime(2026, 12, 25), day)  # noqa: DTZ001  # Excel knows no zones
        page.write_datetime("G4", datetime(2026, 12, 25, 14, 30), moment)  # noqa: DTZ001  # the same
        page.write_formula("H4", "=1+1", None, 2)
        page.write("I4", "Sơ\u0309")
        hidden.hide()
    return path


def test_cells_are_what_they_are_and_stand_where_they_stand(workbook: Path) -> None:
    with opened(workbook) as book:
        assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("Phụ lục", False), ("Ẩn", True)]
        merged, rows = book.read(0)
        assert merged == ((2, 2, 2, 4),)
        assert [(row.number, row.cells) for row in rows] == [
            (2, (None, "Danh mục")),
            (4, (None, "0312345678", 12, 1.5, True, date(2026, 12, 25), datetime(2026, 12, 25, 14, 30), 2, "Sở")),  # noqa: DTZ001
        ]


def test_what_was_not_read_of_a_sheet_is_passed_over(workbook: Path) -> None:
    with opened(workbook) as book:
        _merged, rows = book.read(0)
        next(rows)
        assert list(book.rows(1)) == []
        assert len(list(book.rows(0))) == 2


def test_a_table_of_word_is_laid_out_as_it_is_seen(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for row, words in zip(table.rows, ("abc", "def", "ghi"), strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    table.cell(0, 0).merge(table.cell(1, 0)).text = "ad"
    table.cell(1, 1).merge(table.cell(1, 2)).text = "ef"
    _in_a_content_control(table.rows[2])
    table._tbl.append(
        parse_xml(f'<w:tr {nsdecls("w")}><w:trPr><w:gridBefore w:val="2"/></w:trPr><w:tc><w:p><w:r><w:t>k</w:t></w:r></w:p></w:tc></w:tr>')
    )
    file = io.BytesIO()
    document.save(file)
    with opened(file) as book:
        merged, rows = book.read(0)
        assert set(merged) == {(1, 1, 2, 1), (2, 2, 2, 3)}
        assert [row.cells for row in rows] == [("ad", "b", "c"), (None, "ef"), ("g", "h", "i"), (None, None, "k")]


def _in_a_content_control(row) -> None:  # type: ignore[no-untyped-def]  # a row of python-docx
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
    row._tr.addprevious(control)
    control[0].append(row._tr)


def test_whoever_has_time_says_so(tmp_path: Path) -> None:
    path = tmp_path / "given.xlsx"
    path.write_bytes(sound("xlsx"))
    with opened(path, seconds=77) as book:
        assert "77" in next(line for line in Path(f"/proc/{book.process}/limits").read_text().splitlines() if "cpu time" in line)


def test_what_an_encoding_does_not_tell_is_said(tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_bytes("Tên\nSở\n".encode())
    for name, says in (("tcvn3", "chữ hoa"), ("viscii", "")):
        with opened(path, encoding=name) as book:
            assert book.encoding is not None
            assert says in book.encoding.caution and bool(book.encoding.caution) == bool(says)


def test_a_long_file_is_recognised_wherever_the_sample_ends(tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    for name in ("utf-8", "utf-16-le", "utf-16-be", "utf-16"):
        for end in ("\n", "đầu\n"):
            text = f"Tên;Sở\nĐất đai và nhà ở{end}"
            path.write_bytes((text * (alphabets.SAMPLE // 20)).encode(name))
            with opened(path) as book:
                assert book.encoding is not None and (book.encoding.name, book.encoding.sure) == (name, True)


def test_a_word_that_begins_like_a_program_is_a_word(tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_bytes(b"MZ01;PK\n1;2\n")
    with opened(path) as book:
        assert [row.cells for row in book.rows()] == [("MZ01", "PK"), ("1", "2")]
    path.write_bytes(b"MZ\x90\x00" + path.read_bytes())
    with pytest.raises(FileNotRead, match="không có bảng"), opened(path):
        pass
