"""The dashboard of those who lead, with 20,000 proposals of two years behind it and 100,000 databases beside it.

The files are written beside the made catalogue in a transaction that is taken back, in the shape their moves would have left.
"""

import itertools
import random
from datetime import date, datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.test import Client
from django.utils.timezone import now

from agencies.models import Agency, Mandate, Membership, Role, User
from benchmarks.city import generated_city
from benchmarks.counting import counted
from benchmarks.report import Took, figures_of, keep, timed
from catalog.clocks.models import ClockEvent, DeadlineClock
from catalog.proposals.models import ChangeProposal
from catalog.proposals.papers import ProposalStep
from hcm_registry.kernel.periods import starting
from tests import factories as make
from tests.catalog.clocks.setting import confirm_years, lay_down

ROUNDS, CALLS, FILES = 5, 12, 20_000
COURSE = (("submit", "DRAFT", "SUBMITTED"), ("accept", "SUBMITTED", "ACCEPTED"), ("consult", "ACCEPTED", "CONSULTATION"),
          ("gather", "CONSULTATION", "ACCEPTED"), ("appraise", "ACCEPTED", "APPRAISAL"), ("reject", "APPRAISAL", "REJECTED"))  # fmt: skip
PATHS = {
    "dashboard": ["/dashboard/"],
    "dashboard_two_years": ["/dashboard/?since={two_years}"],
    "steps": ["/dashboard/steps/?source=ACCEPTED", "/dashboard/steps/?move=reject"],
    "deadlines": ["/dashboard/deadlines/?show=done", "/dashboard/deadlines/?show=late&matter=PROPOSAL_APPRAISAL", "/dashboard/deadlines/"],
}


def run() -> None:
    """Each kind of page in turn, over the rounds."""
    with generated_city(), transaction.atomic():
        client = Client(SERVER_NAME="localhost")
        client.force_login(_fill(now()), backend="django.contrib.auth.backends.ModelBackend")
        with counted() as statements:
            _get(client, "/dashboard/")
        rounds = [{kind: _calls(client, paths) for kind, paths in PATHS.items()} for _ in range(ROUNDS)]
        transaction.set_rollback(True)
    told = [{name: value for kind, took in one.items() for name, value in figures_of(kind, took).items()} for one in rounds]
    whole = {kind: [took for one in rounds for took in one[kind]] for kind in PATHS}
    figures = {name: value for kind, took in whole.items() for name, value in figures_of(kind, took).items()}
    keep("dashboard", told, figures | {"proposals": FILES, "statements": statements.number}, {})


def _calls(client: Client, paths: list[str]) -> list[Took]:
    since = (now() - timedelta(days=730)).date().isoformat()
    asked = itertools.islice(itertools.cycle(paths), CALLS)
    return [timed(partial(_get, client, path.format(two_years=since))) for path in asked]


def _get(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)


def _fill(at: datetime) -> User:
    """The files, and the auditor who looks at them (whoever decides would be asked for a second factor)."""
    agencies = list(Agency.objects.order_by("pk")[:60])
    lead, city = agencies[0], make.City()
    for kind in (Mandate.Kind.LEAD, Mandate.Kind.ISSUER):
        Mandate.objects.get_or_create(kind=kind, agency=lead, period=starting(make.SINCE))
    auditor, city.people["quantri"] = make.user("kiemtoan"), make.user("quantri")
    for person, role in ((auditor, Role.AUDITOR), (city.people["quantri"], Role.ADMIN)):
        Membership.objects.create(user=person, role=role, agency=lead, period=starting(make.SINCE))
    confirm_years(city, *range(at.year - 3, at.year + 3))
    rules = {"PROPOSAL_INTAKE": lay_down(city, "PROPOSAL_INTAKE", 2), "PROPOSAL_APPRAISAL": lay_down(city, "PROPOSAL_APPRAISAL", 15)}
    files = _proposals(agencies[1:], auditor, at)
    _courses(files, lead, auditor, rules, at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return auditor


def _proposals(agencies: list[Agency], by: User, at: datetime) -> list[ChangeProposal]:
    drawn = random.Random(1)
    return ChangeProposal.objects.bulk_create(
        ChangeProposal(code=f"DX-B-{n:06}", agency=agencies[n % len(agencies)], title=f"Đề xuất {n}", content_hash="x",
                       state="REJECTED", state_reason="Minh họa", created_by=by, created_at=at - timedelta(days=drawn.randrange(90, 730)))
        for n in range(FILES)
    )  # fmt: skip


def _courses(files: list[ChangeProposal], lead: Agency, by: User, rules: dict, at: datetime) -> None:
    """Every step of every file, and the deadlines between them; one appraisal in five was put off by a return."""
    drawn = random.Random(2)
    steps, clocks, spans = [], [], []
    for file in files:
        moments = list(itertools.accumulate((timedelta(hours=drawn.randrange(1, 200)) for _ in COURSE), initial=file.created_at))[1:]
        steps += [ProposalStep(proposal=file, move=move, source=source, target=target, by=by, at=moment)
                  for (move, source, target), moment in zip(COURSE, moments, strict=True)]  # fmt: skip
        for matter, began, ended in (("PROPOSAL_INTAKE", moments[0], moments[1]), ("PROPOSAL_APPRAISAL", moments[1], moments[-1])):
            clocks.append(DeadlineClock(kind=matter, rule=rules[matter], agency=lead, role=Role.APPRAISER, label=file.code,
                                        path=f"/proposals/{file.code}/", started_at=began))  # fmt: skip
            spans.append((began, ended))
    ProposalStep.objects.bulk_create(steps, batch_size=5000)
    DeadlineClock.objects.bulk_create(clocks, batch_size=5000)
    _events(clocks, spans)


def _events(clocks: list[DeadlineClock], spans: list[tuple[datetime, datetime]]) -> None:
    events = []
    for number, (clock, (began, ended)) in enumerate(zip(clocks, spans, strict=True)):
        half, due = began + (ended - began) / 2, _due(began, number)
        events.append(ClockEvent(clock=clock, kind="STARTED", at=began, due_after=due, explanation="x"))
        if number % 10 == 1:
            events.append(ClockEvent(clock=clock, kind="PAUSED", at=half, explanation="x"))
            events.append(ClockEvent(clock=clock, kind="RESUMED", at=half + timedelta(days=1), due_after=due, explanation="x"))
        events.append(ClockEvent(clock=clock, kind="STOPPED", at=ended))
    ClockEvent.objects.bulk_create(events, batch_size=5000)


def _due(began: datetime, number: int) -> date:
    return (began + timedelta(days=3 if number % 2 == 0 else 21)).date()
