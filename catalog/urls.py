"""The pages of the catalogue, gathered from its modules."""

from catalog.annexes import urls as annexes
from catalog.clocks import urls as clocks
from catalog.dashboard import urls as dashboard
from catalog.decisions import urls as decisions
from catalog.documents import urls as documents
from catalog.duties import urls as duties
from catalog.editions import urls as editions
from catalog.entries import urls as entries
from catalog.inbox import urls as inbox
from catalog.journal import urls as journal
from catalog.proposals import urls as proposals
from catalog.reorganisation import urls as reorganisation
from catalog.rules import urls as rules

app_name = "catalog"
urlpatterns = [
    *entries.urlpatterns,
    *decisions.urlpatterns,
    *editions.urlpatterns,
    *annexes.urlpatterns,
    *journal.urlpatterns,
    *proposals.urlpatterns,
    *documents.urlpatterns,
    *reorganisation.urlpatterns,
    *inbox.urlpatterns,
    *rules.urlpatterns,
    *clocks.urlpatterns,
    *duties.urlpatterns,
    *dashboard.urlpatterns,
]
