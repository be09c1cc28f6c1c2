"""`manage.py apply_due`: what the calendar does every quarter of an hour, now."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from catalog.proposals.tasks import apply_due


class Command(BaseCommand):
    """Carry out decisions whose day has come."""

    help = "Áp dụng các quyết định đã đến ngày có hiệu lực."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many proposals were applied."""
        applied = apply_due()
        self.stdout.write(ngettext("Đã áp dụng %(count)d đề xuất.", "Đã áp dụng %(count)d đề xuất.", applied) % {"count": applied})
