"""The pages of sharing, gathered from its modules."""

from sharing.drift import urls as drift
from sharing.pages import urls as pages
from sharing.quarantine import urls as quarantine

app_name = "warehouse"
urlpatterns = [*drift.urlpatterns, *quarantine.urlpatterns, *pages.urlpatterns]
