"""Quarantine."""

from django.urls import URLPattern, path

from sharing.quarantine import views

urlpatterns: list[URLPattern] = [
    path("warehouse/quarantine/", views.quarantine, name="quarantine"),
    path("warehouse/quarantine/<int:pk>/", views.quarantine_row, name="quarantine-row"),
    path("warehouse/quarantine/<int:pk>/accept/", views.quarantine_accept, name="quarantine-accept"),
    path("warehouse/quarantine/<int:pk>/reopen/", views.quarantine_reopen, name="quarantine-reopen"),
    path("warehouse/quarantine/<int:pk>/correct/", views.quarantine_correct, name="quarantine-correct"),
    path("warehouse/quarantine/replay/", views.quarantine_replay, name="quarantine-replay"),
    path("warehouse/runs/<int:pk>/quarantine/", views.run_quarantine, name="run-quarantine"),
]
