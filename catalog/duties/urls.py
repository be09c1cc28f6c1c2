"""Duties."""

from django.urls import URLPattern, path

from catalog.duties import views

urlpatterns: list[URLPattern] = [
    path("duties/", views.duty_list, name="duty-list"),
    path("duties/overview/", views.duty_overview, name="duty-overview"),
    path("duties/<int:pk>/", views.duty_detail, name="duty-detail"),
    path("duties/<int:pk>/ask/", views.duty_ask, name="duty-ask"),
    path("duties/checks/<int:pk>/report/", views.check_report, name="check-report"),
    path("duties/checks/<int:pk>/conclude/", views.check_conclude, name="check-conclude"),
    path("duties/checks/<int:pk>/evidence/", views.check_evidence, name="check-evidence"),
]
