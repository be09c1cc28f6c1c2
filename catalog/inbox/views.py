"""The page people see after they sign in: what waits for them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from catalog.inbox import queries
from hcm_registry.kernel.periods import today

SHOWS = {"overdue": ("overdue",), "soon": queries.SOON}


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for the reader by deadline, narrowed by counter, words, step and agency; then their agency's files."""
    at = now()
    found = queries.inbox(request.user, at)
    show = request.GET.get("show", "")
    rows = found.returned if show == "returned" else [task for task in found.tasks if task.due.state in SHOWS.get(show, (task.due.state,))]
    typed = {name: request.GET.get(name, "").strip() for name in ("q", "step", "agency")}
    everything = [*found.tasks, *found.returned]
    context = {
        "day": today(at),
        "counts": found.counts(),
        "show": show,
        "typed": typed,
        "tasks": queries.narrowed(rows, **typed),
        "steps": sorted({(task.step_key, task.step) for task in everything}, key=lambda pair: pair[1]),
        "agencies": sorted({task.agency for task in everything}),
        "own": found.own,
    }
    return render(request, "catalog/inbox/inbox.html", context)
