"""The pages of what no view treats: a form too big, unreadable or of another session, and a failure nobody foresaw."""

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import defaults

from catalog.proposals.desk import in_words, said, set_aside

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """413 with the limits when too much was sent; otherwise 400."""
    if not isinstance(exception, TOO_MUCH):
        return defaults.bad_request(request, exception)
    limits = {"text": settings.DATA_UPLOAD_MAX_MEMORY_SIZE, "inputs": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS}
    return render(request, "413.html", limits | {"file": settings.ATTACHMENT_MAX_BYTES}, status=413)


def token_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of another session. Its writer may have signed in again elsewhere meanwhile: what they typed waits on a fresh page.

    Only with their own session beside it, which a browser does not send along with a form of another site.
    """
    if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        words = _("Trang này mở từ phiên trước nên chưa lưu được. Bấm nút lưu; nội dung đã gõ được giữ nguyên.")
        return said(words, status=403)
    view = request.resolver_match.func if request.resolver_match else None
    theirs = request.user.is_authenticated and reason.startswith("CSRF token")
    if theirs and getattr(view, "keeps_typed", False) and set_aside(request):
        return redirect(request.path)
    return render(request, "403_csrf.html", {"typed": in_words(request)}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with the request id that leads to the log line; rendered without context processors, which may be what failed."""
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    return HttpResponse(render_to_string("500.html", {"request_id": request_id}), status=500)
