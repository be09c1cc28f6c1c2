"""Whether this process lives, whether what it needs answers, and figures for those who watch it."""

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django_prometheus.exports import ExportToDjangoView
from redis.exceptions import RedisError

from catalog.models import Inspection
from hcm_registry.addresses import within


def healthz(request: HttpRequest) -> JsonResponse:
    """This process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """PostgreSQL and Redis answer this process; 503 names the one that does not. `registry` says how many things the last nightly
    reading found wrong (or that there was none yet): for the operator to look at, not a reason to turn readers away."""
    checks = {"postgresql": _database(), "redis": _cache()}
    ready = all(value == "ok" for value in checks.values())
    found = {"registry": _registry()} if ready else {}
    return JsonResponse(checks | found, status=200 if ready else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: to whoever bears METRICS_TOKEN, and to METRICS_ADDRESSES calling directly (not through a proxy)."""
    if _bears_token(request) or _calls_from_nearby(request):
        answer: HttpResponse = ExportToDjangoView(request)
        return answer
    return HttpResponse(status=401, headers={"WWW-Authenticate": 'Bearer realm="metrics"'}, content_type="text/plain")


def _bears_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    return bool(settings.METRICS_TOKEN) and constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}")


def _calls_from_nearby(request: HttpRequest) -> bool:
    """A proxy on this machine calls from loopback for everybody, so that what it forwarded does not count as near."""
    forwarded = {"X-Forwarded-For", "X-Forwarded-Proto", "Forwarded"} & set(request.headers)
    return not forwarded and within(request.META.get("REMOTE_ADDR", ""), settings.METRICS_ADDRESSES)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unavailable"
    return "ok"


def _registry() -> str:
    last = Inspection.objects.order_by("-pk").first()
    return "not inspected" if last is None else f"{last.count} findings" if last.count else "ok"


def _cache() -> str:
    try:
        cache.get("readyz")
    except RedisError:
        return "unavailable"
    return "ok"
