"""`manage.py anchor_journal`: sign the head of the journal now, and print the line to keep elsewhere."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now
from django.utils.translation import gettext as _

from catalog.journal import anchors


class Command(BaseCommand):
    """What the calendar does every hour."""

    help = "Ký mục cuối của nhật ký và in ra dòng cần lưu ở nơi khác."

    def handle(self, *args: Any, **options: Any) -> None:
        """The line on standard output, for a pipe; a word on standard error when there is nothing new."""
        anchor = anchors.drop(at=now())
        if anchor is None:
            self.stderr.write(_("Không có mục mới từ lần ký trước."))
        else:
            self.stdout.write(str(anchor))
