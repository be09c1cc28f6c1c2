"""The pages of what no view treats: a form too big or unreadable, and a failure nobody foresaw."""

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views import defaults

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """413 with the limits when too much was sent; otherwise 400."""
    if not isinstance(exception, TOO_MUCH):
        return defaults.bad_request(request, exception)
    limits = {"text": settings.DATA_UPLOAD_MAX_MEMORY_SIZE, "inputs": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS}
    return render(request, "413.html", limits | {"file": settings.ATTACHMENT_MAX_BYTES}, status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with the request id that leads to the log line; rendered without context processors, which may be what failed."""
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    return HttpResponse(render_to_string("500.html", {"request_id": request_id}), status=500)
