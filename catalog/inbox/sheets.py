"""What waits for somebody, as a file."""

from django.utils.translation import gettext_lazy as _

from hcm_registry.lists import Column, Table

TASKS = Table(
    "viec-can-xu-ly",
    _("Việc cần xử lý"),
    (
        Column(_("Số"), lambda task: task.code, 18),
        Column(_("Trích yếu"), lambda task: task.title, 48),
        Column(_("Nội dung"), lambda task: task.about, 48),
        Column(_("Cơ quan gửi"), lambda task: task.agency, 34),
        Column(_("Bước hiện tại"), lambda task: task.step, 24),
        Column(_("Từ lúc"), lambda task: task.since, 20),
        Column(_("Hạn xử lý"), lambda task: task.due.day, 12),
        Column(_("Tình hình"), lambda task: task.due.words, 24),
    ),
)
