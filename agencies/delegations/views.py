"""Who acts for whom: what the reader gave, what they were given, and the form to give."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agencies.delegations import actions, queries, sheets
from agencies.delegations.forms import GiveForm
from agencies.people import Delegation, User
from hcm_registry import lists


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delegations(request: HttpRequest) -> HttpResponseBase:
    """One's delegations, both ways, also as a file; whoever holds a role may lend it."""
    at = now()
    if lists.asked(request):
        both = [*queries.given(request.user, at, None), *queries.held(request.user, at, None)]
        return lists.as_file(request, sheets.DELEGATIONS, both, at=at)
    form = GiveForm(request.POST or None, by=request.user, at=at)
    if request.method == "POST" and form.is_valid() and form.act(by=request.user, at=at):
        messages.success(request, _("Đã ủy quyền. Người được ủy quyền đã được báo."))
        return redirect("agencies:delegations")
    context = {"form": form, "given": queries.given(request.user, at), "held": queries.held(request.user, at), "may_give": bool(form.seats)}
    return render(request, "agencies/delegations/list.html", context, status=400 if request.method == "POST" else 200)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the role back."""
    assert isinstance(request.user, User)
    delegation = get_object_or_404(Delegation.objects.filter(principal=request.user), pk=pk)
    actions.revoke(delegation, by=request.user, at=now())
    messages.success(request, _("Đã thu hồi ủy quyền."))
    return redirect("agencies:delegations")
