"""The letter of a proposal and its papers: one form, so that pressing any of its buttons keeps everything typed."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog.proposals import drafts, guards
from catalog.proposals.desk import draft_of, forget_aside, person, put_aside, said, saved_text, sentence, signed_in, take_pen, writer
from catalog.proposals.drafts import HEAD_FIELDS
from catalog.proposals.forms import HeadForm
from catalog.proposals.models import ChangeProposal
from hcm_registry.files.findings import with_findings
from hcm_registry.kernel.errors import Invalid, RuleBroken


@signed_in
def papers(request: HttpRequest, code: str) -> HttpResponse:
    """What the letter says, on what ground, and the papers."""
    at = now()
    proposal = draft_of(request, code, at)
    aside = put_aside(request)
    form = _form(proposal, request.POST, request.FILES) if request.method == "POST" else _form(proposal, aside)
    broken = ""
    if request.method == "POST":
        broken = _keep(request, proposal, form, at)
        if not broken and _finished(request, proposal, form, at):
            return redirect(_next(request, proposal))
    elif "check" in request.GET and not aside:
        form = _form(proposal, _as_data(proposal))
        _explain(proposal, form, at)
    context = {
        "proposal": proposal,
        "form": form,
        "head": [form[name] for name in HEAD_FIELDS],
        "aside": aside is not None,
        "broken": broken,
    }
    context |= {"papers": with_findings(proposal.attachments.select_related("added_by")), "writer": writer(request, proposal, at)}
    context["saved"] = saved_text(proposal.saved_at or at)
    return render(request, "catalog/proposals/draft/papers.html", context, status=409 if broken else 200)


@signed_in
@require_POST
def autosave(request: HttpRequest, code: str) -> HttpResponse:
    """Keep one field of the letter."""
    at, name = now(), request.GET.get("field", "")
    proposal = draft_of(request, code, at)
    if name not in HEAD_FIELDS:
        raise Http404
    form = HeadForm(request.POST)
    values = {key: value for key, value in form.head().items() if key == name}
    if not values:
        return said(f"{form[name].label}: {' '.join(map(str, form.errors[name]))}", status=422)
    try:
        take_pen(request, proposal, at)
        drafts.save_head(proposal, values, by=person(request), at=at)
    except RuleBroken as broken:
        return said(sentence(broken), status=409)
    return said(saved_text(at))


def _form(proposal: ChangeProposal, data: Any, files: Any = None) -> HeadForm:
    initial = {name: getattr(proposal, name) for name in HEAD_FIELDS}
    return HeadForm(data, files, initial=initial, autosave=reverse("catalog:proposal-head-autosave", args=[proposal.code]))


def _keep(request: HttpRequest, proposal: ChangeProposal, form: HeadForm, at: datetime) -> str:
    """Save what is right, then what the pressed button asks for; the refusing sentence otherwise."""
    try:
        take_pen(request, proposal, at)
        drafts.save_head(proposal, form.head(), by=person(request), at=at)
    except RuleBroken as broken:
        return sentence(broken)
    forget_aside(request)
    _change_papers(request, proposal, form, at)
    return ""


def _change_papers(request: HttpRequest, proposal: ChangeProposal, form: HeadForm, at: datetime) -> None:
    removed = request.POST.get("remove", "")
    paper = proposal.attachments.filter(pk=removed).first() if removed.isdecimal() else None
    if paper is not None:
        paper.proposal = proposal
        drafts.detach(paper, by=person(request), at=at)
        messages.success(request, _("Đã bỏ tài liệu “%(name)s”.") % {"name": paper.name})
    file = form.cleaned_data.get("file")
    if file:
        try:
            drafts.attach(proposal, file, form.cleaned_data["kind"] or "OTHER", by=person(request), at=at)
        except Invalid as broken:
            form.add_error("file", broken.detail["errors"]["file"])
        except RuleBroken as broken:
            form.add_error("file", broken.text)
    elif "upload" in request.POST and "file" not in form.errors:
        form.add_error("file", _("Chọn tệp trước khi tải lên."))


def _finished(request: HttpRequest, proposal: ChangeProposal, form: HeadForm, at: datetime) -> bool:
    if {"later", "upload", "remove"} & request.POST.keys():
        return not form.errors
    _explain(proposal, form, at)
    return not form.errors


def _explain(proposal: ChangeProposal, form: HeadForm, at: datetime) -> None:
    form.is_valid()
    problems = guards.shortcomings(proposal, at)
    for name in problems.keys() & form.fields.keys() - form.errors.keys():
        form.add_error(name, problems[name])


def _as_data(proposal: ChangeProposal) -> dict[str, Any]:
    values = {name: getattr(proposal, name) for name in HEAD_FIELDS}
    return {name: "" if value is None else value for name, value in values.items()}


def _next(request: HttpRequest, proposal: ChangeProposal) -> str:
    here = {"upload", "remove"} & request.POST.keys()
    address = reverse("catalog:proposal-papers" if here else "catalog:proposal-edit", args=[proposal.code])
    return f"{address}#papers" if here else address
