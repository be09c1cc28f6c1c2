"""Acts of reorganisation."""

from django.urls import URLPattern, path

from catalog.reorganisation import views

urlpatterns: list[URLPattern] = [
    path("reorganisations/", views.act_list, name="reorganisation-list"),
    path("reorganisations/new/", views.act_new, name="reorganisation-new"),
    path("reorganisations/<int:pk>/", views.act_detail, name="reorganisation-detail"),
    path("reorganisations/<int:pk>/edit/", views.act_edit, name="reorganisation-edit"),
    path("reorganisations/<int:pk>/lines/new/", views.line_new, name="reorganisation-line"),
    path("reorganisations/<int:pk>/lines/<int:line>/drop/", views.line_drop, name="reorganisation-line-drop"),
    path("reorganisations/<int:pk>/moves/<slug:move>/", views.act_move, name="reorganisation-move"),
    path("reorganisations/<int:pk>/decide/", views.act_decide, name="reorganisation-decide"),
]
