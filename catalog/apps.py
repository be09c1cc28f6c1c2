from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """The catalogue."""

    name = "catalog"
    verbose_name = _("Danh mục")

    def ready(self) -> None:
        """What an act of reorganisation moves here, in the order in which it passes: agencies first, then what they have on file."""
        from catalog.reorganisation import movers_catalogue, movers_duties, movers_people, movers_proposals
        from catalog.reorganisation.movers import register

        register(movers_people.Agencies())
        register(movers_people.Seats())
        register(movers_people.Contacts())
        register(movers_catalogue.Databases())
        register(movers_catalogue.Rights())
        register(movers_duties.Duties())
        register(movers_proposals.Proposals())
        register(movers_proposals.Opinions())
        register(movers_proposals.Clocks())
