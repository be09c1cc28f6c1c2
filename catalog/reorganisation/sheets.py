"""Acts of reorganisation as a file."""

from django.utils.translation import gettext_lazy as _

from hcm_registry.lists import Column, Table

ACTS = Table(
    "sap-xep-co-quan",
    _("Văn bản sắp xếp cơ quan"),
    (
        Column(_("Trích yếu"), lambda act: act.title, 60),
        Column(_("Văn bản"), lambda act: str(act.decision) if act.decision else None, 34),
        Column(_("Cơ quan thay đổi"), lambda act: "\n".join(str(line.predecessor) for line in act.lines.all()), 48),
        Column(_("Có hiệu lực"), lambda act: act.on, 12),
        Column(_("Trạng thái"), lambda act: act.get_state_display(), 20),
    ),
)
