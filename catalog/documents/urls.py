"""Papers of proposals, dossiers and decisions; the notice of a database."""

from django.urls import path

from catalog.documents import views

urlpatterns = [
    path("proposals/<str:code>/documents/<slug:kind>/", views.of_proposal, name="proposal-document"),
    path("dossiers/<str:code>/documents/<slug:kind>/", views.of_dossier, name="dossier-document"),
    path("decisions/<int:pk>/document/", views.of_decision, name="decision-document"),
    path("databases/<str:code>/suspension/", views.suspend, name="suspension-notice"),
]
