"""The pages of agencies."""

from django.urls import URLPattern, path

from agencies import views
from agencies.calendar import urls as calendar
from agencies.delegations import urls as delegations
from agencies.outbox import urls as outbox

app_name = "agencies"
urlpatterns: list[URLPattern] = [
    *calendar.urlpatterns,
    *delegations.urlpatterns,
    *outbox.urlpatterns,
    path("agencies/", views.agency_list, name="agency-list"),
    path("agencies/<slug:key>/", views.agency_detail, name="agency-detail"),
]
