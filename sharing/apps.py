from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharingConfig(AppConfig):
    """Sharing what the catalogue names."""

    name = "sharing"
    verbose_name = _("Chia sẻ dữ liệu")
