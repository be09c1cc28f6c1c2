"""The dictionary in a browser: rows by keyboard, kept by themselves, a removed row brought back; and a file, mended and applied."""

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


FILE = "Bảng,Tên kỹ thuật,Tên trường,Kiểu,Bắt buộc\nho,{known},Mã hộ,Chuỗi,Có\nho,ten_ho,Tên hộ,{kind},{required}\n"


def look(page: Page, **cells: str) -> None:
    """Have a file looked at."""
    file = {"name": "tu-dien.csv", "mimeType": "text/csv", "buffer": FILE.format(**cells).encode()}
    page.get_by_label("Tệp từ điển").set_input_files(file)
    page.get_by_label("Bỏ những bảng, trường không có trong tệp").check()
    page.get_by_role("button", name="Xem trước thay đổi").press("Enter")


def test_a_file_is_mended_where_its_cells_are_wrong_and_then_applied(visit: Callable[..., Page]) -> None:
    draft = ChangeProposal.objects.get(state="DRAFT")
    page = visit(f"/proposals/{draft.code}/items/1/dictionary/file/", user="canbo.skhdt")
    look(page, known="ma_ho", kind="chuỗi dài", required="x")
    page.get_by_role("alert").get_by_role("link", name="Ô D3").press("Enter")
    row = page.get_by_role("region", name="Tệp sẽ thay đổi").get_by_role("row").filter(has_text="ten_ho")
    expect(row).to_be_focused()
    expect(row).to_contain_text("Ô D3: Không có “chuỗi dài”")
    look(page, known="ma_ho", kind="Chuỗi", required="")
    expect(page.get_by_role("region", name="Tệp sẽ thay đổi")).to_contain_text("ten_ho")
    page.get_by_role("button", name="Áp dụng vào bản nháp").press("Enter")
    expect(page.get_by_text("Đã áp dụng tệp vào từ điển của bản nháp.")).to_be_visible()
    assert columns(draft.code) == ["ma_ho", "ten_ho"]
    page.get_by_role("link", name="Nhập từ Excel").press("Enter")
    look(page, known="ma_ho", kind="Chuỗi", required="không rõ")
    page.get_by_role("link", name="Mở ô này trong bản nháp: E3").press("Enter")
    expect(page.locator("[data-row]").nth(1).get_by_label("Bắt buộc")).to_be_focused()
