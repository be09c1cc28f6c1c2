"""The main job in a browser: an officer proposes, the department judges, the Committee decides, the catalogue changes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from catalog.models import ChangeProposal, DatabaseVersion

PURPOSE = "Cung cấp thông tin hộ kinh doanh cho các cơ quan nhà nước của Thành phố."


def url_of(database: str) -> str:
    """The page of a database by its name."""
    version = DatabaseVersion.objects.get(name=database, in_force__upper_inf=True)
    return f"/databases/{version.database.code}/"


def click(page: Page, words: str) -> None:
    """A button by what it says, and the page it leads to."""
    page.get_by_role("button", name=words).first.click()
    page.wait_for_load_state()


def move(page: Page, name: str, **values: str) -> None:
    """Make a move of the panel, with its confirmation page when it has one."""
    form = page.locator(f"form[action$='/moves/{name}/']").first
    if not form.is_visible():
        page.locator(f"details:has(form[action$='/moves/{name}/']) summary").first.click()
    for field, value in values.items():
        form.locator(f"[name={field}]").fill(value)
    form.locator("button[type=submit]").first.click()
    page.wait_for_load_state()
    confirm = page.locator(f"form[action$='/moves/{name}/'] [name=confirmed]")
    if confirm.count():
        page.locator(f"form[action$='/moves/{name}/'] button[type=submit]").first.click()
        page.wait_for_load_state()


def propose(page: Page) -> str:
    """From the page of the database to a sent proposal; returns its code."""
    page.get_by_role("link", name="Đề xuất sửa đổi").click()
    click(page, "Lập bản nháp")
    code = page.url.rstrip("/").split("/")[-2]
    page.get_by_role("link", name="Thông tin chung").click()
    page.fill("[name=purpose]", PURPOSE)
    click(page, "Lưu và tiếp tục")
    page.goto(f"/proposals/{code}/edit/")
    page.get_by_role("link", name="Căn cứ và văn bản").click()
    page.fill("[name=title]", "Bổ sung mục đích của cơ sở dữ liệu")
    page.fill("[name=reason]", "Danh mục chưa nêu mục đích.")
    page.fill("[name=legal_ground]", "Nghị định 47/2020/NĐ-CP, Điều 11 khoản 4.")
    page.check("[name=no_state_secret]")
    click(page, "Lưu và tiếp tục")
    page.goto(f"/proposals/{code}/check/")
    click(page, "Gửi đề xuất")
    expect(page.locator("main")).to_contain_text(code)
    return code


def decide(visit: Callable[..., Page], code: str) -> None:
    """Intake, appraisal, approval, dossier and decision, each by its own person."""
    move(visit(f"/proposals/{code}/", user="tiepnhan.stttt"), "accept")
    move(visit(f"/proposals/{code}/", user="thamdinh.stttt"), "appraise", note="Đủ điều kiện, đề nghị duyệt.")
    head = visit(f"/proposals/{code}/", user="lanhdao.stttt")
    move(head, "approve")
    head.goto("/dossiers/new/")
    head.check(f"[name=proposals][value='{code}']")
    today = localdate()
    for name, value in {"title": "Sửa đổi danh mục", "letter_number": "15/TTr-STTTT", "letter_date": f"{today:%d/%m/%Y}"}.items():
        head.fill(f"[name={name}]", value)
    click(head, "Trình hồ sơ")
    clerk = visit(head.url, user="vanthu.ubnd")
    decision = {
        "number": "4120",
        "signed_on": f"{today - timedelta(days=1):%d/%m/%Y}",
        "effective_on": f"{today:%d/%m/%Y}",
        "signer": "Người ký (minh họa)",
        "signer_title": "Chủ tịch",
        "abstract": "Sửa đổi danh mục cơ sở dữ liệu dùng chung",
    }
    for name, value in decision.items():
        clerk.fill(f"[name={name}]", value)
    click(clerk, "Xem lại quyết định")
    click(clerk, "Ghi nhận quyết định")


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_from_a_proposal_to_the_changed_catalogue(visit: Callable[..., Page], javascript: bool) -> None:
    address = url_of("Cơ sở dữ liệu hộ kinh doanh")
    officer = visit(address, user="canbo.skhdt", javascript=javascript)
    code = propose(officer)
    decide(visit, code)
    assert ChangeProposal.objects.get(code=code).state == "APPLIED"
    public = visit(address)
    expect(public.locator("main")).to_contain_text(PURPOSE)
    expect(public.locator("main")).to_contain_text("4120/QĐ-UBND")
    before = visit(f"{address}?as_of={localdate() - timedelta(days=1):%Y-%m-%d}")
    expect(before.locator("main")).not_to_contain_text(PURPOSE)
