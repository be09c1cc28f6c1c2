"""The steps of the main job, each as one person makes it on the pages."""

import re
from datetime import date, timedelta
from pathlib import Path

from django.utils.timezone import localdate, now
from playwright.sync_api import Page

from agencies.models import User
from catalog.models import ChangeProposal, DatabaseVersion
from catalog.proposals import actions
from tests.journeys.hands import Pointer

PURPOSE = "Cung cấp thông tin hộ kinh doanh cho các cơ quan nhà nước của Thành phố."
COLUMNS = "so_dkkd\tSố đăng ký\tChuỗi\tx\tx\nten_ho\tTên hộ kinh doanh\tChuỗi\tx\t\nngay_cap\tNgày cấp\tNgày\t\t"


def url_of(database: str) -> str:
    """The page of a database by its name."""
    version = DatabaseVersion.objects.get(name=database, in_force__upper_inf=True)
    return f"/databases/{version.database.code}/"


def code_on(page: Page) -> str:
    """The proposal in the address."""
    found = re.search(r"DX-\d{4}-\d{4}", page.url)
    assert found, page.url
    return found[0]


def typed(day: date) -> str:
    """A day as people type it."""
    return f"{day:%d/%m/%Y}"


def letter(folder: Path, name: str = "cong-van.pdf") -> Path:
    """A small paper that is what its name says."""
    path = folder / name
    path.write_bytes(b"%PDF-1.4\n" + name.encode() + b"\n%%EOF\n")
    return path


def propose(hand: Pointer, paper: Path) -> str:
    """From the page of a database to a sent amendment of its purpose and dictionary; returns its code."""
    hand.follow("Đề xuất sửa đổi")
    hand.press("Lập bản nháp")
    code = code_on(hand.page)
    hand.follow("Thông tin chung")
    hand.fill("Mục đích", PURPOSE)
    hand.press("Lưu và về danh sách việc")
    describe(hand)
    give_grounds(hand, paper)
    hand.follow("Kiểm tra và gửi")
    hand.press("Gửi đề xuất")
    return code


def describe(hand: Pointer) -> None:
    """A table of the dictionary, its columns pasted from a spreadsheet."""
    hand.follow("Từ điển dữ liệu")
    hand.press("Thêm bảng")
    hand.fill("Tên kỹ thuật", "ho_kinh_doanh")
    hand.fill("Tên bảng", "Hộ kinh doanh")
    hand.press("Lưu và dán từ Excel")
    hand.fill("Dán từ Excel", COLUMNS)
    hand.press("Xem trước thay đổi")
    hand.press("Áp dụng")
    hand.press("Lưu bảng")
    hand.follow("Về danh sách việc")


def give_grounds(hand: Pointer, paper: Path) -> None:
    """The letter, its grounds and one paper."""
    hand.follow("Căn cứ và văn bản")
    hand.fill("Trích yếu", "Bổ sung mục đích và từ điển dữ liệu")
    hand.fill("Lý do đề xuất", "Danh mục chưa nêu mục đích.")
    hand.fill("Căn cứ của đề xuất", "Nghị định 47/2020/NĐ-CP, Điều 11 khoản 4.")
    hand.fill("Số, ký hiệu công văn", "312/SKHĐT-ĐKKD")
    hand.fill("Ngày công văn", typed(localdate()))
    hand.tick("Cơ sở dữ liệu không chứa bí mật nhà nước")
    hand.attach("Tệp", paper)
    hand.press("Lưu và tải tệp lên")
    hand.press("Lưu và tiếp tục")


def accept(hand: Pointer) -> None:
    """Intake."""
    hand.press("Tiếp nhận hồ sơ")


def appraise(hand: Pointer, words: str = "Đủ điều kiện, đề nghị duyệt.") -> None:
    """The appraiser concludes, and confirms the restatement."""
    hand.unfold("Kết luận thẩm định")
    hand.fill("Kết luận thẩm định", words)
    hand.press("Xem lại và gửi kết luận")
    hand.press("Gửi kết luận")


def approve(hand: Pointer) -> None:
    """The head of the department agrees."""
    hand.unfold("Duyệt đề xuất")
    hand.press("Xem lại và gửi kết luận")
    hand.press("Gửi kết luận")


def bundle(hand: Pointer) -> str:
    """The head submits the approved file to the Committee; returns the address of the dossier."""
    hand.follow("Lập hồ sơ trình")
    fill_letter(hand)
    hand.press("Trình hồ sơ")
    return hand.page.url


def take_submission(hand: Pointer) -> None:
    """The submission letter as a Word file, from the page of the dossier."""
    file = hand.take("Tải Word: Tờ trình")
    assert re.fullmatch(r"to-trinh-[\w-]+\.docx", file.suggested_filename), file.suggested_filename
    assert file.path().read_bytes().startswith(b"PK")


def fill_letter(hand: Pointer) -> None:
    """The submission letter of a dossier."""
    hand.fill("Trích yếu tờ trình", "Sửa đổi danh mục")
    hand.fill("Số tờ trình", "15/TTr-STTTT")
    hand.fill("Ngày tờ trình", typed(localdate()))


def decide(hand: Pointer, number: str = "4120", *, effective_on: date) -> None:
    """The clerk copies the signed decision, reads it again, and records it."""
    copy_decision(hand, number, signed_on=effective_on - timedelta(days=1), effective_on=effective_on)
    hand.press("Xem lại quyết định")
    hand.press("Ghi nhận quyết định")


def copy_decision(hand: Pointer, number: str, *, signed_on: date, effective_on: date) -> None:
    """What stands on the paper."""
    hand.fill("Số", number)
    hand.fill("Ngày ký", typed(signed_on))
    hand.fill("Ngày có hiệu lực", typed(effective_on))
    hand.fill("Người ký", "Người ký (minh họa)")
    hand.fill("Chức vụ người ký", "Chủ tịch")
    hand.fill("Trích yếu", "Sửa đổi danh mục cơ sở dữ liệu dùng chung")


def judged(code: str) -> ChangeProposal:
    """A sent proposal, taken in, appraised and approved without pages, where its judgement is not what is looked at."""
    proposal, at = ChangeProposal.objects.get(code=code), now()
    actions.accept(proposal, by=person("tiepnhan.stttt"), at=at)
    actions.appraise(proposal, by=person("thamdinh.stttt"), at=at, note="Đủ điều kiện.")
    actions.approve(proposal, by=person("lanhdao.stttt"), at=at)
    return proposal


def person(username: str) -> User:
    """Somebody of the city."""
    return User.objects.get(username=username)
