"""The working calendar for other systems: which days of a year are off, which Saturdays are worked, and whether it is confirmed."""

from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from agencies.calendar import queries
from agencies.calendar.models import CalendarDay, CalendarVersion, CalendarYear
from hcm_registry.api import parameters
from hcm_registry.api.conditional import Stamp
from hcm_registry.api.doors import Operation, Public, Reading
from hcm_registry.api.shapes import listing_of


class YearShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """A year of the calendar. Deadlines are computed in confirmed years alone; `is_demo` marks a confirmation that is a sample."""

    year = serializers.IntegerField()
    confirmed = serializers.BooleanField()
    is_demo = serializers.BooleanField()


class DayShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """A day that is not what its weekday says."""

    day = serializers.DateField()
    kind = serializers.ChoiceField(choices=CalendarDay.Kind.choices)
    name = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field of this name hides an attribute of the stubs


class WholeYearShape(YearShape):
    """A year with its days, as of one version of the calendar."""

    version = serializers.IntegerField()
    days = DayShape(many=True)


class Calendar(Public, Reading):
    """What the doors to the calendar share."""

    asks = (parameters.KNOWN_AT,)

    @cached_property
    def version(self) -> int:
        """The version that held at the moment asked about."""
        return queries.latest(self.asked.get("known_at", self.at))

    def stamp(self) -> Stamp:
        """The calendar has numbered versions."""
        found = CalendarVersion.objects.filter(pk=self.version).first()
        return Stamp((self.version,), found.at if found else None)

    def shown(self, year: CalendarYear) -> dict[str, Any]:
        """A year as the version knew it."""
        confirmed = year.confirmed_in if year.confirmed_in_id is not None and year.confirmed_in_id <= self.version else None
        return {"year": year.pk, "confirmed": confirmed is not None, "is_demo": confirmed is not None and confirmed.is_demo}


class CalendarYears(Calendar):
    """The years there are."""

    operations = {"get": Operation("calendar_list", listing_of(YearShape), about=_("Các năm của lịch làm việc."))}

    def answer(self) -> Any:
        """All of them."""
        years = CalendarYear.objects.filter(drafted_in__lte=self.version).select_related("confirmed_in")
        return {"results": [self.shown(year) for year in years]}


class CalendarYearDetail(Calendar):
    """One year."""

    operations = {"get": Operation("calendar_read", WholeYearShape, about=_("Lịch làm việc của một năm: ngày nghỉ và thứ Bảy làm bù."))}

    def answer(self) -> Any:
        """The year with its days. Error: Http404."""
        found = CalendarYear.objects.filter(pk=self.kwargs["year"], drafted_in__lte=self.version).select_related("confirmed_in").first()
        if found is None:
            raise Http404
        days = queries.days_in(self.version).filter(year=found).values("day", "kind", "name", "source")
        return self.shown(found) | {"version": self.version, "days": list(days)}
