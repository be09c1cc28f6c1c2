"""The front page, the list of the catalogue, one database, and two of its versions side by side."""

from django.urls import URLPattern, path

from catalog.entries import views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("databases/", views.database_list, name="database-list"),
    path("databases/<slug:code>/", views.database_detail, name="database-detail"),
    path("databases/<slug:code>/compare/", views.database_compare, name="database-compare"),
]
