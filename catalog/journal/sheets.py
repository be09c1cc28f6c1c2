"""The journal as a file: everything that its chain of hashes covers."""

from django.utils.translation import gettext_lazy as _

from catalog.journal.chain import spelled
from hcm_registry.lists import Column, Table

JOURNAL = Table(
    "nhat-ky",
    _("Nhật ký"),
    (
        Column(_("Số thứ tự"), lambda entry: entry.seq, 10),
        Column(_("Lúc"), lambda entry: entry.at, 20),
        Column(_("Sự việc"), lambda entry: entry.get_kind_display(), 34),
        Column(_("Đối tượng"), lambda entry: entry.subject, 20),
        Column(_("Nội dung"), lambda entry: spelled(entry.body), 60),
        Column(_("Mã băm trước"), lambda entry: entry.previous, 30),
        Column(_("Mã băm"), lambda entry: entry.hash, 30),
    ),
)
