"""What somebody typed is not lost: saved by itself, kept over the end of a session, over signing in elsewhere and over a colleague."""

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect

from catalog.models import ChangeProposal
from tests.journeys.hands import Pointer

PASSWORD = "demo-2026!"
TYPED = "Doanh nghiệp và chi nhánh đăng ký tại Thành phố."
OFFICER = "canbo.skhdt"


@pytest.fixture
def section(db: None) -> str:
    """The first section of the demonstration's draft."""
    return f"/proposals/{ChangeProposal.objects.get(state='DRAFT').code}/items/1/general/"


def scope() -> str:
    return ChangeProposal.objects.get(state="DRAFT").items.get().content["scope"]


def saved_line(page: Page) -> Locator:
    """The line under the form that saves itself."""
    return page.locator("form [data-saved]")


def type_scope(page: Page, text: str = TYPED) -> None:
    """Type, and go on to the next field."""
    page.get_by_label("Phạm vi").fill(text)
    page.keyboard.press("Tab")


def sign_in(page: Page) -> None:
    """Through the form, as a person does."""
    page.get_by_label("Tên đăng nhập").fill(OFFICER)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    Pointer(page).leave(page.get_by_role("main").get_by_role("button", name="Đăng nhập"))


def comes_back_and_saves(page: Page, section: str) -> None:
    """The same step, with the text in the form; it is written when saved again."""
    expect(page).to_have_url(re.compile(re.escape(section) + "$"))
    expect(page.get_by_label("Phạm vi")).to_have_value(TYPED)
    expect(page.get_by_role("main")).to_contain_text("Nội dung bạn gõ còn nguyên bên dưới")
    assert scope() != TYPED
    Pointer(page).press("Lưu và tiếp tục")
    assert scope() == TYPED


def test_a_field_saves_itself_when_it_is_left(visit: Callable[..., Page], section: str) -> None:
    page = visit(section, user=OFFICER)
    type_scope(page)
    expect(saved_line(page)).to_have_attribute("data-state", "ok")
    expect(saved_line(page)).to_contain_text("Đã lưu")
    assert scope() == TYPED
    expect(visit(section, user=OFFICER).get_by_label("Phạm vi")).to_have_value(TYPED)


def test_without_javascript_the_button_saves(visit: Callable[..., Page], section: str) -> None:
    page = visit(section, user=OFFICER, javascript=False)
    type_scope(page)
    assert scope() != TYPED
    Pointer(page).press("Lưu và về danh sách việc")
    assert scope() == TYPED


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_the_end_of_a_session_loses_nothing(visit: Callable[..., Page], section: str, javascript: bool) -> None:
    page = visit(section, user=OFFICER, javascript=javascript)
    Session.objects.all().delete()
    type_scope(page)
    if javascript:
        expect(saved_line(page)).to_contain_text("Phiên làm việc đã hết")
        expect(saved_line(page)).to_be_in_viewport()
    Pointer(page).press("Lưu và tiếp tục")
    sign_in(page)
    comes_back_and_saves(page, section)


def test_signing_out_and_in_again_in_another_tab_loses_nothing(visit: Callable[..., Page], section: str) -> None:
    page = visit(section, user=OFFICER)
    other = page.context.new_page()
    other.goto("/")
    Pointer(other).press("Đăng xuất")
    other.goto("/accounts/login/")
    sign_in(other)
    type_scope(page)
    expect(saved_line(page)).to_contain_text("mở từ phiên trước")
    Pointer(page).press("Lưu và tiếp tục")
    comes_back_and_saves(page, section)
