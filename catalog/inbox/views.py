"""The page people see after they sign in: what waits for them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from catalog.inbox import queries, sheets
from hcm_registry import lists
from hcm_registry.kernel.periods import today

SHOWS = {"overdue": ("overdue",), "soon": queries.SOON}
LABELS = {"q": _("Từ khóa"), "step": _("Bước"), "agency": _("Cơ quan")}
COUNTED = {"overdue": _("Quá hạn"), "soon": _("Đến hạn trong 1 ngày"), "returned": _("Chờ cơ quan bổ sung")}


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponseBase:
    """What waits for the reader by deadline, narrowed by counter, words, step and agency (also as a file); then their agency's files."""
    at = now()
    found = queries.inbox(request.user, at)
    show = request.GET.get("show", "")
    rows = found.returned if show == "returned" else [task for task in found.tasks if task.due.state in SHOWS.get(show, (task.due.state,))]
    typed = {name: request.GET.get(name, "").strip() for name in ("q", "step", "agency")}
    everything, tasks = [*found.tasks, *found.returned], queries.narrowed(rows, **typed)
    if lists.asked(request):
        return lists.as_file(
            request, sheets.TASKS, tasks, at=at, said=_said(show, typed, {task.step_key: task.step for task in everything})
        )
    context = {
        "day": today(at),
        "counts": found.counts(),
        "show": show,
        "typed": typed,
        "tasks": tasks,
        "steps": sorted({(task.step_key, task.step) for task in everything}, key=lambda pair: pair[1]),
        "agencies": sorted({task.agency for task in everything}),
        "own": found.own,
    }
    return render(request, "catalog/inbox/inbox.html", context)


def _said(show: str, typed: dict[str, str], steps: dict[str, str]) -> list[tuple[object, object]]:
    """What the list was narrowed by, in words."""
    given = typed | {"step": steps.get(typed["step"], typed["step"])}
    said: list[tuple[object, object]] = [(LABELS[name], value) for name, value in given.items() if value]
    return [(_("Tình hình"), COUNTED[show]), *said] if show in COUNTED else said
