"""The warehouse. Its last address takes whatever stands where the code of a database does, so it comes last of all."""

from django.urls import URLPattern, path

from sharing.pages import views, views_runs

urlpatterns: list[URLPattern] = [
    path("warehouse/", views.warehouse_overview, name="overview"),
    path("warehouse/runs/", views_runs.run_list, name="runs"),
    path("warehouse/runs/<int:pk>/", views_runs.run_detail, name="run"),
    path("warehouse/runs/<int:pk>/progress/", views_runs.run_progress, name="run-progress"),
    path("warehouse/runs/<int:pk>/again/", views_runs.run_again, name="run-again"),
    path("warehouse/runs/<int:pk>/<slug:move>/", views_runs.run_move, name="run-move"),
    path("warehouse/<slug:code>/", views.warehouse_database, name="database"),
]
