"""The dashboard of those who lead, and the lists its numbers lead to."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.authority import seats_of
from catalog.dashboard import lists, queries, records, sheets
from catalog.dashboard.forms import MONTHS, DeadlinesForm, ListForm, PeriodForm, StepsForm, last_months
from hcm_registry import lists as files
from hcm_registry.charts import Column, chart
from hcm_registry.kernel.errors import NotAuthorised
from hcm_registry.kernel.periods import today
from hcm_registry.keyset import beside, cut

#: Beside a period that is typed.
QUICK = (3, MONTHS, 3 * MONTHS)
Shown = Callable[[Sequence[int]], list[tuple[Any, Any, Any]]]


@login_required
@require_safe
def dashboard(request: HttpRequest) -> HttpResponseBase:
    """How the work on proposals stands today, and what a period brought; also as Excel with `?format=xlsx`."""
    at = _led(request)
    form = PeriodForm(request.GET, on=today(at))
    found = queries.board(request.user, form.period, at)
    if request.GET.get("format") == "xlsx" and form.is_valid():
        pages = sheets.pages(found, form.period, by=request.user, at=at)
        return files.workbook(request, "bang-dieu-hanh", pages, at=at)
    context = {
        "form": form,
        "found": found,
        "period": form.period,
        "chart": chart([_column(month) for month in found.months]),
        "quick": [(months, last_months(today(at), months)) for months in QUICK],
        "happened": records.HAPPENED,
        "matters": records.BRIEFLY.values(),
        "on": today(at),
    }
    return render(request, "catalog/dashboard/board.html", context, status=200 if form.is_valid() else 400)


@login_required
@require_safe
def step_list(request: HttpRequest) -> HttpResponseBase:
    """Moves made in a period, each with how long the file had been where it was; also as a file."""
    at = _led(request)
    form = StepsForm(request.GET, on=today(at))
    form.narrow(lists.agencies_of(records.steps(request.user, at, form.period), "proposal__agency"))
    took = lists.stays(records.steps(request.user, at, form.period, **form.wanted), at) if form.is_valid() else {}
    return _listed(request, ("catalog/dashboard/steps.html", sheets.STEPS), form, took, lambda ids: lists.shown_stays(ids, took))


@login_required
@require_safe
def deadline_list(request: HttpRequest) -> HttpResponseBase:
    """Deadlines of proposals and opinions: those over now, or those of work done in a period; also as a file."""
    at = _led(request)
    form = DeadlinesForm(request.GET, on=today(at))
    form.narrow(lists.agencies_of(records.deadlines(request.user, at)))
    took = _took(request.user, form, at) if form.is_valid() else {}
    about = ("catalog/dashboard/deadlines.html", sheets.DEADLINES)
    return _listed(request, about, form, took, lambda ids: lists.shown_deadlines(ids, took, today(at)))


def _took(user: Any, form: DeadlinesForm, at: datetime) -> lists.Took:
    show = form.cleaned_data["show"]
    if not show:
        return lists.deadlines(records.overdue(user, at, today(at), **form.wanted), at, running=True)
    found = records.done(user, at, form.period, **form.wanted)
    return lists.deadlines(found.filter(records.LATE) if show == "late" else found, at, running=False)


def _led(request: HttpRequest) -> datetime:
    """The moment the page speaks of. Error: NotAuthorised, for whoever leads nothing."""
    at = now()
    if not records.leads(seats_of(request.user, at)):
        raise NotAuthorised(_("Bảng điều hành dành cho lãnh đạo cơ quan chủ trì danh mục và kiểm toán."))
    return at


def _listed(request: HttpRequest, about: tuple[str, files.Table], form: ListForm, took: lists.Took, shown: Shown) -> HttpResponseBase:
    """A list as a page or as a file: the same rows, fetched by their ids."""
    template, table = about
    if files.asked(request) and form.is_valid():
        return files.as_file(request, table, list(took), at=now(), said=files.said_by(form), each=lists.in_batches(shown))
    window = cut(list(took), cursor=request.GET.get("cursor", ""), size=lists.SIZE)
    context = {"form": form, "rows": shown(window.rows), "total": len(took), "period": form.period, **beside(window, request.GET.dict())}
    return render(request, template, context, status=200 if form.is_valid() else 400)


def _column(month: queries.Month) -> Column:
    """What came in beside what was done with it."""
    kinds = {move: kind for move, (_label, kind) in records.HAPPENED.items()}
    came, *rest = ({kinds[move]: number} for move, number in month.moves.items())
    return Column(month.period.since, [came, {kind: number for one in rest for kind, number in one.items()}])
