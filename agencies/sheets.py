"""The list of agencies as a file."""

from django.utils.translation import gettext_lazy as _

from hcm_registry.kernel.periods import first_day, last_day
from hcm_registry.lists import Column, Table

AGENCIES = Table(
    "co-quan",
    _("Cơ quan"),
    (
        Column(_("Tên"), str, 48),
        Column(_("Loại"), lambda agency: agency.get_kind_display(), 28),
        Column(_("Khóa"), lambda agency: agency.key, 24),
        Column(_("Từ ngày"), lambda agency: first_day(agency.active), 12),
        Column(_("Đến hết ngày"), lambda agency: last_day(agency.active), 12),
        Column(_("Đã xác nhận"), lambda agency: agency.confirmed, 12),
        Column(_("Nguồn"), lambda agency: agency.source, 40),
    ),
)
