"""The working calendar, for everybody to read; an administrator drafts and confirms years, adds and removes days."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies import authority
from agencies.calendar import grid, queries, sheets
from agencies.calendar.forms import AddForm, ConfirmForm, DraftForm, RemoveForm
from agencies.calendar.models import EARLIEST, LATEST, CalendarDay, CalendarVersion, CalendarYear
from agencies.people import Role
from hcm_registry import lists
from hcm_registry.acting import ActingForm
from hcm_registry.kernel.periods import today

CHANGES = 20  # the latest ones; all of them are on the administrator's pages
ASKED = ["GET", "HEAD", "POST"]


@require_safe
def calendar(request: HttpRequest, year: int | None = None) -> HttpResponseBase:
    """One year: its months, its days off by name (also as a file), how far the calendar is confirmed, and what changed of late."""
    shown = year or today(now()).year
    if not EARLIEST <= shown <= LATEST:
        raise Http404(_("Chưa có lịch của năm này."))
    if lists.asked(request):
        return lists.as_file(request, sheets.DAYS, _days(shown), at=now(), said=[(_("Năm"), shown)])
    return render(request, "agencies/calendar/year.html", _year(request, shown))


@login_required
@require_http_methods(ASKED)
def draft(request: HttpRequest) -> HttpResponse:
    """Begin a year."""
    authority.require(request.user, Role.ADMIN, now())
    form = DraftForm(request.POST or None, initial={"year": request.GET.get("year")})
    return _change(request, form, title=_("Lập dự thảo lịch của một năm"), button=_("Lập dự thảo"))


@login_required
@require_http_methods(ASKED)
def confirm(request: HttpRequest, year: int) -> HttpResponse:
    """Confirm a year after reading it."""
    authority.require(request.user, Role.ADMIN, now())
    found = get_object_or_404(CalendarYear, pk=year)
    form = ConfirmForm(request.POST or None, year=found.pk)
    context = {"year": found.pk, "days": found.days.filter(removed_in=None)}
    return _change(request, form, title=_("Xác nhận lịch năm %(year)d") % {"year": found.pk}, button=_("Xác nhận lịch"), **context)


@login_required
@require_http_methods(ASKED)
def add_day(request: HttpRequest, year: int) -> HttpResponse:
    """A day off or a working Saturday more."""
    authority.require(request.user, Role.ADMIN, now())
    form = AddForm(request.POST or None)
    return _change(request, form, title=_("Thêm ngày vào lịch năm %(year)d") % {"year": year}, button=_("Thêm ngày"), year=year)


@login_required
@require_http_methods(ASKED)
def remove_day(request: HttpRequest, pk: int) -> HttpResponse:
    """A day off or a working Saturday less."""
    authority.require(request.user, Role.ADMIN, now())
    day = get_object_or_404(CalendarDay, pk=pk)
    form = RemoveForm(request.POST or None, day=day)
    return _change(request, form, title=_("Bỏ một ngày khỏi lịch"), button=_("Bỏ ngày"), year=day.year_id, days=[day], danger=True)


def _change(request: HttpRequest, form: ActingForm, **context: Any) -> HttpResponse:
    """The form, or the change made."""
    if request.method == "POST" and form.is_valid() and (year := form.act(by=request.user, at=now())):
        messages.success(request, _("Đã ghi thay đổi của lịch. Các hạn đang chạy được tính lại trong ít phút."))
        return redirect("agencies:calendar-year", year=year)
    return render(request, "agencies/calendar/change.html", {"form": form, **context})


def _days(year: int) -> Any:
    return CalendarDay.objects.filter(year=year, removed_in=None)


def _year(request: HttpRequest, year: int) -> dict[str, Any]:
    at = now()
    found = CalendarYear.objects.filter(pk=year).select_related("confirmed_in").first()
    days = list(_days(year))
    may_change = request.user.is_authenticated and bool(authority.seats_of(request.user, at).with_role(Role.ADMIN))
    return {
        "year": year,
        "found": found,
        "days": days,
        "months": grid.months(year, {day.day: day for day in days}) if found else [],
        "week_names": grid.WEEK_NAMES,
        "known": list(CalendarYear.objects.values_list("year", "confirmed_in")),
        "changes": CalendarVersion.objects.select_related("by")[:CHANGES],
        "short_until": queries.known_too_short(at) if may_change else None,
        "may_change": may_change,
    }
