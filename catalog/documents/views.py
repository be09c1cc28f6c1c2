"""Papers as downloads, Word or PDF; and the form of the one paper that tells something nobody has recorded."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files.base import ContentFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from agencies.calendar.workdays import UnknownYear
from catalog.decisions.models import Decision
from catalog.documents import offers, suspension
from catalog.documents.forms import NoticeForm
from catalog.entries import queries as entries
from catalog.entries.models import SharedDatabase
from catalog.proposals import queries, reading
from hcm_registry.documents import FORMATS
from hcm_registry.documents.blocks import Paper
from hcm_registry.downloads import download
from hcm_registry.kernel.periods import today

USUAL = "docx"


@login_required
@require_safe
def of_proposal(request: HttpRequest, code: str, kind: str) -> FileResponse:
    """A paper of a proposal, for whoever reads it."""
    at = now()
    return _paper(request, reading.file_of(code, request.user, at), kind, at)


@login_required
@require_safe
def of_dossier(request: HttpRequest, code: str, kind: str) -> FileResponse:
    """A paper of a dossier, for whoever reads all that lies in it."""
    at = now()
    return _paper(request, get_object_or_404(queries.dossiers_for(request.user, at), code=code), kind, at)


@require_safe
def of_decision(request: HttpRequest, pk: int) -> FileResponse:
    """A decision as recorded, with its annex."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user), pk=pk)
    return _paper(request, decision, offers.ISSUED_KIND.key, now())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def suspend(request: HttpRequest, code: str) -> HttpResponseBase:
    """The managing agency tells that it will stop sharing; what it typed comes back as the paper and is not kept."""
    at, wrote = now(), request.method == "POST"
    database = get_object_or_404(SharedDatabase, code=code)
    version = entries.said_on(database, today(at), None)
    if version is None:
        raise Http404
    suspension.KEEPERS.standing(version, request.user, at)
    form = NoticeForm(request.POST or None, version=version, at=at)
    paper = form.act(by=request.user, at=at) if wrote and form.is_valid() else None
    if paper is not None:
        return as_file(paper, f"thong-bao-tam-dung-{database.code}", request.POST.get("format", ""))
    context = {"form": form, "database": database, "version": version, **_term(at)}
    return render(request, "catalog/documents/suspension.html", context, status=400 if wrote else 200)


def _term(at: datetime) -> dict[str, Any]:
    """From when a planned stop may be, or why nobody can say."""
    try:
        return {"earliest": suspension.earliest(at)}
    except UnknownYear as unknown:
        return {"unknown": unknown.text}


def as_file(paper: Paper, name: str, form: str) -> FileResponse:
    """The paper in the form asked for; Word when none is, or none that we have."""
    kind = FORMATS.get(form, FORMATS[USUAL])
    data = kind.write(paper)
    return download(ContentFile(data), name=f"{name}{kind.suffix}", content_type=kind.content_type, sha256=sha256(data).hexdigest())


def _paper(request: HttpRequest, subject: offers.Subject, kind: str, at: datetime) -> FileResponse:
    found = offers.made(subject, kind, request.user, at)
    if found is None:
        raise Http404
    paper, name = found
    return as_file(paper, name, request.GET.get("format", ""))
