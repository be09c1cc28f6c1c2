"""Differences as a file."""

from django.utils.translation import gettext_lazy as _

from catalog.proposals.states import PRIVATE
from hcm_registry.lists import Column, Table
from sharing.drift.words import sentence

DRIFTS = Table(
    "khac-tu-dien",
    _("Nguồn khác từ điển"),
    (
        Column(_("Mã"), lambda drift: drift.source.database.code, 16),
        Column(_("Bảng"), lambda drift: drift.source.dataset, 20),
        Column(_("Cột"), lambda drift: drift.column, 24),
        Column(_("Khác gì"), lambda drift: drift.get_change_display(), 24),
        Column(_("Nguồn thế nào"), sentence, 60),
        Column(_("Thấy từ"), lambda drift: drift.found_at, 20),
        Column(_("Thấy gần nhất"), lambda drift: drift.seen_at, 20),
        Column(_("Không còn từ"), lambda drift: drift.gone_at, 20),
        Column(_("Đề xuất"), lambda drift: drift.proposal and drift.proposal.state not in PRIVATE and drift.proposal.code, 20),
    ),
    frozen=2,
)
