"""The managing agency learns that too many of its rows wait, or one for too long: told once, and in its inbox until it is over.

How many are too many each source says; how long a wrong row may wait is a rule on terms, by the day on which it was found.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agencies.calendar.queries import calendar
from agencies.calendar.workdays import UnknownYear
from agencies.models import Agency, Role
from agencies.outbox.actions import tell
from catalog.clocks.reckoning import reckon
from catalog.models import DatabaseVersion
from catalog.rules.models import Matter
from catalog.rules.queries import rule
from hcm_registry.kernel.periods import today
from sharing.integration.models import Source
from sharing.quarantine.models import Backlog
from sharing.warehouse import waiting
from sharing.warehouse.connecting import reading
from sharing.warehouse.waiting import ALL

EVENT = "warehouse.quarantine"
TITLE = _("Dòng cách ly cần sửa: %(source)s")
BODY = _("%(rows)d dòng trái với từ điển dữ liệu chưa vào kho, dòng lâu nhất từ %(oldest)s. Tải danh sách có lý do từng dòng, sửa ở nguồn.")


def watch(*, at: datetime) -> int:
    """Open and close backlogs, and tell of those that open. Safe to run twice. Returns how many opened."""
    sources = {one.pk: one for one in Source.objects.select_related("database")}
    with reading() as warehouse:
        if warehouse is None:
            return 0
        tallies, since = waiting.tallies(warehouse, sources), waiting.oldest(warehouse, sources)
    rows = {pk: tallies.get((pk, ALL), 0) for pk in sources}
    late = {pk for pk, number in rows.items() if number and (number > sources[pk].max_waiting or _is_late(since[pk], at))}
    Backlog.objects.filter(until=None).exclude(source__in=late).update(until=at)
    known = set(Backlog.objects.filter(until=None).values_list("source", flat=True))
    managers = _managers([sources[pk].database_id for pk in late - known], today(at))
    for pk in sorted(late - known):
        _open(sources[pk], rows[pk], since[pk], managers.get(sources[pk].database_id), at)
    return len(late - known)


@transaction.atomic
def _open(source: Source, rows: int, oldest: datetime, manager: Agency | None, at: datetime) -> None:
    backlog = Backlog.objects.create(source=source, rows=rows, oldest=oldest, since=at)
    said: dict[str, Any] = {"source": source, "rows": rows, "oldest": f"{today(oldest):%d/%m/%Y}"}
    path = f"/warehouse/quarantine/?source={source.pk}"
    told: dict[str, Any] = {"title": TITLE, "body": BODY, "path": path, "key": f"quarantine/{backlog.pk}"}
    tell(EVENT, to=[(Role.REGISTRAR, manager)], said=said, at=at, **told)


def _is_late(oldest: datetime, at: datetime) -> bool:
    """By the rule of the day it was found; without a rule nothing is, nor while its last day is not known."""
    found = rule(Matter.DATA_ERROR, today(oldest))
    if found is None:
        return False
    try:
        due = reckon(found, oldest, (), calendar(at)).due_on
    except UnknownYear:
        return False
    return due is not None and due < today(at)


def _managers(databases: list[int], on: date) -> dict[int, Agency]:
    found = DatabaseVersion.objects.in_force(on).filter(database__in=databases).select_related("managing_agency")
    return {version.database_id: version.managing_agency for version in found}
