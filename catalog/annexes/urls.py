"""Imports of annexes."""

from django.urls import URLPattern, path

from catalog.annexes import views

urlpatterns: list[URLPattern] = [
    path("annexes/", views.annex_list, name="annex-list"),
    path("annexes/<int:pk>/", views.annex_detail, name="annex-detail"),
    path("annexes/<int:pk>/progress/", views.annex_progress, name="annex-progress"),
    path("annexes/<int:pk>/file/", views.annex_file, name="annex-file"),
    path("annexes/<int:pk>/columns/", views.annex_columns, name="annex-columns"),
    path("annexes/<int:pk>/agencies/", views.annex_agencies, name="annex-agencies"),
    path("annexes/<int:pk>/check/", views.annex_check, name="annex-check"),
    path("annexes/<int:pk>/decision/", views.annex_decision, name="annex-decision"),
    path("annexes/<int:pk>/reread/", views.annex_reread, name="annex-reread"),
    path("annexes/<int:pk>/confirm/", views.annex_confirm, name="annex-confirm"),
    path("annexes/<int:pk>/cancel/", views.annex_cancel, name="annex-cancel"),
]
