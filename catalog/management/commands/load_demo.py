"""`manage.py load_demo [--if-empty] [--reorganised]`."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from catalog import loading
from hcm_registry.kernel.errors import RuleBroken


class Command(BaseCommand):
    """Load the demo city."""

    help = "Nạp thành phố minh họa vào một cơ sở dữ liệu trống."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two switches."""
        parser.add_argument("--if-empty", action="store_true", help="không làm gì nếu đã có số liệu")
        parser.add_argument("--reorganised", action="store_true", help="thực hiện cả việc sắp xếp cơ quan năm 2025")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse outside development; load otherwise."""
        if not settings.DEBUG:
            raise CommandError(_("Chỉ nạp bản minh họa khi DEBUG=1."))
        if options["if_empty"] and not loading.is_empty():
            return
        try:
            loading.load_demo(reorganised=options["reorganised"], at=now())
        except RuleBroken as error:
            raise CommandError(error.text) from error
        self.stdout.write(_("Đã nạp thành phố minh họa."))
