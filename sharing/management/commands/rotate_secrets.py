"""`manage.py rotate_secrets`: what older keys sealed is sealed by the first of SEALING_KEYS, after which they may be taken away."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from hcm_registry.sealing.fields import seal_anew


class Command(BaseCommand):
    """Safe to run twice, and to be stopped."""

    help = "Niêm phong lại thông tin mật bằng khóa đầu tiên trong SEALING_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many were sealed anew."""
        self.stdout.write(_("Đã niêm phong lại %(count)d thông tin mật.") % {"count": seal_anew()})
