"""A small city in a busy half-year: files that went every way, at random but the same each time; and its numbers by hand."""

import itertools
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agencies.calendar.queries import calendar
from catalog.proposals import actions
from catalog.proposals.models import ChangeProposal
from catalog.proposals.papers import Opinion
from hcm_registry.kernel.periods import LEGAL_ZONE, today
from tests import factories as make
from tests.catalog.clocks.setting import add_holiday, lay_down
from tests.catalog.duties.setting import ask, borne, with_duties
from tests.verbs import make_move

BEGAN = datetime(2026, 3, 2, 7, 30, tzinfo=LEGAL_ZONE)
END = datetime(2026, 9, 30, 10, 0, tzinfo=LEGAL_ZONE)
LIVES = (
    ("submit", "accept", "appraise", "reject"),
    ("submit", "return", "submit", "accept", "consult", "answer", "appraise", "reject"),
    ("submit", "accept", "ask", "answer", "appraise", "return", "submit", "accept", "appraise", "reject"),
    ("submit", "accept", "consult", "withdraw"),
    ("submit", "accept", "consult", "wait", "appraise", "return"),
)
LAST = (("submit", "accept", "appraise", "approve", "forward"), ("submit", "accept", "consult"), ("submit",))


def build_busy() -> make.City:
    """Twelve files, one after another on each database; the rule of intake changes, and that of appraisal begins, on the way."""
    city, drawn = with_duties(make.build_city()), random.Random(9)
    lay_down(city, "PROPOSAL_INTAKE", 2)
    lay_down(city, "PROPOSAL_INTAKE", 1, start=date(2026, 3, 25))
    lay_down(city, "PROPOSAL_APPRAISAL", 3, start=date(2026, 3, 20))
    lay_down(city, "OPINION", 4)
    add_holiday(city, date(2026, 3, 18))
    for place, code in enumerate(city.databases):
        moment = BEGAN
        for life in (*drawn.sample(LIVES, 3), LAST[place]):
            moment = lived(life, city, code, moment, drawn) + timedelta(hours=drawn.randrange(30))
    ask(city, borne(), due_on=date(2026, 4, 1))
    return city


def lived(life: tuple[str, ...], city: make.City, code: str, moment: datetime, drawn: random.Random) -> datetime:
    """One file through its life; the moment of its end."""
    proposal = make.draft(city, at=moment, code=code, by="canbo.sxd" if code == "HCM-CSDL-002" else "canbo.skhdt")
    for verb in life:
        moment += timedelta(hours=9 * 24 if verb == "wait" else drawn.choice((0, 3, 20, 50, 120)), minutes=drawn.randrange(1, 60))
        if verb == "answer":
            actions.answer(proposal.opinions.get(), stance="AGREE", by=city.people["canbo.stc"], at=moment)
        elif verb == "ask":
            actions.consult(proposal, agencies=[city.agencies["so-tai-chinh"]], due_on=None, by=city.people["thamdinh.stttt"], at=moment)
        elif verb != "wait":
            make_move(verb, proposal, city, at=moment)
        proposal.refresh_from_db()
    return moment


def worked(one: datetime, other: datetime) -> int:
    """Working days after the one up to the other, day by day."""
    days, first = calendar(END), today(one)
    return sum(days.is_working(first + timedelta(days=n)) for n in range(1, (today(other) - first).days + 1))


def stays(since: date, until: date) -> dict[str, list[int]]:
    """State → how long each stay there took that ended in the days."""
    found = defaultdict(list)
    for proposal in ChangeProposal.objects.all():
        came = None
        for step in proposal.steps.order_by("pk"):
            if came is not None and since <= today(step.at) <= until:
                found[step.source].append(worked(came, step.at))
            came = step.at
    return found


@dataclass
class Term:
    """What somebody had a term for, and did."""

    matter: str
    began: datetime
    ended: datetime
    days: int
    was_set: bool = False

    def late(self, allowed: int) -> bool:
        """Whether it took longer, or was done on a day off after the last day."""
        return self.days > allowed or (self.days == allowed and not calendar(END).is_working(today(self.ended)))


def terms(since: date, until: date) -> list[Term]:
    """Those whose work was done in the days."""
    found = [term for proposal in ChangeProposal.objects.all() for term in _terms_of(proposal)]
    for one in Opinion.objects.filter(answered_at__isnull=False):
        days, was_set = worked(one.asked_at, one.answered_at), one.clock.fixed_on is not None
        found.append(Term("OPINION", one.asked_at, one.answered_at, days, was_set))
    return [term for term in found if since <= today(term.ended) <= until]


def _terms_of(proposal: ChangeProposal) -> Iterator[Term]:
    """Intake until it is taken in, the department until its head decides; while the agency had the file back, nothing counts."""
    steps = list(proposal.steps.order_by("pk"))
    taken_in = next((step.at for step in steps if step.move == "accept"), None)
    judged = next((step.at for step in steps if step.move in ("approve", "reject")), None)
    first = next((step.at for step in steps if step.move == "submit"), None)
    for matter, began, ended in (("PROPOSAL_INTAKE", first, taken_in), ("PROPOSAL_APPRAISAL", taken_in, judged)):
        if began and ended:
            away = (worked(a.at, b.at) for a, b in itertools.pairwise(steps) if a.target == "RETURNED" and began <= a.at and b.at <= ended)
            yield Term(matter, began, ended, worked(began, ended) - sum(away))


def percentile(values: list[int], share: float) -> float:
    """Between the two nearest, as far as the share lies between them."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low, rest = int(place), place - int(place)
    return ordered[low] + rest * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])
