"""A person's notices, how they want to be told, and for those who run the system what became of every e-mail."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import authority
from agencies.outbox import actions, queries, sheets, watching
from agencies.outbox.forms import PreferenceForm, SeenToForm
from agencies.outbox.models import OperatorTask
from agencies.outbox.recipients import preference
from agencies.people import Role, User
from hcm_registry import lists
from hcm_registry.keyset import Order, beside, page
from hcm_registry.tags import local

NEWEST = Order(("pk",), down=True)
SIZE = 50
ASKED = ["GET", "HEAD", "POST"]
SHOWS = {
    "": gettext_lazy("Tất cả"),
    "waiting": gettext_lazy("Chờ gửi"),
    "sent": pgettext_lazy("mail", "Đã gửi"),
    "failed": gettext_lazy("Không đến được"),
}


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponseBase:
    """What the reader was told, the newest first; also as a file."""
    show = "unread" if request.GET.get("show") == "unread" else ""
    found = queries.unread(request.user) if show else queries.notices(request.user)
    if lists.asked(request):
        return lists.as_file(request, sheets.NOTICES, NEWEST.of(found), at=now(), said=[(_("Chưa đọc"), _("Có"))] if show else ())
    context = _paged(request, found, show) | {"sees_deliveries": queries.sees_deliveries(request.user, now())}
    return render(request, "agencies/outbox/notices.html", context)


@login_required
@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Read one notice: its matter is shown."""
    notice = get_object_or_404(queries.notices(request.user), pk=pk)
    actions.read([notice.pk], by=_person(request), at=now())
    return redirect(local(notice.message.path))


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything the page showed, and what came before it, is read."""
    upto = request.POST.get("upto", "")
    count = actions.read_all(upto=int(upto), by=_person(request), at=now()) if upto.isdecimal() and len(upto) < 19 else 0
    messages.success(request, _("Đã đánh dấu đọc %(count)d thông báo.") % {"count": count})
    return redirect("agencies:notices")


@login_required
@require_http_methods(ASKED)
def preferences(request: HttpRequest) -> HttpResponse:
    """How the reader wants to be told."""
    form = PreferenceForm(request.POST or None, instance=preference(_person(request)))
    if request.method == "POST" and form.is_valid():
        actions.choose(**form.cleaned_data, by=_person(request))
        messages.success(request, _("Đã lưu cách nhận thông báo."))
        return redirect("agencies:notice-preferences")
    return render(request, "agencies/outbox/preferences.html", {"form": form})


@login_required
@require_safe
def deliveries(request: HttpRequest) -> HttpResponseBase:
    """What became of the e-mails, and who could not be told; the e-mails also as a file."""
    at = now()
    if not queries.sees_deliveries(request.user, at):
        authority.require(request.user, Role.ADMIN, at)
    show = request.GET.get("show", "")
    show = show if show in SHOWS else ""
    found = queries.deliveries(request.user, at, show=show)
    if lists.asked(request):
        return lists.as_file(request, sheets.DELIVERIES, NEWEST.of(found), at=at, said=[(_("Kết quả"), SHOWS[show])])
    context = _paged(request, found, show)
    context |= {"shows": SHOWS.items(), "tasks": queries.open_tasks(request.user, at)}
    context["mail"] = watching.standing(at) if queries.runs_the_system(request.user, at) else None
    return render(request, "agencies/outbox/deliveries.html", context)


@login_required
@require_http_methods(ASKED)
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One addressee who could not be told, and what was done about it."""
    at = now()
    found: OperatorTask = get_object_or_404(queries.open_tasks(request.user, at), pk=pk)
    form = SeenToForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.see_to(found, note=form.cleaned_data["note"], by=_person(request), at=at)
        messages.success(request, _("Đã ghi việc đã xử lý."))
        return redirect("agencies:notice-deliveries")
    return render(request, "agencies/outbox/task.html", {"form": form, "task": found})


def _paged(request: HttpRequest, found: Any, show: str) -> dict[str, Any]:
    window = page(found, NEWEST, cursor=request.GET.get("cursor", ""), size=SIZE)
    return {"show": show, "window": window} | beside(window, {"show": show})


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
