"""The page of a failure nobody foresaw: a reference code that leads to the log line, and nothing of the inside."""

import structlog
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with the request id; rendered without context processors, which may be what failed."""
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    return HttpResponse(render_to_string("500.html", {"request_id": request_id}), status=500)
