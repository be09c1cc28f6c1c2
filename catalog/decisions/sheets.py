"""The list of decisions as a file."""

from django.utils.translation import gettext_lazy as _

from hcm_registry.lists import Column, Table

DECISIONS = Table(
    "quyet-dinh",
    _("Quyết định"),
    (
        Column(_("Số, ký hiệu"), lambda decision: decision.reference, 20),
        Column(_("Trích yếu"), lambda decision: decision.abstract, 60),
        Column(_("Loại"), lambda decision: decision.get_kind_display(), 18),
        Column(_("Cơ quan ban hành"), lambda decision: str(decision.issuing_body), 40),
        Column(_("Ngày ký"), lambda decision: decision.signed_on, 12),
        Column(_("Có hiệu lực"), lambda decision: decision.effective_on, 12),
        Column(_("Biết chính xác ngày"), lambda decision: decision.day_known, 12),
        Column(_("Người ký"), lambda decision: decision.signer, 24),
        Column(_("Mã băm văn bản (SHA-256)"), lambda decision: decision.file_sha256, 30),
    ),
)
