"""Who is told of a deadline: whoever has to keep it, before it ends; the head of their agency, after; both, when the calendar moves it."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, CalendarVersion, Role, User
from agencies.outbox.actions import tell
from agencies.outbox.recipients import Addressee
from catalog.clocks.models import ClockEvent, DeadlineClock
from catalog.clocks.queries import due
from catalog.clocks.reminders import Warned, record
from catalog.rules.models import Matter
from hcm_registry.kernel.periods import today

Kind = ClockEvent.Kind
Concerned = tuple[Agency, str, User | None]
NAMED = 20  # deadlines named in one message; how many moved is said in any case
day_in_words: Callable[[date | None], Any] = lazy(lambda day: date_format(day, "SHORT_DATE_FORMAT"), str)
due_in_words: Callable[[DeadlineClock, date], Any] = lazy(lambda clock, day: due(clock, day).words, str)

WARNING = _("%(due)s: %(matter)s, %(label)s")
REMINDED = _("Hạn xử lý là ngày %(day)s.\nCơ quan phải làm: %(agency)s.")
ESCALATED = _("Hạn xử lý là ngày %(day)s và đã qua; lãnh đạo cơ quan được báo để đôn đốc.\nCơ quan phải làm: %(agency)s.")
MOVED = _("Lịch làm việc thay đổi, hạn xử lý tính lại: %(count)d việc")
MOVED_BODY = _("Thay đổi của lịch: %(change)s.\n%(moves)s")


@transaction.atomic
def warn(warned: Warned, *, at: datetime) -> bool:
    """Leave the warning on the deadline and tell whom it concerns; False when it is not to be warned of any more."""
    if not record(warned, at=at):
        return False
    clock = warned.clock
    escalated = warned.kind == Kind.ESCALATED
    to: list[Addressee] = [(Role.HEAD, clock.agency)] if escalated else []
    said = {
        "due": due_in_words(clock, today(at)),
        "matter": Matter(clock.kind).label,
        "label": clock.label,
        "day": day_in_words(clock.due_on),
        "agency": str(clock.agency),
    }
    tell(
        f"clock.{warned.kind.lower()}",
        to=[*to, _keeper(clock.agency, clock.role, clock.person)],
        title=WARNING,
        body=ESCALATED if escalated else REMINDED,
        path=clock.path,
        key=f"clock/{clock.pk}/{warned.kind}/{warned.point}/{clock.due_on}",
        at=at,
        said=said,
    )
    return True


def tell_of_moves(version: int, *, at: datetime) -> int:
    """One message to each who has to keep deadlines that a version of the calendar moved. Safe to run twice. Returns how many were told."""
    change, told = CalendarVersion.objects.get(pk=version).what, 0
    for (agency, role, person), events in _moved_by(version).items():
        listed = "\n".join(_move(event) for event in events[:NAMED])
        message = tell(
            "clock.recalculated",
            to=[_keeper(agency, role, person)],
            title=MOVED,
            body=MOVED_BODY,
            path="/inbox/",
            key=f"calendar/{version}/{agency.pk}/{role}/{person.pk if person else ''}",
            at=at,
            said={"count": len(events), "change": change, "moves": listed},
        )
        told += message is not None
    return told


def _keeper(agency: Agency, role: str, person: User | None) -> Addressee:
    """Whoever took it on, as long as they are there; otherwise everybody with the role."""
    return person if person is not None and person.is_active else (Role(role), agency)


def _moved_by(version: int) -> dict[Concerned, list[ClockEvent]]:
    """The deadlines that this version moved and that still run, by who has to keep them."""
    events = ClockEvent.objects.filter(kind=Kind.RECALCULATED, calendar_version=version, clock__state=DeadlineClock.State.RUNNING)
    grouped: dict[Concerned, list[ClockEvent]] = defaultdict(list)
    for event in events.select_related("clock__agency", "clock__person").order_by("pk"):
        grouped[event.clock.agency, event.clock.role, event.clock.person].append(event)
    return grouped


def _move(event: ClockEvent) -> str:
    """A line of the record: days as the city writes them, in both languages."""
    return f"{event.clock.label}: {_dmy(event.due_before)} → {_dmy(event.due_after)}"


def _dmy(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "…"
