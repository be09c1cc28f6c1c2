"""Public pages of decisions: what each did to the catalogue, and its text where we hold it."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from catalog.decisions import sheets
from catalog.decisions.models import Decision
from hcm_registry import lists
from hcm_registry.files.findings import with_findings
from hcm_registry.files.serving import give
from hcm_registry.keyset import Order, beside, page

NEWEST = Order(("effective_on", "pk"), down=True)
SIZE, MOST_LINES = 50, 500


def decision_list(request: HttpRequest) -> HttpResponseBase:
    """Every decision, the latest effect first; also as a file."""
    found = Decision.objects.visible_to(request.user).select_related("issuing_body").prefetch_related("issuing_body__names")
    if lists.asked(request):
        return lists.as_file(request, sheets.DECISIONS, NEWEST.of(found), at=now())
    window = page(found, NEWEST, cursor=request.GET.get("cursor", ""), size=SIZE)
    return render(request, "catalog/decisions/list.html", {"window": window} | beside(window, {}))


def decision_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision: its facts, the versions it opened and closed, the lists frozen under it."""
    found = Decision.objects.visible_to(request.user).select_related("issuing_body").prefetch_related("issuing_body__names", "editions")
    decision = get_object_or_404(found, pk=pk)
    with_findings([decision])
    context = {
        "at": now(),
        "decision": decision,
        "opened": decision.versions.select_related("database").without_words().order_by("database__number")[:MOST_LINES],
        "closed": decision.closed.select_related("database", "decision").without_words().order_by("database__number")[:MOST_LINES],
    }
    return render(request, "catalog/decisions/detail.html", context)


def decision_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The text of the decision, as it was handed in."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user), pk=pk)
    if not decision.file:
        raise Http404(_("Chưa có văn bản của quyết định này."))
    return give(request, decision)
