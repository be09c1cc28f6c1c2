"""Proposals and dossiers as files."""

from django.utils.translation import gettext_lazy as _

from hcm_registry.lists import Column, Table

PROPOSALS = Table(
    "de-xuat",
    _("Đề xuất"),
    (
        Column(_("Mã"), lambda proposal: proposal.code, 18),
        Column(_("Trích yếu"), lambda proposal: proposal.title, 48),
        Column(_("Các thay đổi"), lambda proposal: "\n".join(str(item) for item in proposal.items.all()), 48),
        Column(_("Cơ quan"), lambda proposal: str(proposal.agency), 34),
        Column(_("Trạng thái"), lambda proposal: proposal.get_state_display(), 22),
        Column(_("Lập lúc"), lambda proposal: proposal.created_at, 20),
        Column(_("Người lập"), lambda proposal: str(proposal.created_by), 24),
        Column(_("Gửi lúc"), lambda proposal: proposal.submitted_at, 20),
        Column(_("Số liệu minh họa"), lambda proposal: proposal.is_demo, 12),
    ),
)
DOSSIERS = Table(
    "ho-so-trinh",
    _("Hồ sơ trình"),
    (
        Column(_("Mã hồ sơ"), lambda dossier: dossier.code, 18),
        Column(_("Trích yếu"), lambda dossier: dossier.title, 48),
        Column(_("Tờ trình"), lambda dossier: dossier.letter_number, 20),
        Column(_("Ngày tờ trình"), lambda dossier: dossier.letter_date, 12),
        Column(_("Số đề xuất"), lambda dossier: dossier.size, 10),
        Column(_("Quyết định"), lambda dossier: str(dossier.decision) if dossier.decision else None, 34),
        Column(_("Hiệu lực từ"), lambda dossier: dossier.decision.effective_on if dossier.decision else None, 12),
        Column(_("Lập lúc"), lambda dossier: dossier.created_at, 20),
    ),
)
