"""Whether this process lives, whether what it needs answers, and figures for those who watch it."""

from collections.abc import Iterator

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now
from django_prometheus.exports import ExportToDjangoView
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from agencies.models import OperatorTask
from agencies.outbox import watching
from catalog.models import Inspection
from hcm_registry.addresses import within


def healthz(request: HttpRequest) -> JsonResponse:
    """This process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """PostgreSQL and Redis answer this process; 503 names the one that does not. `registry` says how many things the last nightly
    reading found wrong (or that there was none yet), `mail` whether e-mails go out: for the operator to look at, no reason to turn readers
    away."""
    checks = {"postgresql": _database(), "redis": _cache()}
    ready = all(value == "ok" for value in checks.values())
    found = {"registry": _registry(), "mail": _mail()} if ready else {}
    return JsonResponse(checks | found, status=200 if ready else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: to whoever bears METRICS_TOKEN, and to METRICS_ADDRESSES calling directly (not through a proxy)."""
    if _bears_token(request) or _calls_from_nearby(request):
        answer: HttpResponse = ExportToDjangoView(request)
        answer.content += _figures_of_mail()
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


def _mail() -> str:
    found = watching.standing(now())
    late = [f"{found.late} letters wait, the oldest since {found.oldest:%Y-%m-%dT%H:%M%z}"] if found.late else []
    return "; ".join([*late, *(["no mail server answers"] if found.silent else [])]) or "ok"


class MailFigures(Collector):
    """What waits to be sent and to be seen to, asked of the database when somebody reads the figures."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges."""
        at = now()
        found = watching.standing(at)
        since = (at - found.oldest).total_seconds() if found.oldest else 0
        open_tasks = OperatorTask.objects.filter(done_at__isnull=True).count()
        yield GaugeMetricFamily("hcm_mail_waiting", "E-mails that wait to be sent", value=found.waiting)
        yield GaugeMetricFamily("hcm_mail_oldest_seconds", "How long the oldest of them has waited", value=since)
        yield GaugeMetricFamily(
            "hcm_mail_server_answers", "0 when no mail server answered the last worker that asked", value=not found.silent
        )
        yield GaugeMetricFamily(
            "hcm_operator_tasks", "People and offices that could not be told, and standstills, not yet seen to", value=open_tasks
        )


def _figures_of_mail() -> bytes:
    try:
        return generate_latest(OF_MAIL)
    except DatabaseError:  # the other figures are read all the same
        return b""


OF_MAIL = CollectorRegistry()
OF_MAIL.register(MailFigures())


def _cache() -> str:
    try:
        cache.get("readyz")
    except RedisError:
        return "unavailable"
    return "ok"
