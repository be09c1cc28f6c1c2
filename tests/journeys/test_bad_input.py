"""Input that is not right, in each form of the wizard: said over the form and beside the field, and nothing typed is lost."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from catalog.models import ChangeProposal
from tests.journeys.hands import Pointer


@pytest.fixture
def hand(visit: Callable[..., Page]) -> Pointer:
    """The officer of the demonstration's draft, on its task list."""
    code = ChangeProposal.objects.get(state="DRAFT").code
    return Pointer(visit(f"/proposals/{code}/edit/", user="canbo.skhdt"))


def told(hand: Pointer, label: str, sentence: str, typed: str) -> None:
    """The summary has the focus and the title says so; its link leads to the field, which says the same and holds what was typed."""
    summary = hand.page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(hand.page).to_have_title(re.compile("^Lỗi: "))
    summary.get_by_role("link", name=sentence).first.click()
    field = hand.field(label)
    expect(field).to_be_focused()
    expect(field).to_have_value(typed)
    expect(field).to_have_accessible_description(re.compile(re.escape(sentence)))


def test_every_form_of_the_wizard_says_what_to_mend_and_keeps_what_was_typed(hand: Pointer, tmp_path: Path) -> None:
    for wrong in (the_kind, a_section, the_grounds, a_paper, a_table):
        start = hand.page.url
        wrong(hand, tmp_path)
        hand.page.goto(start)


def the_kind(hand: Pointer, folder: Path) -> None:
    hand.follow("Thêm cơ sở dữ liệu khác")
    hand.tick("Sửa đổi")
    hand.press("Thêm vào đề xuất")
    told(hand, "Cơ sở dữ liệu", "Chọn một cơ sở dữ liệu đang có trong danh mục.", "")


def a_section(hand: Pointer, folder: Path) -> None:
    hand.follow("Thông tin chung")
    hand.fill("Tên cơ sở dữ liệu", "")
    hand.fill("Mục đích", "Lời đã gõ")
    hand.press("Lưu và tiếp tục")
    told(hand, "Tên cơ sở dữ liệu", "Nhập “Tên cơ sở dữ liệu”", "")
    expect(hand.field("Mục đích")).to_have_value("Lời đã gõ")


def the_grounds(hand: Pointer, folder: Path) -> None:
    hand.follow("Căn cứ và văn bản")
    hand.fill("Trích yếu", "Trích yếu đã gõ")
    hand.fill("Ngày công văn", "ngày mai")
    hand.press("Lưu và tiếp tục")
    told(hand, "Ngày công văn", "Nhập ngày", "ngày mai")
    expect(hand.field("Trích yếu")).to_have_value("Trích yếu đã gõ")


def a_paper(hand: Pointer, folder: Path) -> None:
    hand.follow("Căn cứ và văn bản")
    picture = folder / "anh.exe"
    picture.write_bytes(b"MZ nothing of use")
    hand.attach("Tệp", picture)
    hand.press("Lưu và tải tệp lên")
    told(hand, "Tệp", "Loại tệp không được nhận", "")


def a_table(hand: Pointer, folder: Path) -> None:
    hand.follow("Từ điển dữ liệu")
    hand.press("Thêm bảng")
    hand.fill("Tên kỹ thuật", "Hộ kinh doanh")
    hand.press("Lưu bảng")
    told(hand, "Tên kỹ thuật", "chỉ được gồm chữ thường", "Hộ kinh doanh")
    hand.fill("Tên kỹ thuật", "ho_kinh_doanh")
    hand.fill("Tên bảng", "Hộ kinh doanh")
    hand.press("Lưu và dán từ Excel")
    hand.press("Xem trước thay đổi")
    told(hand, "Dán từ Excel", "Trường này là bắt buộc.", "")
