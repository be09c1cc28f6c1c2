"""Whoever runs the warehouse enters a source, tries it, has it loaded and sees it done."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from agencies.models import Agency
from catalog.entries import actions as entries
from catalog.entries.content import complete, content_of
from catalog.models import DatabaseVersion
from sharing.integration.loading import load
from sharing.models import LoadRun
from tests import factories as make
from tests.journeys import course
from tests.journeys.hands import Pointer

HOUSEHOLDS = "ma,ten\nHKD-1,Quán Một\nHKD-2,Quán Hai\n"


def described() -> str:
    """The code of a database of which the dictionary in force knows one small table."""
    version = DatabaseVersion.objects.open().with_dictionary().get(name="Cơ sở dữ liệu hộ kinh doanh")
    table = make.dataset("ho_kinh_doanh", make.column("ma", key=True, required=True), make.column("ten", required=True))
    under = make.decision(Agency.objects.get(key="ubnd-tp"), by=course.person("vanthu.ubnd"), on=localdate())
    with transaction.atomic():
        entries.supersede([(version.database, complete(content_of(version) | {"datasets": [table]}))], under=under, at=now())
    return str(version.database.code)


@pytest.mark.long
def test_a_source_is_entered_tried_and_loaded(visit: Callable[..., Page], settings: Any, tmp_path: Path) -> None:
    settings.DROP_FOLDER, code = tmp_path, described()
    desk = Pointer(visit(f"/warehouse/{code}/", user="vanhanh.kho"))
    desk.leave(desk.page.get_by_role("link", name="Khai nguồn").first)
    desk.tick("Tệp (CSV, Excel, JSON, Parquet)")
    desk.press("Tiếp tục")
    desk.fill("Đường dẫn tệp", "ho-*.csv")
    tried = desk.page.locator("#tried")
    desk.page.get_by_role("button", name="Thử kết nối").click()
    expect(tried).to_contain_text("Không tìm thấy tệp")
    (tmp_path / "ho-1.csv").write_text(HOUSEHOLDS)
    desk.page.get_by_role("button", name="Thử kết nối").click()
    expect(tried).to_contain_text("cấu trúc khớp từ điển")
    desk.press("Lưu nguồn")
    desk.press("Nạp ngay")
    expect(desk.page.get_by_role("progressbar")).to_be_visible()
    load(LoadRun.objects.get(), worker="thử", clock=now)
    expect(desk.page.get_by_text("2 = 2 thêm mới + 0 cập nhật + 0 không đổi + 0 cách ly")).to_be_visible()
