"""The dashboard."""

from django.urls import URLPattern, path

from catalog.dashboard import views

urlpatterns: list[URLPattern] = [
    path("dashboard/", views.dashboard, name="dashboard"),
    path("dashboard/steps/", views.step_list, name="dashboard-steps"),
    path("dashboard/deadlines/", views.deadline_list, name="dashboard-deadlines"),
]
