"""One's delegations, both ways, as a file."""

from django.utils.translation import gettext_lazy as _

from hcm_registry.lists import Column, Table

DELEGATIONS = Table(
    "uy-quyen",
    _("Ủy quyền"),
    (
        Column(_("Người ủy quyền"), lambda lent: str(lent.row.principal), 30),
        Column(_("Người được ủy quyền"), lambda lent: str(lent.row.deputy), 30),
        Column(_("Vai trò"), lambda lent: lent.row.get_role_display(), 24),
        Column(_("Cơ quan"), lambda lent: str(lent.row.agency), 34),
        Column(_("Từ lúc"), lambda lent: lent.row.period.lower, 20),
        Column(_("Đến lúc"), lambda lent: lent.row.period.upper, 20),
        Column(_("Lý do"), lambda lent: lent.row.reason, 40),
        Column(_("Tình trạng"), lambda lent: lent.words, 20),
    ),
)
