"""Pages of proposals: what an agency does."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
