"""The records behind the numbers. Each number of the dashboard counts one of these sets, and leads to the same set as a list."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, CharField, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.authority import Seats
from agencies.models import Mandate, Role
from catalog.clocks.models import DeadlineClock
from catalog.proposals.models import ChangeProposal
from catalog.proposals.papers import Opinion, ProposalStep
from catalog.proposals.states import State
from catalog.rules.models import Matter
from hcm_registry.kernel.periods import LEGAL_ZONE, day_start

S = State
#: Where somebody has to do something about a file, in the order of its course; and the matter whose term runs meanwhile.
STEPS: dict[State, tuple[Any, Matter | None]] = {
    S.SUBMITTED: (_("Chờ tiếp nhận"), Matter.PROPOSAL_INTAKE),
    S.RETURNED: (_("Cơ quan đề xuất bổ sung"), None),
    S.ACCEPTED: (_("Thẩm định"), Matter.PROPOSAL_APPRAISAL),
    S.CONSULTATION: (_("Lấy ý kiến"), Matter.PROPOSAL_APPRAISAL),
    S.APPRAISAL: (_("Chờ lãnh đạo duyệt"), Matter.PROPOSAL_APPRAISAL),
    S.APPROVED: (_("Lập hồ sơ trình"), None),
    S.AT_COMMITTEE: (_("UBND xem xét, ban hành"), None),
}
#: What is counted month by month: the move, and how a bar is drawn.
HAPPENED = {
    "submit": (_("Gửi đến"), "came"),
    "approve": (_("Duyệt"), "on-time"),
    "return": (pgettext_lazy("move", "Trả lại"), "late"),
    "reject": (pgettext_lazy("move", "Không chấp thuận"), "undone"),
}
#: What deadlines are looked at, in a word.
BRIEFLY = {Matter.PROPOSAL_INTAKE: _("Tiếp nhận"), Matter.PROPOSAL_APPRAISAL: _("Thẩm định"), Matter.OPINION: _("Ý kiến")}
#: The moves by which their work is done.
MATTERS = {Matter.PROPOSAL_INTAKE: ("accept",), Matter.PROPOSAL_APPRAISAL: ("approve", "reject"), Matter.OPINION: ()}
LATE = Q(due_on__lt=TruncDate("stopped_at", tzinfo=LEGAL_ZONE))
#: A deadline's ground beside the id of a rule: no rule was in force, or whoever asked set the day.
NO_RULE, DAY_SET = "none", "set"
GROUND = Coalesce(
    Cast("rule", TextField()),
    Case(When(fixed_on__isnull=True, then=Value(NO_RULE)), default=Value(DAY_SET)),
    output_field=TextField(),
)


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both counted."""

    since: date
    until: date

    @property
    def query(self) -> str:
        """As the query of a list's address."""
        return urlencode({"since": self.since.isoformat(), "until": self.until.isoformat()})

    def around(self, column: str) -> dict[str, datetime]:
        """The moments of these days, as a lookup."""
        return {f"{column}__gte": day_start(self.since), f"{column}__lt": day_start(self.until + timedelta(days=1))}


def leads(seats: Seats) -> bool:
    """Whether somebody may look at the dashboard: the head of the department in charge, and the auditor."""
    return seats.at_agency(Role.HEAD, seats.mandates.get(Mandate.Kind.LEAD)) is not None or bool(seats.with_role(Role.AUDITOR))


def steps(user: Any, at: datetime, period: Period, **asked: str) -> QuerySet[Any]:
    """Moves made in the period on files the person may read; narrowed to a `source`, a `move`, the `agency` that proposes."""
    files = ChangeProposal.objects.visible_to(user, at).order_by().values("pk")
    found = ProposalStep.objects.filter(proposal__in=files, **period.around("at")).annotate(key=F("source"))
    names = {"source": "source", "move": "move", "agency": "proposal__agency__key"}
    return found.filter(**{names[name]: value for name, value in asked.items() if value})


def deadlines(user: Any, at: datetime) -> Any:
    """All deadlines of proposals and opinions."""
    return DeadlineClock.objects.visible_to(user, at).filter(kind__in=MATTERS)


def overdue(user: Any, at: datetime, on: date, **asked: str) -> QuerySet[Any]:
    """Deadlines of proposals and opinions that run and are over; narrowed to a `matter`, the `agency` whose deadline it is."""
    return _narrowed(deadlines(user, at).overdue(on), asked)


def done(user: Any, at: datetime, period: Period, **asked: str) -> QuerySet[Any]:
    """Deadlines that ended in the period because the work was done: not by a withdrawal, nor because nobody was asked any more.

    `rule` narrows them to one ground: the rule of the day they began, `NO_RULE`, or `DAY_SET`.
    """
    found = deadlines(user, at).filter(**period.around("stopped_at"))
    found = found.annotate(ground=GROUND, key=Concat("kind", Value(":"), "ground", output_field=CharField()))
    return _narrowed(found.alias(code=_code()).filter(_by_work()), asked)


def _code() -> Func:
    """A deadline knows its file by address alone."""
    return Func(F("path"), Value("/"), Value(3), function="split_part", output_field=TextField())


def _by_work() -> Q:
    """The step, or the answer, that ended a deadline bears the same moment."""
    ended = ProposalStep.objects.filter(proposal__code=OuterRef("code"), at=OuterRef("stopped_at"))
    found = Q(Exists(Opinion.objects.filter(clock=OuterRef("pk"), answered_at=OuterRef("stopped_at"))))
    for matter, moves in MATTERS.items():
        found |= Q(Exists(ended.filter(move__in=moves)), kind=matter) if moves else Q()
    return found


def _narrowed(found: QuerySet[Any], asked: dict[str, str]) -> QuerySet[Any]:
    names = {"matter": "kind", "agency": "agency__key", "rule": "ground"}
    return found.filter(**{names[name]: value for name, value in asked.items() if value})
