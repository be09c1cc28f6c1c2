"""What does not go straight: a file returned, withdrawn, rejected, changed under its reader, or drafted from a version that moved."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from agencies.models import Agency
from catalog.entries import actions as entries
from catalog.entries.content import content_of
from catalog.models import ChangeProposal
from catalog.proposals import actions
from tests import factories as make
from tests.journeys import course
from tests.journeys.hands import Pointer

REASON = "Chưa nêu căn cứ của tần suất cập nhật."
Visit = Callable[..., Page]


@pytest.fixture
def sent(db: None) -> ChangeProposal:
    """The demonstration's proposal that waits for intake."""
    return ChangeProposal.objects.get(state="SUBMITTED")


def expect_told(page: Page, *words: str) -> None:
    """What stands on the page."""
    for one in words:
        expect(page.get_by_role("main")).to_contain_text(one)


def test_a_returned_file_is_mended_sent_again_and_read_against_what_was_read_before(visit: Visit, sent: ChangeProposal) -> None:
    desk, officer = (Pointer(visit(f"/proposals/{sent.code}/", user=user)) for user in ("tiepnhan.stttt", "canbo.sxd"))
    desk.unfold("Trả lại để bổ sung")
    desk.fill("Lý do trả lại", REASON)
    desk.press("Trả lại để bổ sung")
    expect_told(desk.page, "Trả lại", REASON)
    officer.page.reload()
    expect_told(officer.page, REASON)
    officer.follow("Soạn tiếp")
    officer.follow("Nguồn và cập nhật")
    officer.choose("Tần suất cập nhật", "Hằng tuần")
    officer.press("Lưu và về danh sách việc")
    officer.follow("Kiểm tra và gửi")
    officer.press("Gửi đề xuất")
    desk.page.reload()
    expect_told(desk.page, "bản 2")
    desk.follow("Với bản 1")
    expect(desk.page.locator("[data-change]")).to_have_count(1)
    changed = desk.page.get_by_role("article", name="Tần suất cập nhật")
    expect(changed.get_by_role("deletion")).to_contain_text("ngày")
    expect(changed.get_by_role("insertion")).to_contain_text("tuần")


def test_a_rejected_and_a_withdrawn_file_end_with_their_reasons_before_both_sides(visit: Visit, sent: ChangeProposal) -> None:
    actions.accept(sent, by=course.person("tiepnhan.stttt"), at=now())
    actions.appraise(sent, by=course.person("thamdinh.stttt"), at=now(), note="Chưa đủ điều kiện.")
    head, officer = (Pointer(visit(f"/proposals/{sent.code}/", user=user)) for user in ("lanhdao.stttt", "canbo.sxd"))
    head.unfold("Không chấp thuận")
    head.fill("Lý do", REASON)
    head.press("Xem lại và gửi kết luận")
    expect_told(head.page, REASON)
    head.press("Gửi kết luận")
    officer.page.reload()
    expect_told(officer.page, "Không chấp thuận", REASON, "Đề xuất kết thúc, danh mục không thay đổi")
    mine = Pointer(visit(f"/proposals/{ChangeProposal.objects.get(state='DRAFT').code}/", user="canbo.skhdt"))
    mine.unfold("Rút đề xuất")
    mine.press("Rút đề xuất")
    expect(mine.page.get_by_role("alert")).to_be_focused()
    mine.fill("Lý do rút", "Đã gộp vào đề xuất khác.")
    mine.press("Rút đề xuất")
    expect_told(mine.page, "Đã rút", "Đã gộp vào đề xuất khác.")


def test_a_file_that_moved_under_its_reader_says_so_and_gives_the_typed_text_back(visit: Visit, sent: ChangeProposal) -> None:
    desk = Pointer(visit(f"/proposals/{sent.code}/", user="tiepnhan.stttt"))
    actions.withdraw(sent, by=course.person("canbo.sxd"), at=now(), note="Rút để sửa thêm.")
    desk.unfold("Trả lại để bổ sung")
    desk.fill("Lý do trả lại", REASON)
    desk.press("Trả lại để bổ sung")
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Hồ sơ đã thay đổi trong lúc bạn xem")
    expect_told(desk.page, "Rút để sửa thêm.", REASON)
    desk.follow("Xem bản mới của hồ sơ")
    expect_told(desk.page, "Đã rút")


def decided_otherwise(proposal: ChangeProposal) -> None:
    """Another decision changed the scope, which the draft changes too, and the purpose, which it does not."""
    item, today = proposal.items.get(), localdate()
    issuer, clerk = Agency.objects.get(key="ubnd-tp"), course.person("vanthu.ubnd")
    under = make.decision(issuer, by=clerk, on=today, recorded_at=now())
    wanted = content_of(item.base_version) | {"scope": "Toàn vùng.", "purpose": "Theo quyết định mới."}
    with transaction.atomic():
        entries.supersede([(item.database, wanted)], under=under, at=now())


def test_a_base_that_moved_is_settled_field_by_field_before_the_draft_is_sent(visit: Visit) -> None:
    draft = ChangeProposal.objects.get(state="DRAFT")
    mine = draft.items.get().content["scope"]
    decided_otherwise(draft)
    officer = Pointer(visit(f"/proposals/{draft.code}/edit/", user="canbo.skhdt"))
    officer.follow("Chọn nội dung cho mục trùng")
    expect_told(officer.page, "Toàn vùng.", mine)
    officer.press("Ghép vào bản nháp")
    expect(officer.page.get_by_role("alert")).to_be_focused()
    officer.page.get_by_role("alert").get_by_role("link").click()
    expect(officer.page.get_by_role("radio").first).to_be_focused()
    officer.page.get_by_role("radio", name="Nội dung của đề xuất này").check()
    officer.press("Ghép vào bản nháp")
    item = draft.items.get()
    assert (item.content["scope"], item.content["purpose"]) == (mine, "Theo quyết định mới.")
    assert item.base_version.number == 2
