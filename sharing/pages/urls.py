"""The warehouse. Its last address takes whatever stands where the code of a database does, so it comes last of all."""

from django.urls import URLPattern, path

from sharing.pages import views, views_runs, views_sources

urlpatterns: list[URLPattern] = [
    path("warehouse/", views.warehouse_overview, name="overview"),
    path("warehouse/runs/", views_runs.run_list, name="runs"),
    path("warehouse/runs/<int:pk>/", views_runs.run_detail, name="run"),
    path("warehouse/runs/<int:pk>/progress/", views_runs.run_progress, name="run-progress"),
    path("warehouse/runs/<int:pk>/again/", views_runs.run_again, name="run-again"),
    path("warehouse/runs/<int:pk>/<slug:move>/", views_runs.run_move, name="run-move"),
    path("warehouse/sources/new/", views_sources.source_new, name="source-new"),
    path("warehouse/sources/<uuid:pk>/", views_sources.source_detail, name="source"),
    path("warehouse/sources/<uuid:pk>/edit/", views_sources.source_edit, name="source-edit"),
    path("warehouse/sources/<uuid:pk>/test/", views_sources.source_test, name="source-test"),
    path("warehouse/sources/<uuid:pk>/load/", views_sources.source_load, name="source-load"),
    path("warehouse/sources/<uuid:pk>/switch/", views_sources.source_switch, name="source-switch"),
    path("warehouse/<slug:code>/", views.warehouse_database, name="database"),
]
