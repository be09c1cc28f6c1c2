"""Deadlines."""

from django.urls import URLPattern, path

from catalog.clocks import views

urlpatterns: list[URLPattern] = [path("clocks/<int:pk>/", views.clock_detail, name="clock-detail")]
