"""Where sources left the dictionary, and the draft in which the dictionary follows."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.proposals.desk import person
from hcm_registry import lists
from hcm_registry.keyset import beside, page
from sharing.drift import actions, queries, sheets
from sharing.integration.models import Source


@login_required
@require_safe
def drift_list(request: HttpRequest) -> HttpResponseBase:
    """Differences of which the reader may read, by source; also as a file. `?gone=1`: those that are no more."""
    at = now()
    wanted = {"database": request.GET.get("database", "").strip()[:20], "gone": "1" if request.GET.get("gone") else ""}
    found = queries.differences(request.user, at, database=wanted["database"], gone=bool(wanted["gone"]))
    if lists.asked(request):
        said: list[tuple[Any, Any]] = [(_("Mã cơ sở dữ liệu"), wanted["database"])] if wanted["database"] else []
        return lists.as_file(request, sheets.DRIFTS, found, at=at, said=said)
    window = page(queries.sources(found), queries.BY_SOURCE, cursor=request.GET.get("cursor", ""), size=queries.SIZE)
    context = {"left": queries.gathered(window.rows, found, request.user, at), "window": window, "wanted": wanted}
    return render(request, "sharing/drift/list.html", context | beside(window, wanted))


@login_required
@require_POST
def drift_propose(request: HttpRequest, pk: str) -> HttpResponse:
    """A draft of the managing agency, by whoever writes for it."""
    at = now()
    source = get_object_or_404(Source.objects.visible_to(request.user, at).select_related("database"), pk=pk)
    proposal = actions.propose(source, by=person(request), at=at)
    messages.success(request, _("Đã soạn bản nháp theo khác biệt của nguồn. Xem lại từng mục, ghi căn cứ rồi gửi."))
    return redirect("catalog:proposal-edit", proposal.code)
