"""The pages of agencies."""

from django.urls import URLPattern, path

from agencies import views

app_name = "agencies"
urlpatterns: list[URLPattern] = [
    path("agencies/", views.agency_list, name="agency-list"),
    path("agencies/<slug:key>/", views.agency_detail, name="agency-detail"),
]
