from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharingConfig(AppConfig):
    """Sharing what the catalogue names."""

    name = "sharing"
    verbose_name = _("Chia sẻ dữ liệu")

    def ready(self) -> None:
        """The pages of the catalogue show what is known of the warehouse, the inbox what is to be mended there."""
        from catalog.entries import panels
        from catalog.inbox import kinds
        from sharing.quality.panel import panel
        from sharing.quarantine.inbox import Backlogs

        panels.register(panel, aside="sharing/quality/_aside.html", main="sharing/quality/_main.html")
        kinds.register(Backlogs())
