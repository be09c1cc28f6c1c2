"""Annexes as offices send them: 45 rows under headings of two lines, numbered columns, groups and a total. Every name is made up."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from docx import Document

ROWS = 45
GROUPS = {1: ("I", "Lĩnh vực đô thị"), 16: ("II", "Lĩnh vực y tế"), 31: ("III", "Lĩnh vực giáo dục")}
TITLE = "PHỤ LỤC: DANH MỤC THỬ NGHIỆM"
HEADINGS = ("Số TT", "Tên CSDL", "Đơn vị", "", "Tần suất cập nhật", "Mục đích sử dụng")
BELOW = ("", "", "quản lý", "phối hợp", "", "")
NUMBERS = tuple(f"({number})" for number in range(1, 7))
#: Official name, abbreviation, unaccented, other capitals.
AGENCIES = ("Sở Kế hoạch và Đầu tư", "Sở Xây dựng", "so tai chinh", "SỞ XÂY DỰNG")
OFTEN = ("Hàng ngày", "hàng tháng", "Khi có phát sinh")


def entry(number: int) -> list[str]:
    """A row of the table."""
    name, agency = f"CSDL thử nghiệm {number:02d}", AGENCIES[number % 4]
    return [str(number), name, agency, "Sở Tài chính; Sở Xây dựng" if number % 5 == 0 else "", OFTEN[number % 3], f"Thử nghiệm {number}"]


def lines(rows: int = ROWS) -> list[tuple[str, Sequence[str]]]:
    """Kind and cells of every row below the headings."""
    found: list[tuple[str, Sequence[str]]] = [("numbers", NUMBERS)]
    for number in range(1, rows + 1):
        if number in GROUPS:
            found.append(("group", GROUPS[number]))
        found.append(("entry", entry(number)))
    return [*found, ("total", ("Tổng cộng", f"{rows} CSDL"))]


def as_xlsx(rows: int = ROWS) -> bytes:
    """A workbook with a title across, headings that span rows and columns, groups across."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("Phụ lục")
    page.merge_range(0, 0, 0, 5, TITLE)
    for place in (0, 1, 4, 5):
        page.merge_range(2, place, 3, place, HEADINGS[place])
    page.merge_range(2, 2, 2, 3, HEADINGS[2])
    page.write_row(3, 2, BELOW[2:4])
    for at, (kind, cells) in enumerate(lines(rows), start=4):
        page.write_row(at, 0, cells)
        if kind == "group":
            page.merge_range(at, 1, at, 5, cells[1])
    book.close()
    return out.getvalue()


def as_docx(rows: int = ROWS) -> bytes:
    """The same in a text."""
    paper = Document()
    paper.add_paragraph(TITLE)
    said = [("head", HEADINGS), ("head", BELOW), *lines(rows)]
    table = paper.add_table(rows=len(said), cols=6)
    cells: list[Any] = list(table._cells)
    for at, (_kind, texts) in enumerate(said):
        for place, text in enumerate(texts):
            cells[at * 6 + place].text = text
    for place in (0, 1, 4, 5):
        table.cell(0, place).merge(table.cell(1, place))
    table.cell(0, 2).merge(table.cell(0, 3))
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def as_csv(rows: int = ROWS) -> bytes:
    """The same as plain lines: headings on one line, some in two within a cell."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([TITLE])
    writer.writerow(["Số TT", "Tên CSDL", "Đơn vị\nquản lý", "Đơn vị\nphối hợp", "Tần suất cập nhật", "Mục đích sử dụng"])
    writer.writerows(cells for _kind, cells in lines(rows))
    return out.getvalue().encode("utf-8-sig")


MADE = {"xlsx": as_xlsx, "docx": as_docx, "csv": as_csv}
