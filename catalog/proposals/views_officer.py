"""The list of proposals that somebody may read."""

from typing import Any

from django.db.models import Func, Q, TextField
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now

from agencies.authority import seats_of
from agencies.models import Agency, Role
from catalog.proposals import sheets
from catalog.proposals.desk import signed_in
from catalog.proposals.forms import UNDER_WAY, ListForm
from catalog.proposals.models import ChangeProposal
from catalog.proposals.states import EDITABLE, IN_PROCESS
from hcm_registry import lists
from hcm_registry.keyset import Order, beside, page
from hcm_registry.vietnamese.text import search_key

NEWEST = Order(("pk",), down=True)
SIZE = 25


@signed_in
def proposal_list(request: HttpRequest) -> HttpResponseBase:
    """What the reader may see, the newest first, in pages by key; all of it as a file."""
    at = now()
    visible = ChangeProposal.objects.visible_to(request.user, at)
    agencies = Agency.objects.filter(pk__in=visible.order_by().values("agency")).named()
    form = ListForm(request.GET, agencies=[(agency.key, agency.current_name) for agency in agencies])
    form.is_valid()
    found = _narrowed(visible, form.cleaned_data)
    if lists.asked(request):
        return lists.as_file(request, sheets.PROPOSALS, NEWEST.of(found.listed()), at=at, said=lists.said_by(form))
    window = page(found.listed(), NEWEST, cursor=request.GET.get("cursor", ""), size=SIZE)
    seats = seats_of(request.user, at)
    context = {
        "form": form,
        "rows": window.rows,
        "narrowed": any(form.cleaned_data.values()),
        "total": found.count(),
        "may_draft": bool(seats.with_role(Role.REGISTRAR)),
        "own": {seat.agency.pk for seat in seats.with_role(Role.REGISTRAR)},
        "editable": EDITABLE,
    }
    return render(request, "catalog/proposals/draft/list.html", context | beside(window, form.cleaned_data))


def _narrowed(found: Any, given: dict[str, Any]) -> Any:
    if given.get("state"):
        found = found.filter(state__in=IN_PROCESS if given["state"] == UNDER_WAY[0] else {given["state"]})
    if given.get("agency"):
        found = found.filter(agency__key=given["agency"])
    for word in search_key(given.get("q") or "").split():
        words = Func("title", function="vn_search", output_field=TextField())
        found = found.annotate(words=words).filter(Q(words__contains=word) | Q(code__icontains=word))
    return found
