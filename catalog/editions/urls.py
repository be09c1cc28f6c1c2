"""Editions: the frozen lists."""

from django.urls import URLPattern, path

from catalog.editions import views

urlpatterns: list[URLPattern] = [path("editions/<int:pk>/", views.edition_detail, name="edition-detail")]
