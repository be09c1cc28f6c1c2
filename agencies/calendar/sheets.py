"""A year of the working calendar as a file."""

from django.utils.translation import gettext_lazy as _

from hcm_registry.lists import Column, Table

DAYS = Table(
    "lich-lam-viec",
    _("Lịch làm việc"),
    (
        Column(_("Ngày"), lambda day: day.day, 14),
        Column(_("Loại"), lambda day: day.get_kind_display(), 20),
        Column(_("Tên"), lambda day: day.name, 40),
        Column(_("Nguồn"), lambda day: day.source, 60),
    ),
)
