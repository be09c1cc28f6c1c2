"""What a person says of a file that does not say it itself: its encoding, and which sheet of a workbook holds the annex."""

import io

import pytest
import xlsxwriter

from catalog.annexes.tasks import sweep_annexes
from tests.catalog.annexes.test_pages import brought

#: One word with marks, in TCVN3: too little to tell an encoding by.
UNSURE = b"Ten CSDL,Muc dich su dung\nCSDL thu nghiem,Hu\xd5\n"


@pytest.fixture
def clerk(city, client):
    client.force_login(city.people["vanthu.ubnd"])
    return client


def test_an_encoding_that_is_not_sure_is_asked_for_answered_and_shown_before_anything_enters(city, clerk):
    annex = brought(city, UNSURE, "phu-luc.csv")
    asked = clerk.get(annex.path).text
    assert (annex.encoding, annex.rows.count(), 'value="tcvn3"' in asked, "Tệp được đọc theo" in asked) == ("", 0, True, False)
    unsaid = clerk.post(f"{annex.path}reread/", {})
    assert (unsaid.status_code, "Chọn dòng có chữ hiện đúng" in unsaid.text) == (400, True)
    for encoding, reads in (("viscii", "VISCII: “CSDL thu nghiem,Huạ”"), ("tcvn3", "TCVN3 (ABC): “CSDL thu nghiem,Huế”")):
        assert clerk.post(f"{annex.path}reread/", {"encoding": encoding}).status_code == 302
        assert sweep_annexes() == 1
        page = clerk.get(annex.path).text
        assert f"Tệp được đọc theo bảng mã {reads}" in page and "1 dòng dữ liệu" in page
    assert "“Huế”" in clerk.get(f"{annex.path}columns/").text


def in_sheets(**sheets):
    """A workbook of these sheets."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                page.write_row(number, 0, cells)
    return out.getvalue()


BOOK = {
    "Bìa": [["Kính gửi các cơ quan"]],
    "Danh mục cũ": [["Tên CSDL", "Mục đích sử dụng"], ["CSDL thử nghiệm cũ", "cũ"], ["CSDL thử nghiệm cũ 2", "cũ"]],
    "Danh mục": [["Tên CSDL", "Mục đích sử dụng"], ["CSDL thử nghiệm mới", "mới"]],
}


def test_the_sheet_of_a_workbook_is_chosen_by_hand(city, clerk):
    annex = brought(city, in_sheets(**BOOK))
    assert (annex.sheets, annex.sheet) == (list(BOOK), 1)  # the first whose headings say where the names are
    page = clerk.get(annex.path).text
    assert '<option value="1" selected>Danh mục cũ' in page
    assert clerk.post(f"{annex.path}reread/", {"sheet": "7"}).status_code == 400
    assert clerk.post(f"{annex.path}reread/", {"sheet": "2"}).status_code == 302
    assert sweep_annexes() == 1
    annex.refresh_from_db()
    check = clerk.get(f"{annex.path}check/").text
    assert (annex.sheet, "CSDL thử nghiệm mới" in check, "CSDL thử nghiệm cũ" in check) == (2, True, False)
