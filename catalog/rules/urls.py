"""The terms of law and city."""

from django.urls import URLPattern, path

from catalog.rules import views

urlpatterns: list[URLPattern] = [
    path("rules/", views.rule_list, name="rule-list"),
    path("rules/<str:key>/new/", views.rule_new, name="rule-new"),
]
