"""The dictionary's table in a browser: rows by keyboard, kept by itself, a removed row brought back."""

from collections.abc import Callable

from playwright.sync_api import Page, Response, expect

from catalog.models import ChangeProposal


def columns(code: str) -> list[str]:
    """Names of the columns as the server has them."""
    return [column["name"] for column in ChangeProposal.objects.get(code=code).items.get().content["datasets"][0]["fields"]]


def saving(rows: int) -> Callable[[Response], bool]:
    """The answer to what was saved with so many rows: what was typed before may still be on its way."""
    return lambda answer: answer.url.endswith("/autosave/") and f"fields-TOTAL_FORMS={rows}&" in (answer.request.post_data or "")


def test_rows_come_move_go_and_come_back_and_the_server_knows(visit: Callable[..., Page]) -> None:
    draft = ChangeProposal.objects.get(state="DRAFT")
    page = visit(f"/proposals/{draft.code}/items/1/dictionary/", user="canbo.skhdt")
    page.get_by_role("button", name="Thêm bảng").press("Enter")
    saved = page.locator("p[data-saved]")
    for name in ("ma", "ten", "ngay"):
        page.get_by_role("button", name="Thêm trường").press("Enter")
        page.keyboard.type(name)  # the new row has the focus
    row = page.locator("[data-row]")
    expect(row).to_have_count(3)
    row.nth(2).get_by_role("button", name="Chuyển lên").press("Enter")
    expect(row.nth(1).get_by_label("Tên kỹ thuật")).to_have_value("ngay")
    expect(row.nth(1).get_by_role("button", name="Chuyển lên")).to_be_focused()
    with page.expect_response(saving(2)) as answer:
        row.nth(0).get_by_role("button", name="Bỏ dòng").press("Enter")
    assert answer.value.ok
    expect(saved).to_contain_text("Đã lưu")
    assert columns(draft.code) == ["ngay", "ten"]
    with page.expect_response(saving(3)) as answer:
        page.get_by_role("button", name="Hoàn tác bỏ dòng").press("Enter")
    assert answer.value.ok
    expect(row.nth(0).get_by_label("Tên kỹ thuật")).to_have_value("ma")
    expect(saved).to_contain_text("Đã lưu")
    assert columns(draft.code) == ["ma", "ngay", "ten"]
