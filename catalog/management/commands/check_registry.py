"""`manage.py check_registry`: everything that can be proved about what is stored."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from catalog.inspections import soundness


class Command(BaseCommand):
    """Journal, versions, editions, proposals and successions."""

    help = "Kiểm tra sự toàn vẹn: nhật ký, phiên bản, bản danh mục, đề xuất, thời gian, kế thừa."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints each finding and exits with 1 when there is one."""
        count = 0
        for finding in soundness.findings(now()):
            self.stderr.write(finding)
            count += 1
        if count:
            raise CommandError(_("Có %(count)d điểm sai.") % {"count": count})
        self.stdout.write(_("Không có điểm sai."))
