"""Pages of proposals: what the department and the Committee do."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
