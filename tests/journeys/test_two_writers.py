"""Two colleagues on one draft: each sees who writes since when, taking over is put on record, and nobody's words are lost."""

from collections.abc import Callable

import pytest
from django.utils.timezone import localtime
from playwright.sync_api import Page, expect

from agencies.models import Agency, Role
from catalog.models import ChangeProposal
from tests import factories as make
from tests.journeys import course
from tests.journeys.hands import Pointer

COLLEAGUE, NAME = "dongnghiep.skhdt", "Chuyên viên thứ hai"


@pytest.fixture
def draft(db: None) -> ChangeProposal:
    """The demonstration's draft, of an agency with a second officer."""
    make.officer(Role.REGISTRAR, Agency.objects.get(key="so-khdt"), username=COLLEAGUE, full_name=NAME)
    return ChangeProposal.objects.get(state="DRAFT")


def purpose(draft: ChangeProposal) -> str:
    return draft.items.get().content["purpose"]


def test_a_colleague_is_seen_and_relieved(visit: Callable[..., Page], draft: ChangeProposal) -> None:
    section = f"/proposals/{draft.code}/items/1/general/"
    first, second = (Pointer(visit(section, user=user)) for user in ("canbo.skhdt", COLLEAGUE))
    first.fill("Mục đích", "Lời của người thứ nhất")
    first.press("Lưu và tiếp tục")
    refused_but_kept(second, draft)
    second.press("Tiếp quản soạn thảo và lưu")
    assert purpose(draft) == "Lời của người thứ hai"
    told_about_it(first, draft)
    on_record(first, draft)


def refused_but_kept(hand: Pointer, draft: ChangeProposal) -> None:
    """Neither the field by itself nor the button writes over the colleague; who it is, and since when, stands over the form."""
    hand.fill("Mục đích", "Lời của người thứ hai")
    hand.page.keyboard.press("Tab")
    expect(hand.page.locator("form [data-saved]")).to_contain_text("Đồng nghiệp đang soạn đề xuất này")
    hand.press("Lưu và tiếp tục")
    expect(hand.field("Mục đích")).to_have_value("Lời của người thứ hai")
    turn = draft.turns.get()
    since = f"{course.person('canbo.skhdt')} đang soạn đề xuất này từ {localtime(turn.at):%H:%M}"
    expect(hand.page.get_by_role("main")).to_contain_text(since)
    assert purpose(draft) == "Lời của người thứ nhất"


def told_about_it(hand: Pointer, draft: ChangeProposal) -> None:
    """The task list says who has it now."""
    hand.page.goto(f"/proposals/{draft.code}/edit/")
    expect(hand.page.get_by_role("main")).to_contain_text(f"{NAME} đang soạn đề xuất này từ")
    hand.press("Tiếp quản soạn thảo")
    expect(hand.page.get_by_role("main")).to_contain_text("Bạn đang soạn đề xuất này")


def on_record(hand: Pointer, draft: ChangeProposal) -> None:
    """Both times somebody took over."""
    hand.page.goto(f"/proposals/{draft.code}/?tab=log")
    rows = hand.page.get_by_role("region", name="Tiếp quản soạn thảo").get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text(NAME)
    expect(rows.nth(2)).to_contain_text(str(course.person("canbo.skhdt")))
