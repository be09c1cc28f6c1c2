"""An addition, a transfer and a retirement under one decision that was recorded late: what the catalogue says, said, and knew."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from tests.journeys import course
from tests.journeys.hands import Pointer

NEW = "Cơ sở dữ liệu tài sản công"
MOVED, GONE = "Cơ sở dữ liệu quản lý nhà", "Cơ sở dữ liệu quản lý hạ tầng kỹ thuật đô thị"
TAKER = "Sở Tài nguyên và Môi trường"
GENERAL = {
    "Tên cơ sở dữ liệu": NEW,
    "Mục đích": "Quản lý, sử dụng tài sản công.",
    "Phạm vi": "Toàn Thành phố.",
    "Nội dung": "Thông tin về tài sản và đơn vị sử dụng.",
}


@pytest.fixture
def codes(visit: Callable[..., Page], tmp_path: Path) -> list[str]:
    """Two sent proposals: one adds a database, one hands another over and lets a third go."""
    paper = course.letter(tmp_path)
    first = Pointer(visit("/proposals/", user="canbo.stc"))
    code = addition(first, paper)
    return [code, both(Pointer(visit("/proposals/", user="canbo.sxd", after=first.page)), paper)]


def addition(hand: Pointer, paper: Path) -> str:
    """Section after section, each leading to the next."""
    hand.follow("Lập đề xuất mới")
    hand.tick("Bổ sung")
    hand.press("Lập bản nháp")
    hand.follow("Thông tin chung")
    for label, text in GENERAL.items():
        hand.fill(label, text)
    hand.press("Lưu và tiếp tục")
    hand.fill("Cơ chế thu thập, cập nhật", "Đơn vị kê khai trực tuyến.")
    hand.fill("Nguồn dữ liệu", "Phần mềm quản lý tài sản.")
    hand.choose("Tần suất cập nhật", "Hằng ngày")
    hand.press("Lưu và tiếp tục")
    hand.choose("Loại dữ liệu theo mức chia sẻ", "Dữ liệu dùng chung")
    hand.choose("Dữ liệu cá nhân", "Không có dữ liệu cá nhân")
    hand.press("Lưu và tiếp tục")
    hand.fill("Căn cứ pháp lý", "Văn bản giao nhiệm vụ (minh họa).")
    hand.press("Lưu và tiếp tục")
    return sent(hand, paper)


def both(hand: Pointer, paper: Path) -> str:
    """A proposal of two items."""
    hand.follow("Lập đề xuất mới")
    choose(hand, "Đổi cơ quan quản lý", MOVED, "Lập bản nháp")
    hand.follow("Thông tin chung")
    hand.choose("Cơ quan quản lý", TAKER)
    hand.press("Lưu và về danh sách việc")
    hand.follow("Thêm cơ sở dữ liệu khác")
    choose(hand, "Đưa ra khỏi danh mục", GONE, "Thêm vào đề xuất")
    return sent(hand, paper)


def choose(hand: Pointer, kind: str, database: str, button: str) -> None:
    hand.tick(kind)
    hand.choose("Cơ sở dữ liệu", f"{database} ({course.url_of(database).split('/')[2]})")
    hand.press(button)


def sent(hand: Pointer, paper: Path) -> str:
    course.give_grounds(hand, paper)
    hand.follow("Kiểm tra và gửi")
    hand.press("Gửi đề xuất")
    return course.code_on(hand.page)


def decided_late(visit: Callable[..., Page], codes: list[str], today: date) -> None:
    """Both in one dossier and one decision, in force for three days before anybody told the registry."""
    head = Pointer(visit("/dossiers/new/", user="lanhdao.stttt"))
    for code in codes:
        head.page.get_by_role("checkbox", name=code).check()
    course.fill_letter(head)
    head.press("Trình hồ sơ")
    clerk = Pointer(visit(head.page.url, user="vanthu.ubnd", after=head.page))
    course.decide(clerk, effective_on=today - timedelta(days=3))


@pytest.mark.long
def test_the_catalogue_changes_as_decided_and_remembers_what_it_knew(visit: Callable[..., Page], codes: list[str]) -> None:
    today, addresses = localdate(), {name: course.url_of(name) for name in (MOVED, GONE)}
    for code in codes:
        course.judged(code)
    decided_late(visit, codes, today)
    public = visit("/databases/")
    the_list_says(public)
    the_edition_says(public)
    in_two_times(public, addresses, today)
    two_versions_compared(public, addresses[MOVED])


def the_list_says(page: Page) -> None:
    expect(page.get_by_role("row", name=NEW)).to_contain_text("Sở Tài chính")
    expect(page.get_by_role("row", name=MOVED)).to_contain_text(TAKER)
    expect(page.get_by_text(GONE)).to_have_count(0)


def the_edition_says(page: Page) -> None:
    page.goto("/decisions/")
    page.get_by_role("link", name="4120/QĐ-UBND").first.click()
    page.get_by_role("link", name="Lần 1").click()
    for name in (NEW, MOVED):
        expect(page.get_by_role("link", name=name)).to_be_visible()
    expect(page.get_by_text(GONE)).to_have_count(0)


def in_two_times(page: Page, addresses: dict[str, str], today: date) -> None:
    """The legal day, and what was known: in force since three days ago, recorded just now."""
    main = page.get_by_role("main")
    days = {name: f"{today - timedelta(days=number):%Y-%m-%d}" for name, number in (("before", 4), ("since", 2))}
    page.goto(f"{addresses[MOVED]}?as_of={days['before']}")
    expect(main).not_to_contain_text(TAKER)
    page.goto(f"{addresses[MOVED]}?as_of={days['since']}")
    expect(main).to_contain_text(TAKER)
    unknowing = urlencode({"as_of": days["since"], "known_at": f"{today - timedelta(days=1):%Y-%m-%d} 12:00"})
    page.goto(f"{addresses[MOVED]}?{unknowing}")
    expect(main).not_to_contain_text(TAKER)
    page.goto(f"{addresses[GONE]}?{unknowing}")
    expect(page.get_by_role("heading", level=1)).to_have_text(GONE)
    page.goto(addresses[GONE])
    expect(page.get_by_role("heading", level=1)).to_contain_text("không có trong danh mục")


def two_versions_compared(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="phiên bản 1 với 2").first.click()
    changed = page.get_by_role("article", name="Cơ quan quản lý", exact=True)
    expect(changed.get_by_role("deletion")).to_contain_text("Xây dựng")
    expect(changed.get_by_role("insertion")).to_contain_text("Tài nguyên và Môi trường")
