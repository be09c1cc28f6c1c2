"""Editions: the frozen lists."""

from django.urls import URLPattern, path

from catalog.editions import views

urlpatterns: list[URLPattern] = [
    path("editions/layout/", views.annex_layout, name="annex-layout"),
    path("editions/<int:pk>/", views.edition_detail, name="edition-detail"),
]
