"""`manage.py load_duties`: the duties that are known from the decision, and who bears them."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now
from django.utils.translation import gettext as _

from catalog import loading


class Command(BaseCommand):
    """Enter the duties of the data file that are not there yet, and bring every responsibility to its bearer."""

    help = "Nạp các nhiệm vụ đã biết và ghi trách nhiệm theo danh mục hiện hành; không đổi nhiệm vụ đã có."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many were entered. Safe to run twice."""
        count = loading.load_duties(at=now())
        if options["verbosity"]:
            self.stdout.write(_("Đã nạp %(count)d nhiệm vụ.") % {"count": count})
