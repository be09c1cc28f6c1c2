"""Pages of an import: file, columns, agencies, check, decision, result. Whoever records decisions works on them, auditors read."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.annexes import actions, entering, sheets, working
from catalog.annexes.forms import AgenciesForm, AnnexDecisionForm, ColumnsForm, RereadForm, UploadForm, first_of
from catalog.annexes.judging import Judged
from catalog.annexes.models import AnnexImport, reads
from catalog.annexes.states import Outcome, RowKind
from catalog.annexes.workflow import CLERK
from catalog.decisions.forms import PaperForm
from catalog.proposals.desk import person
from hcm_registry import lists
from hcm_registry.acting import ActingForm, blame
from hcm_registry.files.findings import with_findings
from hcm_registry.files.serving import give
from hcm_registry.kernel.errors import NotAuthorised, RuleBroken, WrongState
from hcm_registry.keyset import Order, beside, page

PAGES = "catalog/annexes/"
ASKED = ["GET", "HEAD", "POST"]
NEWEST, SIZE, SHOWN = Order(("pk",), down=True), 50, 200


@login_required
@require_http_methods(ASKED)
def annex_list(request: HttpRequest) -> HttpResponseBase:
    """Every import, the newest first, also as a file; a POST brings a new one."""
    at = now()
    if not reads(request.user, at):
        raise NotAuthorised
    if request.method == "POST":
        CLERK.standing(None, request.user, at)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (annex := form.act(by=request.user, at=at)):
        return redirect("catalog:annex-detail", annex.pk)
    found = AnnexImport.objects.visible_to(request.user, at).select_related("created_by", "decision")
    if lists.asked(request):
        return lists.as_file(request, sheets.IMPORTS, NEWEST.of(found), at=at)
    window = page(found, NEWEST, cursor=request.GET.get("cursor", ""), size=SIZE)
    context = {"window": window, "form": form, "writes": CLERK.held_by(request.user, None, at)}
    return render(request, f"{PAGES}list.html", context | beside(window, {}), status=400 if request.method == "POST" else 200)


@login_required
@require_safe
def annex_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the import stands: the list of its steps, and what is to be done next."""
    at = now()
    annex = _annex(request, pk, at)
    return _shown(request, annex, RereadForm(annex=annex), at)


@login_required
@require_safe
def annex_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the job is, asked for again and again; once it is over the page comes anew."""
    at = now()
    annex = _annex(request, pk, at)
    answer = render(request, f"{PAGES}_progress.html", _about(request, annex, at))
    if not annex.works:
        answer["HX-Refresh"] = "true"
    return answer


@login_required
@require_safe
def annex_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file as it was brought."""
    annex = _annex(request, pk, now())
    if not annex.file:
        raise Http404
    return give(request, annex)


@login_required
@require_http_methods(ASKED)
def annex_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What each column shows."""
    at = now()
    annex = _ready(request, pk, at)
    return _perform(request, ColumnsForm(request.POST or None, annex=annex), annex, "columns", at)


@login_required
@require_http_methods(ASKED)
def annex_agencies(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is meant, where it is in doubt."""
    at = now()
    annex = _ready(request, pk, at)
    form = AgenciesForm(request.POST or None, annex=annex, doubts=_doubts(_judged(annex, at)), parties=actions.parties_of(annex, at))
    return _perform(request, form, annex, "agencies", at)


@login_required
@require_safe
def annex_check(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What every row is to the catalogue; whole as a file."""
    at = now()
    annex = _annex(request, pk, at)
    if annex.state != "READY":
        raise WrongState
    rows = _judged(annex, at)
    if lists.asked(request):
        return lists.as_file(request, sheets.ROWS, rows, at=at, said=[(_("Tệp"), annex.name)])
    show = request.GET.get("show", "")
    shown = [row for row in rows if show in ("", row.outcome)]
    skipped = annex.rows.exclude(kind=RowKind.ENTRY).order_by("number")[:SHOWN]
    context = _about(request, annex, at) | {"tally": _tally(rows), "show": show, "outcomes": Outcome.choices, "skipped": skipped}
    context |= {"rows": [(row, sheets.differences(row)) for row in shown[:SHOWN]], "more": max(len(shown) - SHOWN, 0)}
    return render(request, f"{PAGES}check.html", context)


@login_required
@require_http_methods(ASKED)
def annex_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Under which decision it enters."""
    at = now()
    annex = _ready(request, pk, at)
    wrote = request.method == "POST"
    form = AnnexDecisionForm(request.POST if wrote else None, annex=annex, at=at, by=request.user, initial=first_of(annex))
    paper = PaperForm(request.POST if wrote else None, request.FILES if wrote else None, at=at, by=request.user, held=annex.paper)
    if wrote and form.is_valid() and paper.is_valid():
        try:
            form.keep(paper.looked_at.token if paper.looked_at else "")
        except RuleBroken as broken:
            blame(form, broken)
        else:
            return redirect("catalog:annex-detail", pk)
    context = _about(request, annex, at) | {"form": form, "paper": paper}
    return render(request, f"{PAGES}decision.html", context, status=400 if wrote else 200)


@login_required
@require_POST
def annex_reread(request: HttpRequest, pk: int) -> HttpResponse:
    """Another encoding or sheet."""
    at = now()
    annex = _ready(request, pk, at)
    form = RereadForm(request.POST, annex=annex)
    if form.is_valid() and form.act(by=request.user, at=at):
        return redirect("catalog:annex-detail", pk)
    return _shown(request, annex, form, at, status=400)


@login_required
@require_POST
def annex_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it enter."""
    at = now()
    annex = _ready(request, pk, at)
    actions.confirm(annex, by=person(request), at=at)
    return redirect("catalog:annex-detail", pk)


@login_required
@require_POST
def annex_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it up."""
    at = now()
    annex = _annex(request, pk, at)
    actions.cancel(annex, by=person(request), at=at)
    messages.success(request, _("Đã hủy lần nạp. Danh mục không thay đổi."))
    return redirect("catalog:annex-list")


def _annex(request: HttpRequest, pk: int, at: datetime) -> AnnexImport:
    annex: AnnexImport = get_object_or_404(AnnexImport.objects.visible_to(request.user, at).select_related("decision"), pk=pk)
    return annex


def _ready(request: HttpRequest, pk: int, at: datetime) -> AnnexImport:
    """For whoever may write, when it waits for somebody. Errors: NotAuthorised, WrongState."""
    annex = _annex(request, pk, at)
    CLERK.standing(annex, request.user, at)
    if annex.state != "READY":
        raise WrongState
    return annex


def _perform(request: HttpRequest, form: ActingForm, annex: AnnexImport, name: str, at: datetime) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and form.act(by=request.user, at=at):
        return redirect("catalog:annex-detail", annex.pk)
    status = 400 if request.method == "POST" else 200
    return render(request, f"{PAGES}{name}.html", _about(request, annex, at) | {"form": form}, status=status)


def _shown(request: HttpRequest, annex: AnnexImport, reread: RereadForm, at: datetime, *, status: int = 200) -> HttpResponse:
    with_findings([annex])
    rows = _judged(annex, at) if annex.state == "READY" and annex.columns else []
    context = _about(request, annex, at) | {
        "steps": annex.steps.select_related("by"),
        "tally": _tally(rows),
        "doubts": len(_doubts(rows)),
        "reread": reread,
        "named": "name" in annex.columns,
        "paper": PaperForm(at=at, by=request.user, held=annex.paper),
    }
    return render(request, f"{PAGES}detail.html", context, status=status)


def _about(request: HttpRequest, annex: AnnexImport, at: datetime) -> dict[str, Any]:
    done, whole = working.progress(annex) if annex.works else (0, 0)
    context = {"annex": annex, "writes": CLERK.held_by(request.user, annex, at), "done": done, "whole": whole}
    kinds = dict(annex.rows.values_list("kind").annotate(Count("pk"))) if annex.state == "READY" else {}
    return context | {"entries": kinds.get(RowKind.ENTRY, 0)}


def _judged(annex: AnnexImport, at: datetime) -> list[Judged]:
    completes = entering.initial_decision() if annex.completes else None
    return list(entering.rows_of(actions.annex_of(annex), on=actions.effective_on(annex, at), completes=completes))


def _tally(rows: Iterable[Judged]) -> list[tuple[str, str, int]]:
    counts = Counter(row.outcome.value for row in rows)
    return [(value, str(label), counts[value]) for value, label in Outcome.choices]


def _doubts(rows: Iterable[Judged]) -> list[str]:
    return list(dict.fromkeys(text for row in rows for text in row.read.doubtful))
