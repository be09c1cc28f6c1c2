"""The list of proposals that somebody may read."""

from typing import Any

from django.db.models import Func, Q, TextField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.timezone import now

from agencies.authority import seats_of
from agencies.models import Agency, Role
from catalog.proposals.desk import signed_in
from catalog.proposals.forms import ListForm
from catalog.proposals.models import ChangeProposal
from catalog.proposals.states import EDITABLE
from hcm_registry.vietnamese.text import search_key

PAGE = 25


@signed_in
def proposal_list(request: HttpRequest) -> HttpResponse:
    """What the reader may see, the newest first, in pages by key."""
    at = now()
    visible = ChangeProposal.objects.visible_to(request.user, at)
    agencies = Agency.objects.filter(pk__in=visible.order_by().values("agency")).named()
    form = ListForm(request.GET, agencies=[(agency.key, agency.current_name) for agency in agencies])
    form.is_valid()
    rows, newer, older = _page(_narrowed(visible, form.cleaned_data), request.GET)
    seats = seats_of(request.user, at)
    context = {
        "form": form,
        "rows": rows,
        "newer": newer,
        "older": older,
        "narrowed": any(form.cleaned_data.values()),
        "may_draft": bool(seats.with_role(Role.REGISTRAR)),
        "own": {seat.agency.pk for seat in seats.with_role(Role.REGISTRAR)},
        "editable": EDITABLE,
    }
    return render(request, "catalog/proposals/draft/list.html", context)


def _narrowed(found: Any, given: dict[str, Any]) -> Any:
    if given.get("state"):
        found = found.filter(state=given["state"])
    if given.get("agency"):
        found = found.filter(agency__key=given["agency"])
    for word in search_key(given.get("q") or "").split():
        words = Func("title", function="vn_search", output_field=TextField())
        found = found.annotate(words=words).filter(Q(words__contains=word) | Q(code__icontains=word))
    return found


def _page(found: Any, given: QueryDict) -> tuple[list[Any], str, str]:
    """One page by key, and the queries of the pages beside it (empty at an end)."""
    before, after = _number(given.get("before")), _number(given.get("after"))
    if before:
        rows = list(found.filter(pk__gt=before).order_by("pk").listed()[: PAGE + 1])
        more, rows = len(rows) > PAGE, rows[:PAGE][::-1]
        return rows, _query(given, "before", rows[0].pk) if more else "", _query(given, "after", rows[-1].pk) if rows else ""
    rows = list((found.filter(pk__lt=after) if after else found).order_by("-pk").listed()[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    return rows, _query(given, "before", rows[0].pk) if after and rows else "", _query(given, "after", rows[-1].pk) if more else ""


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0


def _query(given: QueryDict, key: str, value: int) -> str:
    kept = given.copy()
    kept.pop("before", None)
    kept.pop("after", None)
    kept[key] = str(value)
    return f"?{kept.urlencode()}"
