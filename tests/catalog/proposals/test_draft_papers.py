"""The data dictionary and the papers of a draft, by the forms that work with JavaScript off."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalog.proposals.models import ChangeProposal
from tests import factories as make
from tests.catalog.proposals.desk import HEAD, begun, content, signed_in

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _files(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk(city: make.City) -> Client:
    """The browser of the planning department's officer."""
    return signed_in(city, "canbo.skhdt")


def rows(*columns: dict[str, Any], **head: Any) -> dict[str, Any]:
    """A table's form as the browser posts it."""
    data = {"name": "ho_so", "title": "Hồ sơ", "description": "", "fields-TOTAL_FORMS": len(columns), "fields-INITIAL_FORMS": 0, **head}
    for index, column in enumerate(columns):
        data |= {f"fields-{index}-{name}": value for name, value in {"type": "string", "personal_data": "NONE", **column}.items()}
    return data


def names(proposal: ChangeProposal) -> list[str]:
    return [column["name"] for column in content(proposal)["datasets"][0]["fields"]]


def test_rows_are_added_moved_and_removed_by_buttons(desk: Client) -> None:
    proposal = begun(desk)
    at = f"/proposals/{proposal.code}/items/1/dictionary/0/"
    given = [
        {"name": "ma", "title": "Mã", "key": "on", "required": "on"},
        {"name": "ten", "title": "Tên"},
        {"name": "ngay", "title": "Ngày"},
    ]
    assert desk.post(at, rows(*given, row="up-2")).url == f"{at}#fields-1-row"
    assert names(proposal) == ["ma", "ngay", "ten"]
    desk.post(at, rows(*given, row="down-0"))
    assert names(proposal) == ["ten", "ma", "ngay"]
    desk.post(at, rows(*given, row="remove-1"))
    assert names(proposal) == ["ma", "ngay"]
    desk.post(at, rows(*given, row="add"))
    assert names(proposal) == ["ma", "ten", "ngay", ""]
    first = content(proposal)["datasets"][0]["fields"][0]
    assert first["key"] is True and first["required"] is True and first["min_length"] is None


def test_a_wrong_cell_is_kept_and_its_error_leads_to_it(desk: Client) -> None:
    proposal = begun(desk)
    at = f"/proposals/{proposal.code}/items/1/dictionary/0/"
    page = desk.post(
        at, rows({"name": "Mã số", "title": ""}, {"name": "ten", "title": "Tên", "max_length": "x", "enum": "a\r\nb"})
    ).content.decode()
    assert 'href="#id_fields-0-name"' in page and 'href="#id_fields-0-title"' in page and 'href="#id_fields-1-max_length"' in page
    saved = content(proposal)["datasets"][0]["fields"]
    assert saved[0]["name"] == "Mã số" and saved[1]["max_length"] == "x" and saved[1]["enum"] == ["a", "b"]
    assert 'value="x"' in desk.get(at).content.decode()


def test_tables_come_and_go(desk: Client) -> None:
    proposal = begun(desk)
    at = f"/proposals/{proposal.code}/items/1/dictionary/"
    assert desk.post(at, {"row": "add"}).url == f"{at}1/"
    assert [table["name"] for table in content(proposal)["datasets"]] == ["ho_so", "bang_1"]
    desk.post(at, {"row": "up-1"})
    desk.post(at, {"row": "remove-1"})
    assert [table["name"] for table in content(proposal)["datasets"]] == ["bang_1"]
    assert desk.get(f"{at}5/").status_code == 404


def test_a_paste_is_shown_before_it_is_applied(desk: Client) -> None:
    proposal = begun(desk)
    at = f"/proposals/{proposal.code}/items/1/dictionary/0/paste/"
    lines = "Tên kỹ thuật\tTên trường\tKiểu\tBắt buộc\nma\tMã số\tChuỗi\tx\nso_luong\tSố lượng\tSố nguyên\t\nla\tLạ\tkhông có\t"
    page = desk.post(at, {"lines": lines, "whole": "on"}).content.decode()
    assert all(words in page for words in ("Thêm", "Sửa", "Bỏ", "so_luong", "Dòng 4"))
    assert names(proposal) == ["ma", "ten", "ngay"]
    desk.post(at, {"lines": lines, "whole": "on", "apply": "on"})
    assert names(proposal) == ["ma", "so_luong", "la"]
    saved = content(proposal)["datasets"][0]["fields"]
    assert saved[0]["title"] == "Mã số" and saved[0]["key"] is True and saved[1]["type"] == "integer"
    desk.post(at, {"lines": "ten\tTên gọi", "apply": "on"})
    assert names(proposal) == ["ma", "so_luong", "la", "ten"]


def test_papers_are_told_by_content_and_nothing_else_is_lost(desk: Client) -> None:
    proposal = begun(desk)
    at = f"/proposals/{proposal.code}/papers/"
    good = SimpleUploadedFile("cong-van.pdf", PDF)
    assert desk.post(at, HEAD | {"kind": "LETTER", "file": good, "upload": "on"}).status_code == 302
    paper = proposal.attachments.get()
    page = desk.get(at).content.decode()
    assert paper.sha256 in page and "Chưa quét" in page and 'value="Điều chỉnh"' in page and "Thay đổi chức năng" in page
    wrong = SimpleUploadedFile("anh.pdf", b"MZ\x90\x00 not a pdf")
    page = desk.post(at, HEAD | {"title": "Vẫn còn", "file": wrong, "upload": "on"}).content.decode()
    assert "Loại tệp không được nhận" in page and "Vẫn còn" in page
    proposal.refresh_from_db()
    assert proposal.title == "Vẫn còn"
    again = SimpleUploadedFile("lan-hai.pdf", PDF)
    assert "đã được đính kèm" in desk.post(at, HEAD | {"file": again, "upload": "on"}).content.decode()
    desk.post(at, HEAD | {"remove": str(paper.pk)})
    assert not proposal.attachments.exists()


def test_a_file_that_is_too_big_is_refused(desk: Client, settings: Any) -> None:
    settings.ATTACHMENT_MAX_BYTES = 10
    proposal = begun(desk)
    page = desk.post(
        f"/proposals/{proposal.code}/papers/", HEAD | {"file": SimpleUploadedFile("a.pdf", PDF), "upload": "on"}
    ).content.decode()
    assert "Tệp quá lớn" in page and not proposal.attachments.exists()


def test_a_wrong_date_stays_in_the_form(desk: Client) -> None:
    proposal = begun(desk)
    at = f"/proposals/{proposal.code}/papers/"
    page = desk.post(at, HEAD | {"letter_date": "31/02/2026", "letter_number": "12/SKHĐT"}).content.decode()
    assert 'value="31/02/2026"' in page
    proposal.refresh_from_db()
    assert proposal.letter_number == "12/SKHĐT" and proposal.letter_date is None
    desk.post(f"{at}autosave/?field=letter_date", {"letter_date": "25/12/2025"})
    proposal.refresh_from_db()
    assert str(proposal.letter_date) == "2025-12-25"
