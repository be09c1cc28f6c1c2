"""How the datasets of the city stand in the warehouse, and how those of one database do."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from agencies.authority import seats_of
from hcm_registry import lists
from hcm_registry.kernel.periods import today
from hcm_registry.keyset import beside
from sharing.integration.models import LoadRun, Source
from sharing.integration.readers import reads_all
from sharing.integration.workflow import OPERATOR
from sharing.pages import overview, sheets
from sharing.pages.overview import Row, Wanted

SHOWS = {
    "": _("Tất cả"),
    "loaded": _("Đã có trong kho"),
    "stopped": _("Lượt gần nhất bị dừng"),
    "quarantine": _("Có dòng cách ly"),
    "never": _("Có nguồn, chưa nạp được"),
    "sourceless": _("Chưa có nguồn"),
}
TONES = {"loaded": "ok", "stopped": "bad", "quarantine": "warn", "never": "warn"}
FEW = 10  # runs of one database shown at once


@login_required
@require_safe
def warehouse_overview(request: HttpRequest) -> HttpResponseBase:
    """Every dataset of which the reader may read; also as a file."""
    at, held = now(), overview.waiting()
    wanted = _wanted(request)
    found = overview.listed(request.user, wanted, at, held)
    if lists.asked(request):
        every = overview.BY_CODE.of(found)
        return lists.as_file(request, sheets.DATASETS, every, at=at, said=_narrowed(wanted), each=overview.of_file(held, at))
    rows, window = overview.of_page(found, request.GET.get("cursor", ""), held, at)
    numbers = overview.counts(request.user, at, held)
    context = _about(request, at) | {
        "rows": rows,
        "wanted": wanted,
        "stats": [(key, label, numbers[key or "all"], TONES.get(key, "plain")) for key, label in SHOWS.items()],
        "silent": held is None,
        "whole": reads_all(seats_of(request.user, at)),
    }
    return render(request, "sharing/pages/overview.html", context | beside(window, vars(wanted)))


@login_required
@require_safe
def warehouse_database(request: HttpRequest, code: str) -> HttpResponse:
    """The datasets of one database, their sources and its last runs."""
    at, held = now(), overview.waiting()
    found = overview.listed(request.user, Wanted(), at, held).filter(database__code=code)
    rows = overview.rows_of(overview.BY_CODE.of(found), held, at)
    if not rows:
        raise Http404
    database = rows[0].said.database
    context = _about(request, at) | {
        "rows": rows,
        "said": rows[0].said,
        "database": database,
        "strays": _strays(rows),
        "runs": LoadRun.objects.filter(source__database=database).select_related("source__database", "queued_by").order_by("-pk")[:FEW],
        "silent": held is None,
        "on": today(at),
    }
    return render(request, "sharing/pages/database.html", context)


def _strays(rows: list[Row]) -> list[Source]:
    """Sources of datasets that the dictionary in force no longer has."""
    shown = [row.source.pk for row in rows if row.source]
    return list(Source.objects.filter(database=rows[0].said.database_id).exclude(pk__in=shown))


def _wanted(request: HttpRequest) -> Wanted:
    show = request.GET.get("show", "")
    return Wanted(q=request.GET.get("q", "").strip()[:200], show=show if show in SHOWS else "")


def _narrowed(wanted: Wanted) -> list[tuple[Any, Any]]:
    said = {_("Từ khóa"): wanted.q, _("Tình trạng"): SHOWS[wanted.show] if wanted.show else ""}
    return [(label, value) for label, value in said.items() if value]


def _about(request: HttpRequest, at: datetime) -> dict[str, Any]:
    return {"operates": OPERATOR.held_by(request.user, None, at), "at": at}
