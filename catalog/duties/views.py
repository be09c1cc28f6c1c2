"""Duties of an agency, one responsibility with its checks, and how the whole city stands."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.authority import seats_of
from catalog.clocks.queries import due
from catalog.duties import actions, queries, sheets
from catalog.duties.forms import AskForm, ConcludeForm, ReportForm
from catalog.duties.models import ComplianceCheck, Duty, Responsibility, oversees
from catalog.duties.queries import Wanted
from hcm_registry import lists
from hcm_registry.acting import ActingForm
from hcm_registry.charts import Column, chart
from hcm_registry.files.findings import with_findings
from hcm_registry.files.serving import give
from hcm_registry.kernel.errors import NotAuthorised
from hcm_registry.kernel.periods import is_open, today

ASKED = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def duty_list(request: HttpRequest) -> HttpResponseBase:
    """The responsibilities of the reader's agencies, or of all for those who oversee them; also as a file."""
    at = now()
    wanted = Wanted(**{name: request.GET.get(name, "").strip() for name in ("agency", "duty", "show")})
    found = queries.listed(request.user, wanted, at)
    agencies = queries.agencies_of(request.user, at)
    if lists.asked(request):
        said, each = sheets.narrowed(wanted, agencies), sheets.rows_on(today(at))
        return lists.as_file(request, sheets.RESPONSIBILITIES, queries.in_full(found), at=at, said=said, each=each)
    rows, window = queries.rows(found, request.GET.get("cursor", ""), today(at))
    context = {
        "rows": rows,
        "wanted": wanted,
        "counts": queries.counts(request.user, at),
        "agencies": agencies,
        "kinds": Duty.Kind.choices,
        "oversees": oversees(seats_of(request.user, at)),
        "next": _address(wanted, cursor=window.next),
        "previous": _address(wanted, cursor=window.previous),
    }
    return render(request, "catalog/duties/list.html", context)


@login_required
@require_safe
def duty_overview(request: HttpRequest) -> HttpResponseBase:
    """How every agency and every duty stands; for the department in charge, auditors and administrators."""
    at = now()
    if not oversees(seats_of(request.user, at)):
        raise NotAuthorised(_("Bảng tổng hợp dành cho cơ quan chủ trì danh mục, kiểm toán và quản trị."))
    found = queries.overview(at)
    if request.GET.get("format") == "xlsx":
        told = lists.about_sheet(lists.about([(_("Ngày"), f"{today(at):%d/%m/%Y}")], request.user, at))
        return lists.workbook(request, "tinh-hinh-trach-nhiem", [*sheets.standing(found), told], at=at)
    bars = [Column(month.first, [{"on-time": month.on_time, "late": month.late, "undone": month.undone}]) for month in found.months]
    context = {"found": found, "chart": chart(bars), "on": today(at), "overdue": sum(one.overdue for one in found.agencies)}
    return render(request, "catalog/duties/overview.html", context)


@login_required
@require_safe
def duty_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One responsibility."""
    return _page(request, _borne(request, pk, now()), now())


@login_required
@require_http_methods(ASKED)
def duty_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The department asks to be shown that it is done."""
    at = now()
    borne = _borne(request, pk, at)
    actions.JUDGE.standing(borne, request.user, at)
    form = AskForm(request.POST or None, responsibility=borne)
    return _done(request, borne, form, at, said=_("Đã yêu cầu kiểm tra."), ask=form)


@login_required
@require_http_methods(ASKED)
def check_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The agency shows what it did."""
    at = now()
    check = _check(request, pk, at)
    actions.REPORTER.standing(check.responsibility, request.user, at)
    form = ReportForm(request.POST or None, request.FILES or None, check=check)
    return _done(request, _borne(request, check.responsibility_id, at), form, at, said=_("Đã gửi báo cáo."), report=form)


@login_required
@require_http_methods(ASKED)
def check_conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """The department judges what was shown."""
    at = now()
    check = _check(request, pk, at)
    actions.JUDGE.standing(check.responsibility, request.user, at)
    form = ConcludeForm(request.POST or None, check=check)
    return _done(request, _borne(request, check.responsibility_id, at), form, at, said=_("Đã ghi kết luận."), conclude=form)


@login_required
@require_safe
def check_evidence(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file that was shown."""
    check = _check(request, pk, now())
    if not check.evidence:
        raise Http404
    return give(request, check)


def _done(request: HttpRequest, borne: Any, form: ActingForm, at: datetime, *, said: str, **forms: ActingForm) -> HttpResponse:
    """Do what the form asks and come back; otherwise the page with the form as it was typed."""
    if request.method == "POST" and form.is_valid() and form.act(by=request.user, at=at):
        messages.success(request, said)
        return redirect("catalog:duty-detail", pk=borne.pk)
    return _page(request, borne, at, status=400 if request.method == "POST" else 200, form=form, **forms)


def _page(request: HttpRequest, borne: Any, at: datetime, *, status: int = 200, **given: Any) -> HttpResponse:
    """With the forms of whatever this reader may do now."""
    open_check = next((check for check in borne.checks.all() if not check.concluded_at and not check.voided_at), None)
    context = {"borne": borne, **_offered(request.user, borne, open_check, at), **given}
    rows = [(check, due(check.clock, today(at))) for check in with_findings(borne.checks.all())]
    form = context.get("report") or context.get("conclude")
    if form is not None:  # what was asked and shown stands with the form about it
        context["at_hand"] = next(row for row in rows if row[0] == form.of)
    context["checks"] = [row for row in rows if row != context.get("at_hand")]
    return render(request, "catalog/duties/detail.html", context, status=status)


def _offered(user: Any, borne: Responsibility, check: ComplianceCheck | None, at: datetime) -> dict[str, ActingForm]:
    judges = _may(actions.JUDGE, borne, user, at)
    if check is None:
        return {"ask": AskForm(responsibility=borne)} if judges and is_open(borne.period) else {}
    if check.done_at is None:
        return {"report": ReportForm(check=check)} if _may(actions.REPORTER, borne, user, at) else {}
    return {"conclude": ConcludeForm(check=check)} if judges and check.done_by_id != user.pk else {}


def _may(holder: Any, borne: Responsibility, user: Any, at: datetime) -> bool:
    try:
        holder.standing(borne, user, at)
    except NotAuthorised:
        return False
    return True


def _borne(request: HttpRequest, pk: int, at: datetime) -> Any:
    found = queries.detail(request.user, pk, at)
    if found is None:
        raise Http404
    return found


def _check(request: HttpRequest, pk: int, at: datetime) -> ComplianceCheck:
    found = queries.check_of(request.user, pk, at)
    if found is None:
        raise Http404
    return found


def _address(wanted: Wanted, **more: str) -> str:
    """The same list on another page or as a file; empty when there is none."""
    asked = {name: value for name, value in {**vars(wanted), **more}.items() if value}
    return f"?{urlencode(asked)}" if all(more.values()) else ""
