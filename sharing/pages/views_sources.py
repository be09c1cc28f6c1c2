"""A source: entered, changed, tried, loaded, put out of use. Whoever runs the warehouse does; others read about theirs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hcm_registry.kernel.periods import today
from sharing.integration import schedules, sources
from sharing.integration.connectors import described
from sharing.integration.models import Source
from sharing.integration.states import Kind
from sharing.integration.trying import Tried, try_out
from sharing.integration.workflow import OPERATOR
from sharing.pages.forms_source import SourceForm
from sharing.pages.hints import hint

ASKED = ["GET", "HEAD", "POST"]
FEW = 10  # runs and changes shown
FROM_ADDRESS = ("code", "dataset")


@sensitive_post_parameters("secret")
@login_required
@require_http_methods(ASKED)
def source_new(request: HttpRequest) -> HttpResponse:
    """Which kind first; then what this kind asks for, tried as often as wanted before it is kept."""
    at, kind = now(), request.GET.get("kind", "")
    OPERATOR.standing(None, request.user, at)
    first = {name: request.GET.get(name, "") for name in FROM_ADDRESS}
    if kind not in Kind.values:
        return render(request, "sharing/pages/source_kind.html", {"kinds": Kind.choices, "first": first})
    form = SourceForm(request.POST or None, kind=kind, at=at, initial=first)
    return _asked(request, form, at, {"kind_label": Kind(kind).label, "first": first})


@sensitive_post_parameters("secret")
@login_required
@require_http_methods(ASKED)
def source_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say otherwise where it is and how it is loaded; `?kind=` when the agency has another system."""
    at = now()
    source = _source(request, pk, at)
    OPERATOR.standing(source, request.user, at)
    kind = request.GET["kind"] if request.GET.get("kind") in Kind.values else source.kind
    form = SourceForm(request.POST or None, kind=kind, source=source, at=at)
    return _asked(request, form, at, {"source": source, "kind_label": Kind(kind).label, "kinds": Kind.choices, "kind": kind})


@login_required
@require_safe
def source_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the rows of a dataset come from, its last runs, and who changed what."""
    at = now()
    return _page(request, _source(request, pk, at), at)


@login_required
@require_POST
def source_test(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask it for its columns, as it is entered."""
    at = now()
    source = _source(request, pk, at)
    OPERATOR.standing(source, request.user, at)
    known: dict[str, Any] = {"database": source.database, "dataset": source.dataset, "watermark": source.watermark, "on": today(at)}
    return _page(request, source, at, tried=try_out(source.kind, source.connection, source.secret, **known))


@login_required
@require_POST
def source_load(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have it loaded now."""
    at = now()
    run = sources.order(_source(request, pk, at), by=request.user, at=at, full="full" in request.POST)
    hint(run)
    return redirect("warehouse:run", run.pk)


@login_required
@require_POST
def source_switch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Use it, or use it no longer."""
    at, active = now(), request.POST.get("active") == "1"
    sources.switch(_source(request, pk, at), active, by=request.user, at=at)
    messages.success(request, _("Nguồn được dùng trở lại.") if active else _("Đã ngừng dùng nguồn; dữ liệu đã nạp vẫn còn."))
    return redirect("warehouse:source", pk)


def _asked(request: HttpRequest, form: SourceForm, at: datetime, context: dict[str, Any]) -> HttpResponse:
    """The form; tried out, or kept, when it was sent."""
    tried: Tried | None = None
    if request.method == "POST" and form.is_valid():
        if "try" in request.POST:
            tried = form.tried()
        elif done := form.act(by=request.user, at=at):
            messages.success(request, _("Đã lưu nguồn."))
            return redirect("warehouse:source", form.source.pk if form.source else done.pk)
    wrong = request.method == "POST" and bool(form.errors)
    context |= {"form": form, "tried": tried}
    if "try" in request.POST and request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        return render(request, "sharing/pages/_tried.html", context)
    return render(request, "sharing/pages/source_form.html", context, status=400 if wrong else 200)


def _source(request: HttpRequest, pk: UUID, at: datetime) -> Source:
    found: Source = get_object_or_404(Source.objects.visible_to(request.user, at).select_related("database"), pk=pk)
    return found


def _page(request: HttpRequest, source: Source, at: datetime, **more: Any) -> HttpResponse:
    context = {
        "source": source,
        "facts": described.in_words(source.kind, source.connection),
        "secret_label": described.secret_of(source.kind),
        "schedule": schedules.in_words(source.schedule),
        "runs": source.runs.select_related("source__database", "queued_by").order_by("-pk")[:FEW],
        "changes": source.history.select_related("history_user")[:FEW],
        "operates": OPERATOR.held_by(request.user, None, at),
    }
    return render(request, "sharing/pages/source.html", context | more)
