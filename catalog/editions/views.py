"""The list a decision produced, as a page that prints as its annex and as files; and how the next annexes are laid out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.editions import files, layouts, rows
from catalog.editions.forms import LayoutForm
from catalog.editions.models import AnnexLayout, Edition
from catalog.entries.querysets import WORDS
from hcm_registry.keyset import Order, beside, page

LINES = Order(("position",))
SIZE = 500


def edition_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen lines, in order; as the annex itself with `?format=`."""
    edition = get_object_or_404(Edition.objects.select_related("decision__issuing_body", "layout"), pk=pk)
    if (form := request.GET.get("format", "")) in files.FORMATS:
        return _annex(edition, form)
    lines = edition.lines.select_related("version__database", "version__managing_agency").defer(*(f"version__{name}" for name in WORDS))
    lines = lines.prefetch_related("version__managing_agency__names")
    window = page(lines, LINES, cursor=request.GET.get("cursor", ""), size=SIZE)
    context = {"edition": edition, "window": window, "others": [form for form in files.FORMATS if form not in ("xlsx", "csv")]}
    return render(request, "catalog/editions/detail.html", context | beside(window, {}))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def annex_layout(request: HttpRequest) -> HttpResponse:
    """How the annexes of the next editions are laid out, and were; whoever prepares decisions changes it."""
    at, wrote = now(), request.method == "POST"
    may = layouts.SETTER.held_by(request.user, None, at)
    if wrote:
        layouts.SETTER.standing(None, request.user, at)
    form = LayoutForm(request.POST or None)
    if wrote and form.is_valid() and form.act(by=request.user, at=at):
        messages.success(request, _("Đã đặt bố cục cho phụ lục của các bản danh mục sau. Bản đã chốt giữ bố cục cũ."))
        return redirect("catalog:annex-layout")
    context: dict[str, Any] = {"form": form, "may_change": may, "layout": layouts.current()}
    context["past"] = AnnexLayout.objects.select_related("set_by").prefetch_related("editions__decision")[:50]
    return render(request, "catalog/editions/layout.html", context, status=400 if wrote else 200)


def _annex(edition: Edition, form: str) -> HttpResponse:
    annex = rows.of_edition(edition)
    write, kind = files.FORMATS[form]
    headers = {"Content-Disposition": f'attachment; filename="{files.name_of(annex, form)}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(write(annex), content_type=kind, headers=headers)
