"""Notices."""

from django.urls import URLPattern, path

from agencies.outbox import views

urlpatterns: list[URLPattern] = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_all, name="notices-read"),
    path("notices/<int:pk>/open/", views.open_notice, name="notice-open"),
    path("notices/preferences/", views.preferences, name="notice-preferences"),
    path("notices/deliveries/", views.deliveries, name="notice-deliveries"),
    path("notices/tasks/<int:pk>/", views.task, name="notice-task"),
]
