"""Datasets and runs as files."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from hcm_registry.lists import Column, Table
from sharing.pages.overview import Row

DATASETS = Table(
    "kho-du-lieu",
    _("Kho dữ liệu dùng chung"),
    (
        Column(_("Mã"), lambda row: row.said.database.code, 16),
        Column(_("Tên cơ sở dữ liệu"), lambda row: row.said.name, 48),
        Column(_("Cơ quan quản lý"), lambda row: row.said.agency_name, 34),
        Column(_("Bảng"), lambda row: row.said.dataset, 20),
        Column(_("Tên bảng"), lambda row: row.said.dataset_title, 34),
        Column(_("Nguồn"), lambda row: source_of(row), 18),
        Column(_("Lần nạp đạt gần nhất"), lambda row: row.good and row.good.finished_at, 20),
        Column(_("Độ mới"), lambda row: row.health and str(row.health.fresh.state.label), 20),
        Column(_("Số dòng trong kho"), lambda row: row.good and row.good.rows_after, 16),
        Column(_("Dòng đang cách ly"), lambda row: row.waiting if row.source else None, 16),
        Column(_("Lượt gần nhất"), lambda row: row.last and row.last.get_state_display(), 20),
        Column(_("Lý do dừng"), lambda row: row.last and row.last.message, 60),
    ),
    frozen=2,
)
RUNS = Table(
    "luot-nap",
    _("Các lượt nạp"),
    (
        Column(_("Lượt"), lambda run: run.pk, 10),
        Column(_("Mã"), lambda run: run.source.database.code, 16),
        Column(_("Bảng"), lambda run: run.source.dataset, 20),
        Column(_("Trạng thái"), lambda run: run.get_state_display(), 20),
        Column(_("Xếp hàng lúc"), lambda run: run.queued_at, 20),
        Column(_("Bắt đầu lúc"), lambda run: run.started_at, 20),
        Column(_("Kết thúc lúc"), lambda run: run.finished_at, 20),
        Column(_("Thời gian nạp (giây)"), lambda run: run.took and round(run.took.total_seconds(), 1), 14),
        Column(_("Lấy về"), lambda run: run.extracted, 12),
        Column(_("Thêm mới"), lambda run: run.loaded, 12),
        Column(_("Cập nhật"), lambda run: run.updated, 12),
        Column(_("Không đổi"), lambda run: run.unchanged, 12),
        Column(_("Cách ly"), lambda run: run.quarantined, 12),
        Column(_("Không còn ở nguồn"), lambda run: run.deleted, 12),
        Column(_("Số dòng trong kho"), lambda run: run.rows_after, 14),
        Column(_("Lý do dừng"), lambda run: run.message, 60),
        Column(_("Mã tra nhật ký"), lambda run: str(run.uuid), 40),
    ),
)


def source_of(row: Row) -> Any:
    """What kind of source a dataset has, in words; empty where the dictionary has no dataset."""
    if row.source is None:
        return _now("Chưa có nguồn") if row.said.dataset else _now("Chưa có từ điển")
    return row.source.get_kind_display() if row.source.active else _now("Đã ngừng dùng")
