"""The working calendar."""

from django.urls import URLPattern, path

from agencies.calendar import views

urlpatterns: list[URLPattern] = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/draft/", views.draft, name="calendar-draft"),
    path("calendar/<int:year>/", views.calendar, name="calendar-year"),
    path("calendar/<int:year>/confirm/", views.confirm, name="calendar-confirm"),
    path("calendar/<int:year>/add/", views.add_day, name="calendar-add"),
    path("calendar/days/<int:pk>/remove/", views.remove_day, name="calendar-remove"),
]
