"""The journal of the catalogue."""

from django.urls import URLPattern, path

from catalog.journal import views

urlpatterns: list[URLPattern] = [path("journal/", views.journal, name="journal")]
