"""Imports, and what every row of one is to the catalogue, as files."""

from django.utils.translation import gettext_lazy as _

from catalog.annexes.judging import Judged
from catalog.annexes.values import as_read
from catalog.entries.content import label
from hcm_registry.lists import Column, Table

IMPORTS = Table(
    "nap-phu-luc",
    _("Các lần nạp phụ lục"),
    (
        Column(_("Tệp"), lambda annex: annex.name, 40),
        Column(_("Trạng thái"), lambda annex: annex.get_state_display(), 18),
        Column(_("Người nạp"), lambda annex: str(annex.created_by), 24),
        Column(_("Tải lên lúc"), lambda annex: annex.created_at, 20),
        Column(_("Quyết định"), lambda annex: str(annex.decision) if annex.decision else None, 34),
        Column(_("SHA-256"), lambda annex: annex.sha256, 66),
    ),
)


def differences(row: Judged) -> list[str]:
    """What the row says otherwise than the catalogue, in words."""
    base = row.base or {}
    return [f"{label(name)}: {as_read(name, base[name]) or '—'} → {as_read(name, row.content[name]) or '—'}" for name in row.changed]


ROWS = Table(
    "kiem-tra-phu-luc",
    _("Kiểm tra từng dòng của phụ lục"),
    (
        Column(_("Dòng"), lambda row: row.read.line.number, 8),
        Column(_("Mã"), lambda row: row.database.code if row.database else None, 16),
        Column(_("Tên cơ sở dữ liệu"), lambda row: row.content["name"], 48),
        Column(_("Kết quả"), lambda row: row.outcome.label, 16),
        Column(_("Cột"), lambda row: "\n".join(one.column for one in row.read.findings), 28),
        Column(_("Điều cần biết, việc cần làm"), lambda row: "\n".join(one.text for one in row.read.findings), 70),
        Column(_("Khác danh mục"), lambda row: "\n".join(differences(row)), 60),
    ),
)
