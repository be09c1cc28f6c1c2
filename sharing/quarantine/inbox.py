"""What waits in quarantine as work in the inbox of the agency that manages the database."""

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.authority import Seats
from agencies.models import Role
from catalog.clocks.queries import due
from catalog.inbox.tasks import Task
from catalog.models import DatabaseVersion
from catalog.proposals.queries import lasted
from hcm_registry.kernel.periods import today
from sharing.quarantine.models import Backlog


class Backlogs:
    """Sources of which too many rows wait, or one for too long."""

    def waiting(self, seats: Seats) -> QuerySet[Any]:
        """Those of databases that an agency manages for which the person writes."""
        mine = [seat.agency.pk for seat in seats.with_role(Role.REGISTRAR)]
        managed = DatabaseVersion.objects.in_force(today(seats.at)).filter(managing_agency__in=mine)
        found = Backlog.objects.filter(until=None, source__database__in=managed.values("database"))
        return found.select_related("source__database").annotate(code=F("source__database__code")).order_by("pk")

    def task(self, row: Any, at: datetime) -> Task:
        """One source."""
        return Task(
            code=row.code,
            url=f"{reverse('warehouse:quarantine')}?source={row.source_id}",
            title=_("Dòng cách ly cần sửa: %(source)s") % {"source": row.source},
            about=_("%(rows)d dòng khi báo, dòng lâu nhất từ %(oldest)s") % {"rows": row.rows, "oldest": f"{today(row.oldest):%d/%m/%Y}"},
            agency=_("Kho dữ liệu dùng chung"),
            step=_("Sửa dữ liệu ở nguồn"),
            step_key="QUARANTINE",
            since=row.since,
            waited=lasted(at - row.since),
            due=due(None, today(at)),
        )
