"""Decisions: the list, one decision, and its text."""

from django.urls import URLPattern, path

from catalog.decisions import views

urlpatterns: list[URLPattern] = [
    path("decisions/", views.decision_list, name="decision-list"),
    path("decisions/<int:pk>/", views.decision_detail, name="decision-detail"),
    path("decisions/<int:pk>/file/", views.decision_file, name="decision-file"),
]
