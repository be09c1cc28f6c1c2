"""What pages do by keys and by the clock: reading a file change by change, and staying when the session is about to end."""

import re
from collections.abc import Callable
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from catalog.models import ChangeProposal, Seen


def test_a_reviewer_walks_the_changes_ticks_and_remarks_without_a_mouse(visit: Callable[..., Page]) -> None:
    sent = ChangeProposal.objects.get(state="SUBMITTED")
    page = visit(f"/proposals/{sent.code}/", user="tiepnhan.stttt")
    total = page.locator("[data-change]").count()
    page.keyboard.press("n")
    page.keyboard.press("n")
    second = page.locator("[data-change]").nth(1)
    expect(second).to_be_focused()
    page.keyboard.press("v")
    expect(page.locator("#review-progress")).to_contain_text(f"Đã xem 1/{total} thay đổi")
    expect(second.get_by_role("button", name="Đã xem")).to_have_attribute("aria-pressed", "true")
    expect(second).to_be_focused()
    assert Seen.objects.count() == 1
    page.keyboard.press("c")
    expect(second.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("nvp")  # typing is no shortcut
    expect(second.get_by_role("textbox")).to_have_value("nvp")


def test_the_reader_is_told_before_the_session_ends_and_may_stay(visit: Callable[..., Page]) -> None:
    page = visit("/", user="canbo.skhdt", kept=False)  # whose clock stays ours
    page.clock.install()
    seconds_left(300)
    page.goto("/proposals/new/")
    page.get_by_label("Bổ sung").check()
    seconds_left(900)  # another tab has stayed meanwhile
    page.clock.fast_forward(181_000)
    expect(page.locator("#session-dialog")).to_have_attribute("data-seconds", re.compile(r"^(900|8\d\d)$"))
    dialog = page.get_by_role("dialog", name="Phiên làm việc sắp hết")
    expect(dialog).to_be_hidden()
    seconds_left(121)
    page.clock.fast_forward(781_000)
    expect(dialog).to_contain_text("Còn 2 phút")
    dialog.get_by_role("button", name="Làm việc tiếp").click()
    expect(dialog).to_be_hidden()
    assert Session.objects.filter(expire_date__gt=now() + timedelta(hours=11)).count() == 1
    expect(page.get_by_label("Bổ sung")).to_be_checked()


def seconds_left(seconds: int) -> None:
    """Of everybody's session, on the server."""
    Session.objects.update(expire_date=now() + timedelta(seconds=seconds))
