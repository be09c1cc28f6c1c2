"""The department in charge learns which agencies let a duty lie: once a working day, what has become overdue since it was last told."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.authority import mandates
from agencies.calendar.queries import calendar
from agencies.models import Agency, Mandate, Message, Role
from agencies.outbox.actions import tell
from catalog.duties.models import UNDONE, ComplianceCheck
from catalog.duties.queries import overdue
from hcm_registry.kernel.periods import today

EVENT = "duty.overdue"
NAMED = 20  # in one message; how many there are is said in any case
TITLE = _("Quá hạn báo cáo trách nhiệm: %(count)d việc")
BODY = _("Đã hết hạn mà cơ quan chưa báo cáo; đôn đốc cơ quan.\n%(listed)s")


@transaction.atomic
def tell_of_overdue(*, at: datetime) -> int:
    """Returns of how many. Nothing on days when the offices are closed. Safe to run twice, and late. Error: UnknownYear."""
    day = today(at)
    found = _new(day)
    count = found.count()
    if not count or not calendar(at).is_working(day):
        return 0
    lead = Agency.objects.filter(pk=mandates(day).get(Mandate.Kind.LEAD, 0)).first()
    tell(
        EVENT,
        to=[(Role.HEAD, lead), (Role.APPRAISER, lead)],
        title=TITLE,
        body=BODY,
        path="/duties/?show=overdue",
        key=f"duties/overdue/{day}",
        at=at,
        said={"count": count, "listed": "\n".join(_line(check) for check in found.order_by("clock__due_on", "pk")[:NAMED])},
    )
    return count


def _new(day: date) -> QuerySet[ComplianceCheck]:
    """What was not overdue yet when the department was told last."""
    last = Message.objects.filter(event=EVENT).order_by("-pk").first()
    found = ComplianceCheck.objects.filter(UNDONE, overdue(day)).select_related("responsibility__agency", "clock")
    found = found.prefetch_related("responsibility__agency__names")
    return found.filter(clock__due_on__gte=today(last.at)) if last else found


def _line(check: ComplianceCheck) -> str:
    """A line of the record: days as the city writes them, in both languages."""
    return f"{check.responsibility.agency}, {check.clock.due_on:%d/%m/%Y}: {check.clock.label}"
