"""`manage.py apply_due`: what the calendar does every quarter of an hour, now."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from catalog.tasks import apply_due


class Command(BaseCommand):
    """Carry out decisions whose day has come."""

    help = "Áp dụng các quyết định đã đến ngày có hiệu lực."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many proposals and acts of reorganisation were applied."""
        applied = apply_due()
        said = ngettext("Đã áp dụng %(count)d đề xuất hoặc văn bản sắp xếp.", "Đã áp dụng %(count)d đề xuất hoặc văn bản sắp xếp.", applied)
        self.stdout.write(said % {"count": applied})
