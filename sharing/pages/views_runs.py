"""The runs, one run while it works and after it, and what its operator may do about it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hcm_registry import lists
from hcm_registry.kernel.workflow import open_to
from hcm_registry.keyset import beside, page
from sharing.integration import sources
from sharing.integration.models import LoadRun
from sharing.integration.states import ENDED, OPEN
from sharing.integration.workflow import MOVES, OPERATOR
from sharing.pages import runs, sheets
from sharing.pages.forms import VERBS, MoveForm, RunsForm
from sharing.pages.hints import hint
from sharing.pages.runs import NEWEST, SIZE, Wanted
from sharing.pages.standing import standing


@login_required
@require_safe
def run_list(request: HttpRequest) -> HttpResponseBase:
    """The runs of which the reader may read, the newest first; also as a file."""
    at, form = now(), RunsForm(request.GET)
    form.is_valid()  # what cannot be read narrows nothing, and is said beside its input
    typed: dict[str, Any] = {name: form.cleaned_data.get(name) or None for name in form.fields}
    wanted = Wanted(**typed)
    found = runs.listed(request.user, wanted, at)
    if lists.asked(request):
        return lists.as_file(request, sheets.RUNS, NEWEST.of(found), at=at, said=lists.said_by(form))
    window = page(found, NEWEST, cursor=request.GET.get("cursor", ""), size=SIZE)
    context = {"form": form, "window": window, "names": runs.names_of(window.rows, at), "narrowed": any(vars(wanted).values())}
    return render(request, "sharing/pages/runs.html", context | beside(window, request.GET.dict()))


@login_required
@require_safe
def run_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One run."""
    at = now()
    return _page(request, _run(request, pk, at), at)


@login_required
@require_safe
def run_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, asked for again and again; once it no longer works the page comes anew."""
    at = now()
    run = _run(request, pk, at)
    answer = render(request, "sharing/pages/_progress.html", {"run": run, "works": run.state in OPEN, "stands": standing(run, at)})
    if run.state not in OPEN:
        answer["HX-Refresh"] = "true"
    return answer


@login_required
@require_POST
def run_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Give it up, or let it go on with what a guard had found."""
    at = now()
    run = _run(request, pk, at)
    if move not in VERBS:
        raise Http404
    form = MoveForm(request.POST, run=run, move=move)
    MOVES[move].permit(run, request.user, at)
    if form.is_valid() and form.act(by=request.user, at=at):
        messages.success(request, _("Đã ghi: %(what)s.") % {"what": MOVES[move].label})
        if run.state in OPEN:
            hint(run)
        return redirect("warehouse:run", pk)
    return _page(request, run, at, status=400, **{move: form})


@login_required
@require_POST
def run_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Load the same source anew."""
    at = now()
    run = _run(request, pk, at)
    fresh = sources.order(run.source, by=request.user, at=at, full=run.full)
    hint(fresh)
    messages.success(request, _("Đã xếp hàng một lượt nạp mới."))
    return redirect("warehouse:run", fresh.pk)


def _run(request: HttpRequest, pk: int, at: datetime) -> LoadRun:
    visible = LoadRun.objects.visible_to(request.user, at).select_related(*runs.RELATED, "contract")
    found: LoadRun = get_object_or_404(visible.prefetch_related("stages"), pk=pk)
    return found


def _page(request: HttpRequest, run: LoadRun, at: datetime, *, status: int = 200, **typed: MoveForm) -> HttpResponse:
    offered = open_to(run, [MOVES[name] for name in VERBS], request.user, at)
    context = {
        "run": run,
        "name": runs.names_of([run], at).get(run.source.database_id, ""),
        "works": run.state in OPEN,
        "ended": run.state in ENDED,
        "stands": standing(run, at),
        "steps": [(step, MOVES[step.move]) for step in run.steps.select_related("by")],
        "forms": {move.name: typed.get(move.name) or MoveForm(run=run, move=move.name) for move in offered},
        "operates": OPERATOR.held_by(request.user, None, at),
        "form": next(iter(typed.values()), None),
    }
    return render(request, "sharing/pages/run.html", context, status=status)
