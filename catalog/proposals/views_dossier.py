"""Dossiers: approved proposals bundled into one submission letter, and the decision that answers it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.decisions.forms import PaperForm
from catalog.proposals import queries, reading, sheets
from catalog.proposals.desk import forget_aside, in_words, put_aside, signed_in
from catalog.proposals.forms_decision import DecisionForm
from catalog.proposals.forms_moves import KINDS, DossierForm
from catalog.proposals.models import ChangeProposal, Dossier
from catalog.proposals.states import State
from catalog.proposals.workflow import COMMITTEE, HEAD
from hcm_registry import lists
from hcm_registry.acting import blame
from hcm_registry.kernel.errors import Invalid, NotAuthorised, RuleBroken, WrongState
from hcm_registry.keyset import Order, beside, page

PAGES = "catalog/proposals/dossier/"
NEWEST = Order(("pk",), down=True)
SIZE = 50


@login_required
@require_safe
def dossiers(request: HttpRequest) -> HttpResponseBase:
    """The dossiers the reader may see, the newest first; also as a file."""
    at = now()
    found = queries.dossiers_for(request.user, at)
    if lists.asked(request):
        return lists.as_file(request, sheets.DOSSIERS, NEWEST.of(found), at=at)
    window = page(found, NEWEST, cursor=request.GET.get("cursor", ""), size=SIZE)
    context = {"dossiers": window.rows, "may_bundle": _may(HEAD, request.user, at)}
    return render(request, f"{PAGES}list.html", context | beside(window, {}))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The head of the department bundles approved proposals."""
    at = now()
    HEAD.standing(None, request.user, at)
    aside = put_aside(request)
    form = DossierForm(request.POST or aside, initial={"proposals": request.GET.getlist("proposal")})
    if request.method == "POST" and form.is_valid():
        try:
            dossier = form.act(by=request.user, at=at)
        except Invalid as error:
            blame(form, error)
        else:
            forget_aside(request)
            messages.success(request, _("Đã trình hồ sơ %(code)s.") % {"code": dossier.code})
            return redirect("catalog:dossier-detail", dossier.code)
    context = {"form": form, "proposals": queries.approved(), "aside": aside}
    return render(request, f"{PAGES}new.html", context, status=400 if request.method == "POST" else 200)


@login_required
@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """What the dossier would change, on one page; for the clerk, the form of the decision."""
    at = now()
    return render(request, f"{PAGES}detail.html", _page(request.user, code, at))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, code: str) -> HttpResponse:
    """The clerk's decision: first checked and restated, then recorded. A GET shows the form with what was typed before signing in."""
    at = now()
    context = _page(request.user, code, at)  # first whether there is such a dossier for the reader, then whether they decide on it
    COMMITTEE.standing(None, request.user, at)
    if request.method != "POST":
        aside = put_aside(request)
        typed = {"form": DecisionForm(aside, at=at, by=request.user), "aside": aside} if aside and context["form"] else {}
        return render(request, f"{PAGES}detail.html", context | typed)
    if request.POST.get("seen") != context["seen"]:
        return _changed_underneath(request, context, at)
    return _record(request, context, at)


def _changed_underneath(request: HttpRequest, context: dict[str, Any], at: datetime) -> HttpResponse:
    """What became of the files meanwhile; what was typed stands in the form of the dossier as it is now."""
    before = set(request.POST.get("seen", "").split()) - set(context["seen"].split())
    codes = sorted(one.partition(":")[0] for one in before)
    context |= {
        "changed": True,
        "happened": [(code, queries.last_step(code, request.user, at)) for code in codes],
        "typed": in_words(request),
    }
    if context["form"]:
        now_seen = request.POST.copy()
        now_seen["seen"] = context["seen"]
        context |= {"form": DecisionForm(now_seen, at=at, by=request.user), "typed": []}
    return render(request, f"{PAGES}detail.html", context, status=409)


def _record(request: HttpRequest, context: dict[str, Any], at: datetime) -> HttpResponse:
    form, confirmed = DecisionForm(request.POST, at=at, by=request.user), "confirmed" in request.POST
    paper = PaperForm(*((request.POST, request.FILES) if confirmed else ()), by=request.user, at=at)
    if form.is_valid() and confirmed and paper.recordable:
        answer = _recorded(request, context["dossier"], form, paper)
        if answer is not None:
            return answer
    if form.errors or "edit" in request.POST:
        return render(request, f"{PAGES}detail.html", context | {"form": form}, status=400 if form.errors else 200)
    return render(
        request,
        f"{PAGES}confirm.html",
        context | {"form": form, "paper": paper, "has_errors": confirmed and bool(paper.errors)},
    )


def _recorded(request: HttpRequest, dossier: Dossier, form: DecisionForm, paper: PaperForm) -> HttpResponse | None:
    """The answer to a decision recorded, or to files that changed at the last moment; None when the form says what is wrong."""
    try:
        decision = form.act(dossier, paper.cleaned_data["file"])
    except NotAuthorised:
        raise
    except WrongState:
        return _changed_underneath(request, _page(request.user, dossier.code, form.at), form.at)
    except RuleBroken as error:
        blame(form, error)
        return None
    forget_aside(request)
    messages.success(request, _said(decision, form))
    return redirect("catalog:dossier-detail", dossier.code)


def _page(user: Any, code: str, at: datetime) -> dict[str, Any]:
    dossier = get_object_or_404(queries.dossiers_for(user, at), code=code)
    found = ChangeProposal.objects.visible_to(user, at).filter(dossier=dossier).select_related("agency", "decision").order_by("pk")
    proposals = list(found.prefetch_related("agency__names").annotate(last_step=Max("steps")))
    sheets = reading.sheets_of(proposals)
    clerk = dossier.decision is None and _may(COMMITTEE, user, at)
    seen = queries.standing(proposals)
    return {
        "at": at,
        "dossier": dossier,
        "files": [(proposal, sheets[proposal.pk], _send_back(proposal, clerk, at)) for proposal in proposals],
        "form": DecisionForm(at=at, by=user, initial={"seen": seen}) if clerk and proposals else None,
        "seen": seen,
    }


def _send_back(proposal: Any, clerk: bool, at: datetime) -> Any:
    if not clerk or proposal.state != State.AT_COMMITTEE:
        return None
    return KINDS["send_back"].bind(proposal, at, step=proposal.last_step)


def _may(holder: Any, user: Any, at: datetime) -> bool:
    try:
        holder.standing(None, user, at)
    except NotAuthorised:
        return False
    return True


def _said(decision: Any, form: DecisionForm) -> str:
    if form.at_once:
        return _("Đã ghi nhận %(decision)s. Danh mục đã thay đổi.") % {"decision": decision}
    day = date_format(decision.effective_on, "SHORT_DATE_FORMAT")
    return _("Đã ghi nhận %(decision)s. Danh mục thay đổi lúc 00:00 ngày %(day)s.") % {"decision": decision, "day": day}
