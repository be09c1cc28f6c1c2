"""Delegations."""

from django.urls import URLPattern, path

from agencies.delegations import views

urlpatterns: list[URLPattern] = [
    path("delegations/", views.delegations, name="delegations"),
    path("delegations/<int:pk>/revoke/", views.revoke, name="delegation-revoke"),
]
