from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgenciesConfig(AppConfig):
    """Agencies, people and roles."""

    name = "agencies"
    verbose_name = _("Cơ quan và con người")
