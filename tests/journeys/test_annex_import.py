"""The clerk brings the annex of a decision as a workbook; its databases are in the catalogue, and the same file again says nothing new."""

from collections.abc import Callable
from pathlib import Path

from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from catalog.annexes.tasks import sweep_annexes
from tests.catalog.annexes import papers
from tests.journeys import course
from tests.journeys.hands import Pointer

ROWS = 3


def bring(hand: Pointer, paper: Path) -> None:
    """Upload it, and see by itself that a job has read it."""
    hand.attach("Tệp phụ lục", paper)
    hand.press("Tải lên và đọc tệp")
    worked(hand.page)
    expect(hand.page.get_by_text(f"{ROWS} dòng dữ liệu")).to_be_visible()


def worked(page: Page) -> None:
    """The page shows that a job is at it, and comes anew when it is done; nobody loads it again."""
    progress = page.get_by_role("progressbar", name="Tiến độ")
    expect(progress).to_be_visible()
    assert sweep_annexes() == 1
    expect(progress).to_have_count(0)


def test_an_annex_comes_in_from_excel_once(visit: Callable[..., Page], tmp_path: Path) -> None:
    paper = tmp_path / "phu-luc.xlsx"
    paper.write_bytes(papers.as_xlsx(ROWS))
    hand = Pointer(visit("/annexes/", user="vanthu.ubnd"))
    bring(hand, paper)
    hand.follow("Cột")
    expect(hand.field("Đơn vị quản lý")).to_have_value("managing_agency")
    hand.press("Lưu cột")
    hand.follow("Kiểm tra")
    expect(hand.page.get_by_role("link", name=f"Mới: {ROWS}")).to_be_visible()
    hand.follow("Quay lại")
    hand.follow("Quyết định")
    hand.tick("Quyết định mới, ghi nhận cùng phụ lục")
    today = course.typed(localdate())
    for label, text in {"Số": "9001", "Ngày ký": today, "Ngày có hiệu lực": today, "Người ký": "Người ký thử", "Trích yếu": "Thử"}.items():
        hand.fill(label, text)
    hand.press("Lưu quyết định")
    hand.press("Nạp vào danh mục")
    worked(hand.page)
    expect(hand.page.get_by_text("Đã nạp vào danh mục")).to_be_visible()
    hand.page.goto("/databases/?q=CSDL+thử+nghiệm")
    for number in range(1, ROWS + 1):
        expect(hand.page.get_by_role("link", name=papers.entry(number)[1])).to_be_visible()
    hand.page.goto("/annexes/")
    bring(hand, paper)
    expect(hand.page.get_by_text(f"Mới: 0; Không đổi: {ROWS}; Khác danh mục: 0; Phải sửa: 0")).to_be_visible()
