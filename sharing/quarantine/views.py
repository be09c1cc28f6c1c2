"""Rows of quarantine: all that somebody may read, those of a run, one of them."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.authority import seats_of
from hcm_registry import lists
from hcm_registry.keyset import beside
from sharing.integration.models import LoadRun, Source
from sharing.integration.readers import reads_all
from sharing.quarantine import queries, sheets
from sharing.quarantine.queries import Desk
from sharing.quarantine.sentences import said
from sharing.warehouse.waiting import ACCEPTED, ALL


@login_required
@require_safe
def quarantine(request: HttpRequest) -> HttpResponseBase:
    """Whatever waits at the sources that the reader may see, narrowed by source and reason; also as a file."""
    at = now()
    if not (reads_all(seats_of(request.user, at)) or Source.objects.visible_to(request.user, at).exists()):
        raise Http404
    source, state = request.GET.get("source", ""), request.GET.get("state", "")
    label = ACCEPTED if state == "accepted" else request.GET.get("label", "").strip()
    found = queries.desk(request.user, at, source=source, label=label)
    return _shown(request, found, at, {"source": source, "state": state, "label": request.GET.get("label", "").strip()})


@login_required
@require_safe
def run_quarantine(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rows that a run was the first to find, of those that still wait."""
    at = now()
    run = get_object_or_404(LoadRun.objects.visible_to(request.user, at), pk=pk)
    label = request.GET.get("label", "").strip()
    found = queries.desk(request.user, at, label=label, run=run)
    return _shown(request, found, at, {"label": label}, run=run)


@login_required
@require_safe
def quarantine_row(request: HttpRequest, pk: int) -> HttpResponse:
    """One row with everything that is wrong with it."""
    line = queries.line_of(pk, request.user, now())
    if line is None:
        raise Http404
    return render(request, "sharing/quarantine/row.html", {"line": line})


def _shown(request: HttpRequest, found: Desk, at: datetime, asked: dict[str, str], **context: Any) -> HttpResponseBase:
    fields = queries.dictionaries([found.chosen], found.on)[found.chosen.pk] if found.chosen else {}
    if lists.asked(request):
        return lists.as_file(request, sheets.table(fields), queries.whole(found), at=at, said=_narrowed(found, fields))
    queries.furnish(found, request.GET.get("cursor", ""))
    context |= {"found": found, "asked": asked, "window": found.window, "sentence": _sentence(found.asked.label, fields)}
    return render(request, "sharing/quarantine/list.html", context | beside(found.window, asked))


def _sentence(label: str, fields: queries.Dictionary) -> str:
    """The label in words; empty when the list is not narrowed by one."""
    if label in (ALL, ACCEPTED):
        return ""
    name, _dot, rule = label.partition(".")
    title = queries.titled(name, fields)
    return f"{title}: {said(label, fields)}" if rule else title


def _narrowed(found: Desk, fields: queries.Dictionary) -> list[tuple[Any, Any]]:
    """What the file was narrowed by, in words."""
    given = [(_("Nguồn"), found.chosen), (_("Lượt nạp"), found.asked.run), (_("Lý do"), _sentence(found.asked.label, fields))]
    given.append((_("Tình trạng"), _("Đã chấp nhận giữ ngoài kho") if found.asked.label == ACCEPTED else ""))
    return [(label, value) for label, value in given if value]
