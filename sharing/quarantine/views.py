"""Rows of quarantine: all that somebody may read, those of a run, one of them."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.authority import seats_of
from hcm_registry import lists
from hcm_registry.kernel.periods import today
from hcm_registry.keyset import beside
from sharing.integration import sources
from sharing.integration.models import LoadRun, Source
from sharing.integration.readers import reads_all
from sharing.integration.workflow import OPERATOR
from sharing.quarantine import queries, sheets
from sharing.quarantine.forms import CorrectForm, NoteForm
from sharing.quarantine.models import RowDecision
from sharing.quarantine.queries import Desk
from sharing.quarantine.sentences import said, titled
from sharing.warehouse.waiting import ACCEPTED, ALL


@login_required
@require_safe
def quarantine(request: HttpRequest) -> HttpResponseBase:
    """Whatever waits at the sources that the reader may see, narrowed by source and reason; also as a file."""
    at = now()
    _reads(request, at)
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
    """One row with everything that is wrong with it, what was decided of it, and what the reader may decide."""
    return _page(request, pk, now())


@login_required
@require_POST
def quarantine_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The row stays out, and waits no longer."""
    return _decided(request, pk, "accept", said=_("Đã ghi nhận: dòng này được giữ ngoài kho và không còn chờ."))


@login_required
@require_POST
def quarantine_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """It waits again."""
    return _decided(request, pk, "reopen", said=_("Đã mở lại: dòng này chờ xử lý như trước."))


def _decided(request: HttpRequest, pk: int, verb: str, *, said: str) -> HttpResponse:
    """Decide and come back; otherwise the page with the form as it was typed."""
    at = now()
    _reads(request, at)
    OPERATOR.standing(None, request.user, at)
    form = NoteForm(request.POST, row=pk, verb=verb)
    if form.is_valid() and form.act(by=request.user, at=at):
        messages.success(request, said)
        return redirect("warehouse:quarantine-row", pk=pk)
    return _page(request, pk, at, status=400, **{verb: form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def quarantine_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Other values for a row, and the load that takes them in."""
    at = now()
    _reads(request, at)
    OPERATOR.standing(None, request.user, at)
    line = queries.line_of(pk, request.user, at)
    if line is None or not line.may_be_corrected:
        raise Http404
    fields = queries.dictionaries([line.source], today(at))[line.source.pk]
    form = CorrectForm(request.POST or None, line=line, fields=fields)
    if request.method == "POST" and form.is_valid() and (decision := form.act(by=request.user, at=at)):
        messages.success(request, _("Đã ghi giá trị sửa. Lượt nạp này kiểm tra và đưa dòng vào kho."))
        return redirect("warehouse:run", pk=decision.run_id)
    context = {"line": line, "form": form}
    return render(request, "sharing/quarantine/correct.html", context, status=400 if request.method == "POST" else 200)


@login_required
@require_POST
def quarantine_replay(request: HttpRequest) -> HttpResponse:
    """Every row of a source judged anew by the dictionary in force, in one full load."""
    at = now()
    _reads(request, at)
    OPERATOR.standing(None, request.user, at)
    found = queries.desk(request.user, at, source=request.POST.get("source", "")).chosen
    if found is None:
        raise Http404
    run = sources.order(found, by=request.user, at=at, full=True)
    messages.success(request, _("Đã xếp hàng: mọi dòng của nguồn được kiểm tra lại theo từ điển đang có hiệu lực."))
    return redirect("warehouse:run", pk=run.pk)


def _page(request: HttpRequest, pk: int, at: datetime, *, status: int = 200, **given: NoteForm) -> HttpResponse:
    line = queries.line_of(pk, request.user, at)
    if line is None:
        raise Http404
    operates = OPERATOR.held_by(request.user, None, at)
    forms = {verb: NoteForm(row=pk, verb=verb) for verb in (line.ways_out if operates else ())} | given
    corrects = operates and line.may_be_corrected
    decisions = RowDecision.objects.about(pk, line.kept.accepted)
    context = {"line": line, "forms": forms, "form": next(iter(given.values()), None), "decisions": decisions, "corrects": corrects}
    return render(request, "sharing/quarantine/row.html", context, status=status)


def _reads(request: HttpRequest, at: datetime) -> None:
    """Error: Http404, for whom there is nothing here."""
    if not (reads_all(seats_of(request.user, at)) or Source.objects.visible_to(request.user, at).exists()):
        raise Http404


def _shown(request: HttpRequest, found: Desk, at: datetime, asked: dict[str, str], **context: Any) -> HttpResponseBase:
    fields = queries.dictionaries([found.chosen], found.on)[found.chosen.pk] if found.chosen else {}
    if lists.asked(request):
        return lists.as_file(request, sheets.table(fields), queries.whole(found), at=at, said=_narrowed(found, fields))
    queries.furnish(found, request.GET.get("cursor", ""))
    context["operates"] = OPERATOR.held_by(request.user, None, at)
    context |= {"found": found, "asked": asked, "window": found.window, "sentence": _sentence(found.asked.label, fields)}
    return render(request, "sharing/quarantine/list.html", context | beside(found.window, asked))


def _sentence(label: str, fields: queries.Dictionary) -> str:
    """The label in words; empty when the list is not narrowed by one."""
    if label in (ALL, ACCEPTED):
        return ""
    name, _dot, rule = label.partition(".")
    title = titled(name, fields)
    return f"{title}: {said(label, fields)}" if rule else title


def _narrowed(found: Desk, fields: queries.Dictionary) -> list[tuple[Any, Any]]:
    """What the file was narrowed by, in words."""
    given = [(_("Nguồn"), found.chosen), (_("Lượt nạp"), found.asked.run), (_("Lý do"), _sentence(found.asked.label, fields))]
    given.append((_("Tình trạng"), _("Đã chấp nhận giữ ngoài kho") if found.asked.label == ACCEPTED else ""))
    return [(label, value) for label, value in given if value]
