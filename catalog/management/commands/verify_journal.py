"""`manage.py verify_journal`: prove that nobody rewrote the journal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from catalog.journal import actions as journal


class Command(BaseCommand):
    """Follow the chain of hashes from the first entry to the last."""

    help = "Kiểm tra chuỗi mã băm của nhật ký danh mục."

    def handle(self, *args: Any, **options: Any) -> None:
        """Names the first broken entry and exits with 1."""
        broken = journal.first_broken()
        if broken is not None:
            raise CommandError(_("Nhật ký bị đứt ở mục số %(seq)d.") % {"seq": broken})
        self.stdout.write(_("Nhật ký nguyên vẹn, %(count)d mục.") % {"count": journal.head()})
