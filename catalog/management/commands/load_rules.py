"""`manage.py load_rules`: the rules on terms that are known from the law."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now
from django.utils.translation import gettext as _

from catalog import loading


class Command(BaseCommand):
    """Enter the rules of the data file that are not there yet."""

    help = "Nạp các quy định về thời hạn đã biết; không đổi quy định đã có."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many were entered. Safe to run twice."""
        self.stdout.write(_("Đã nạp %(count)d quy định.") % {"count": loading.load_rules(at=now())})
