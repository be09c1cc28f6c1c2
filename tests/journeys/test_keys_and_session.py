"""What pages do by keys and by the clock: reading a file change by change, and staying when the session is about to end."""

from collections.abc import Callable

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
    page = visit("/", user="canbo.skhdt")
    page.clock.install()
    left = {"seconds": 300}
    page.route("**/accounts/session/", lambda route: route.fulfill(json=left))
    page.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => { document.getElementById('session-dialog').dataset.seconds = 300; })"
    )
    page.goto("/proposals/new/")
    page.get_by_label("Bổ sung").check()
    page.clock.fast_forward(181_000)  # another tab has stayed meanwhile: nothing is asked
    dialog = page.get_by_role("dialog", name="Phiên làm việc sắp hết")
    expect(dialog).to_be_hidden()
    left["seconds"] = 120
    page.clock.fast_forward(181_000)
    expect(dialog).to_contain_text("Còn 2 phút")
    left["seconds"] = 43200
    dialog.get_by_role("button", name="Làm việc tiếp").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_label("Bổ sung")).to_be_checked()
