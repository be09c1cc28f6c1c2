"""The inbox."""

from django.urls import URLPattern, path

from catalog.inbox import views

urlpatterns: list[URLPattern] = [path("inbox/", views.inbox, name="inbox")]
