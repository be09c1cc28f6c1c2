"""Differences between sources and the dictionary."""

from django.urls import URLPattern, path

from sharing.drift import views

urlpatterns: list[URLPattern] = [
    path("warehouse/drift/", views.drift_list, name="drift"),
    path("warehouse/drift/<uuid:pk>/propose/", views.drift_propose, name="drift-propose"),
]
