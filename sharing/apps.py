from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharingConfig(AppConfig):
    """Sharing what the catalogue names."""

    name = "sharing"
    verbose_name = _("Chia sẻ dữ liệu")

    def ready(self) -> None:
        """The pages of the catalogue show what is known of the warehouse."""
        from catalog.entries import panels
        from sharing.quality.panel import panel

        panels.register(panel, aside="sharing/quality/_aside.html", main="sharing/quality/_main.html")
