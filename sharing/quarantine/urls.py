"""Quarantine."""

from django.urls import URLPattern, path

from sharing.quarantine import views

urlpatterns: list[URLPattern] = [
    path("warehouse/quarantine/", views.quarantine, name="quarantine"),
    path("warehouse/quarantine/<int:pk>/", views.quarantine_row, name="quarantine-row"),
    path("warehouse/runs/<int:pk>/quarantine/", views.run_quarantine, name="run-quarantine"),
]
