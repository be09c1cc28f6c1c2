"""The appraiser asks two agencies; each answers in its own browser; the appraiser concludes on both, and the head reads it all."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from catalog.models import ChangeProposal
from catalog.proposals import actions
from tests.journeys import course
from tests.journeys.hands import Pointer

ASKED = ("Sở Kế hoạch và Đầu tư", "Sở Tài chính")
REMARK, OBJECTION = "Nêu rõ đối tượng phục vụ.", "Trùng với dữ liệu thu phí xây dựng."
CONCLUSION = "Tiếp thu góp ý của Sở Kế hoạch và Đầu tư; đề nghị duyệt."


@pytest.fixture
def code(db: None) -> str:
    """The demonstration's sent proposal, taken in."""
    proposal = ChangeProposal.objects.get(state="SUBMITTED")
    actions.accept(proposal, by=course.person("tiepnhan.stttt"), at=now())
    return proposal.code


@pytest.mark.long
def test_two_agencies_are_asked_and_both_are_heard(visit: Callable[..., Page], code: str) -> None:
    appraiser = Pointer(visit(f"/proposals/{code}/", user="thamdinh.stttt"))
    ask(appraiser)
    first, second = (Pointer(visit("/inbox/", user=user)) for user in ("canbo.skhdt", "canbo.stc"))
    for hand in (first, second):
        hand.follow(code)
    agrees_with_a_remark(first)
    told_who_is_missing(appraiser, code)
    objects(second)
    expect(second.page.get_by_role("main")).to_contain_text("Đã gửi ý kiến của Sở Tài chính")
    concludes(appraiser, code)
    head_reads(Pointer(visit(f"/proposals/{code}/", user="lanhdao.stttt")))


def ask(hand: Pointer) -> None:
    hand.follow("Lấy ý kiến")
    for agency in ASKED:
        hand.tick(agency)
    hand.fill("Hạn trả lời", course.typed(localdate() + timedelta(days=7)))
    hand.press("Gửi lấy ý kiến")


def agrees_with_a_remark(hand: Pointer) -> None:
    """On one field, and as a whole."""
    purpose = hand.page.get_by_role("article", name="Mục đích")
    purpose.locator("summary").click()
    purpose.get_by_role("textbox").fill(REMARK)
    hand.tick("Đồng ý, có góp ý")
    hand.fill("Nội dung góp ý", "Thống nhất, có một góp ý.")
    hand.agree("Gửi ý kiến")


def objects(hand: Pointer) -> None:
    """First without saying why: refused, and nothing typed is lost."""
    frequency = hand.page.get_by_role("article", name="Tần suất cập nhật")
    frequency.locator("summary").click()
    frequency.get_by_role("textbox").fill("Hằng tuần là đủ.")
    hand.tick("Không đồng ý")
    hand.agree("Gửi ý kiến")
    expect(hand.page.get_by_role("alert")).to_be_focused()
    hand.page.get_by_role("alert").get_by_role("link").click()
    expect(hand.field("Nội dung góp ý")).to_be_focused()
    expect(frequency.get_by_role("textbox")).to_have_value("Hằng tuần là đủ.")
    hand.fill("Nội dung góp ý", OBJECTION)
    hand.agree("Gửi ý kiến")


def told_who_is_missing(hand: Pointer, code: str) -> None:
    """The rule that holds the conclusion back names whom it waits for."""
    hand.page.goto(f"/proposals/{code}/")
    main = hand.page.get_by_role("main")
    expect(main).to_contain_text("Chưa làm được: Kết luận thẩm định")
    expect(main).to_contain_text("1 trên 2 cơ quan đã trả lời")
    expect(main).to_contain_text(re.compile(r"Sở Tài chính\s*Chưa trả lời, hạn"))
    hand.follow("Xem ý kiến")
    expect(hand.page.get_by_role("row", name="Sở Kế hoạch và Đầu tư")).to_contain_text(REMARK)
    expect(hand.page.get_by_role("row", name="Sở Tài chính")).to_contain_text("Chưa trả lời")


def concludes(hand: Pointer, code: str) -> None:
    hand.page.goto(f"/proposals/{code}/?tab=talk")
    row = hand.page.get_by_role("row", name="Sở Tài chính")
    expect(row).to_contain_text("Không đồng ý")
    expect(row).to_contain_text(OBJECTION)
    course.appraise(hand, CONCLUSION)


def head_reads(hand: Pointer) -> None:
    expect(hand.page.get_by_role("main")).to_contain_text(CONCLUSION)
    expect(hand.page.get_by_role("main")).to_contain_text("2 trên 2 cơ quan đã trả lời")
    hand.follow("Xem ý kiến")
    for words in (REMARK, OBJECTION):
        expect(hand.page.get_by_role("main")).to_contain_text(words)
