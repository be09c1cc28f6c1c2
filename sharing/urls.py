"""The pages of sharing, gathered from its modules."""

from sharing.pages import urls as pages

app_name = "warehouse"
urlpatterns = [*pages.urlpatterns]
