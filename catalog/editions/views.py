"""The list a decision produced, as a page that prints as its annex."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from catalog.editions.models import Edition
from catalog.entries.querysets import WORDS
from hcm_registry.keyset import Order, beside, page

LINES = Order(("position",))
SIZE = 500


def edition_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen lines, in order."""
    edition = get_object_or_404(Edition.objects.select_related("decision"), pk=pk)
    lines = edition.lines.select_related("version__database", "version__managing_agency").defer(*(f"version__{name}" for name in WORDS))
    lines = lines.prefetch_related("version__managing_agency__names")
    window = page(lines, LINES, cursor=request.GET.get("cursor", ""), size=SIZE)
    return render(request, "catalog/editions/detail.html", {"edition": edition, "window": window} | beside(window, {}))
