"""What happens to duties: they follow the catalogue, are asked about, shown to be done, and judged."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import authority
from agencies.authority import AnyOf, Holder, Seat
from agencies.calendar.workdays import UnknownYear
from agencies.models import Agency, Mandate, Role, User
from catalog.clocks import actions as clocks
from catalog.clocks.actions import Successor
from catalog.clocks.models import DeadlineClock
from catalog.duties.bearers import Held, Place, bearers, bearers_of_the_whole, leading
from catalog.duties.models import OPEN, REPORTERS, UNDONE, ComplianceCheck, Duty, Responsibility, ResponsibilityQuerySet
from catalog.entries.models import DatabaseVersion, SharedDatabase
from catalog.journal import actions as journal
from catalog.rules import queries as rules
from catalog.rules.models import Matter
from hcm_registry import uploads
from hcm_registry.batches import batches
from hcm_registry.files.keeping import keep
from hcm_registry.kernel.errors import Forbidden, Invalid, RuleBroken, WrongState, broken_by
from hcm_registry.kernel.periods import closed_on, is_open, starting, today, without_days

log = structlog.get_logger(__name__)
Outcome = ComplianceCheck.Outcome
REPORTER = AnyOf(tuple(Holder(role, at="agency") for role in REPORTERS))
JUDGE = AnyOf(tuple(Holder(role, at=Mandate.Kind.LEAD) for role in (Role.APPRAISER, Role.HEAD)))
LABEL = 255
BATCH = 500


class JudgedByItself(RuleBroken):
    """Whoever showed that a duty was done, or belongs to the agency that bears it, does not judge it."""

    message = gettext_lazy("Người báo cáo, người của cơ quan báo cáo và người ủy quyền của họ không kết luận. Chuyển cho người khác.")


@dataclass(frozen=True)
class Finding:
    """What the department finds in the evidence; `again_on` is by when the rest is to be shown, when something is missing."""

    outcome: str
    text: str
    again_on: date | None = None


@transaction.atomic
def follow(databases: Iterable[SharedDatabase] | None = None, *, at: datetime) -> int:
    """Bring responsibilities to whoever bears them by the catalogue and the mandates of today. Returns how many began or ended.

    Of these databases and the whole catalogue, or of all; some hundred databases are held at a time. Safe to run twice. A check not
    yet done goes along with its last day.
    """
    journal.hold()
    duties, lead = list(Duty.objects.all()), leading(today(at))
    keys = SharedDatabase.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH)
    concerned = keys if databases is None else sorted({database.pk for database in databases})
    passed = 0
    for batch in batches(concerned, BATCH):
        passed += _follow(Responsibility.objects.filter(database__in=batch), duties, bearers(duties, batch, lead), at)
    whole = Responsibility.objects.filter(database__isnull=True)
    return passed + _follow(whole, duties, bearers_of_the_whole(duties, lead), at)


def ask(responsibility: Responsibility, *, asked: str, due_on: date, by: User, at: datetime) -> ComplianceCheck:
    """The department wants to see by a day that a duty is done. Errors: Invalid, NotAuthorised, WrongState, Forbidden (one is open)."""
    JUDGE.standing(responsibility, by, at)
    wrong = {"asked": [] if asked.strip() else [_("Nêu nội dung yêu cầu kiểm tra.")]}
    wrong["due_on"] = [] if due_on >= today(at) else [_("Hạn không được ở quá khứ.")]
    if any(wrong.values()):
        raise Invalid(errors={name: sentences for name, sentences in wrong.items() if sentences})
    if not is_open(responsibility.period):
        raise WrongState
    return _open(responsibility, at=at, due_on=due_on, asked_by=by, asked=asked)


def open_checks(*, at: datetime) -> int:
    """Begin the checks that rules call for: where a duty has a rule and no check is open. Returns how many. Safe to run twice.

    Counted from the last report, or from now where there was none. What reaches into an unconfirmed year is tried again later.
    """
    ruled = [matter for matter in Matter.values if rules.rule(matter, today(at))]
    checked = ComplianceCheck.objects.filter(OPEN).values("responsibility")
    idle = Responsibility.objects.open().filter(duty__matter__in=ruled).exclude(pk__in=checked)
    return sum(_begin(one, at) for one in idle.select_related("duty", "database", "agency").order_by("pk"))


def report(check: ComplianceCheck, *, text: str, file: Any, by: User, at: datetime) -> None:
    """The agency shows what it did, with a file. Errors: Invalid, FileTooLarge, FileNotTaken, NotAuthorised, WrongState."""
    with _writing(check):
        seat = REPORTER.standing(check.responsibility, by, at)
        if check.done_at or check.voided_at:
            raise WrongState
        _require_report(text, file)
        keep(check, file, uploads.PAPERS)
        check.report, check.done_by, check.done_at, check.done_title = text, by, at, str(seat)[:400]
        clocks.stop(check.clock, at=at, by=by)


def conclude(check: ComplianceCheck, finding: Finding, *, by: User, at: datetime) -> None:
    """The department judges what was shown; what is missing is asked for again.

    Errors: Invalid, JudgedByItself, NotAuthorised, WrongState.
    """
    with _writing(check):
        seat = JUDGE.standing(check.responsibility, by, at)
        if check.concluded_at or not check.done_at:
            raise WrongState
        _keep_apart(check, seat, at)
        _require_finding(finding, today(at))
        check.outcome, check.finding = finding.outcome, finding.text
        check.concluded_by, check.concluded_at, check.concluded_title = by, at, str(seat)[:400]
        check.save()
        if finding.again_on and is_open(check.responsibility.period):
            _open(check.responsibility, at=at, due_on=finding.again_on, asked_by=by, asked=finding.text)


@contextmanager
def _writing(check: ComplianceCheck) -> Iterator[None]:
    """Under the row's lock; saved on the way out, all or nothing."""
    try:
        with transaction.atomic():
            check.refresh_from_db(from_queryset=ComplianceCheck.objects.select_for_update(of=("self",)))
            yield
            check.save()
    except IntegrityError as error:
        raise broken_by(error) from error


def _open(responsibility: Responsibility, *, at: datetime, due_on: date | None, **said: Any) -> ComplianceCheck:
    """A check with its deadline. Errors: Forbidden (one is open already), UnknownYear."""
    duty = responsibility.duty
    whose: dict[str, Any] = {
        "agency": responsibility.agency,
        "role": _role(duty),
        "label": _label(responsibility),
        "path": responsibility.path,
    }
    try:
        with transaction.atomic():
            clock = clocks.start(duty.matter, at=at, due_on=due_on, by=said.get("asked_by"), **whose)
            return ComplianceCheck.objects.create(responsibility=responsibility, clock=clock, asked_at=at, **said)
    except IntegrityError as error:
        raise broken_by(error) from error


def _label(responsibility: Responsibility) -> str:
    if responsibility.database is None:
        return str(responsibility.duty)[:LABEL]
    version = DatabaseVersion.objects.filter(database=responsibility.database).order_by("-number").first()
    return f"{responsibility.duty}: {version.name if version else responsibility.database.code}"[:LABEL]


def _begin(responsibility: Responsibility, at: datetime) -> bool:
    last = responsibility.checks.filter(done_at__isnull=False).order_by("-pk").values_list("done_at", flat=True).first()
    since = last if last and rules.rule(responsibility.duty.matter, today(last)) else at
    try:
        _open(responsibility, at=since, due_on=None)
    except UnknownYear as error:
        log.warning("check not opened", responsibility=responsibility.pk, year=error.detail["year"])
        return False
    except Forbidden:  # another worker was as fast: the unique index lets one of them through
        return False
    return True


def _bearer(row: Responsibility | None) -> int | None:
    return row.agency_id if row else None


def _follow(rows: ResponsibilityQuerySet, duties: Sequence[Duty], borne: Iterable[tuple[Place, Held]], at: datetime) -> int:
    """Of some places: their responsibilities, and who bears them now."""
    open_rows = {(row.duty_id, row.database_id): row for row in rows.open().select_for_update(of=("self",))}
    ends = _ends(rows)
    passed: list[tuple[Responsibility | None, Responsibility | None]] = []
    for place, held in borne:
        former = open_rows.get(place)
        if _bearer(former) != held.agency_id or (former and former.basis != held.basis):
            passed.append((_end(former, held.since, at), _later(place, held, ends.get(place, date.min), at)))
    Responsibility.objects.bulk_update([former for former, _later in passed if former], ["period", "closed_at"], batch_size=BATCH)
    Responsibility.objects.bulk_create([later for _former, later in passed if later])
    _move_checks({former.pk: later for former, later in passed if former}, {duty.pk: _role(duty) for duty in duties}, at)
    return len(passed)


def _ends(rows: ResponsibilityQuerySet) -> dict[Place, date]:
    """When the last bearer's responsibility for each place ended, of those that have ended."""
    ended = rows.filter(period__upper_inf=False).values("duty_id", "database_id").annotate(end=Max("period__endswith"))
    return {(row["duty_id"], row["database_id"]): row["end"] for row in ended.order_by() if row["end"]}


def _end(former: Responsibility | None, since: date, at: datetime) -> Responsibility | None:
    """Its last day is the day before; it had none when another decision of its first day says otherwise. Not yet stored."""
    if former is not None:
        whole = former.period.lower < since
        former.period, former.closed_at = closed_on(former.period, since) if whole else without_days(), at
    return former


def _later(place: Place, held: Held, end: date, at: datetime) -> Responsibility | None:
    """Not yet stored; begins where the one before ended, when that was later."""
    if held.agency_id is None:
        return None
    duty, database = place
    said = {"duty_id": duty, "database_id": database, "agency_id": held.agency_id, "basis": held.basis, "decision_id": held.decision_id}
    return Responsibility(period=starting(max(held.since, end)), recorded_at=at, **said)


def _move_checks(heirs: dict[int, Responsibility | None], roles: dict[int, Role], at: datetime) -> None:
    """What was asked of the former and not done is asked of the later by the same day; of nobody when the duty has ended.

    In a few statements, however many. `heirs`: id of a responsibility that ended → the one that took its place.
    """
    checks = list(ComplianceCheck.objects.filter(UNDONE, responsibility__in=heirs).select_related("clock", "asked_by").order_by("pk"))
    names = {agency.pk: str(agency) for agency in Agency.objects.filter(pk__in={one.agency_id for one in heirs.values() if one}).named()}
    passed = [_passed(check, heirs[check.responsibility_id], names, roles) for check in checks]
    later = []
    for check, clock in zip(checks, clocks.pass_on(passed, at=at), strict=True):
        check.voided_at = at
        if clock:
            said = {"asked": check.asked, "asked_by": check.asked_by, "asked_at": at}
            check.moved_to = ComplianceCheck(responsibility=heirs[check.responsibility_id], clock=clock, **said)
            later.append(check.moved_to)
    ComplianceCheck.objects.bulk_create(later)
    ComplianceCheck.objects.bulk_update(checks, ["voided_at", "moved_to"], batch_size=BATCH)


def _passed(
    check: ComplianceCheck, later: Responsibility | None, names: dict[int, str], roles: dict[int, Role]
) -> tuple[DeadlineClock, str, Successor | None]:
    """Its deadline, why that stops, and whose follows."""
    if later is None:
        return check.clock, _("Trách nhiệm đã kết thúc."), None
    following = Successor(later.agency_id, roles[later.duty_id], later.path, check.asked_by)
    return check.clock, _("Chuyển cho %(agency)s.") % {"agency": names[later.agency_id]}, following


def _role(duty: Duty) -> Role:
    """Who reports that it is done."""
    return Role.REGISTRAR if duty.bearer == Duty.Bearer.MANAGER else Role.APPRAISER


def _keep_apart(check: ComplianceCheck, seat: Seat, at: datetime) -> None:
    """Deputy and principal count as one. The department's own duties are judged there, by another person. Error: JudgedByItself."""
    acting = [person for person in (seat.person, seat.principal) if person is not None]
    if check.done_by_id in authority.bound_to(acting, at):
        raise JudgedByItself
    lead = authority.seats_of(seat.person, at).mandates.get(Mandate.Kind.LEAD)
    bearer = check.responsibility.agency_id
    if bearer != lead and any(authority.belongs_to(person, bearer, since=check.asked_at, until=at) for person in acting):
        raise JudgedByItself


def _require_report(text: str, file: Any) -> None:
    wrong = {} if text.strip() else {"text": [_("Nêu kết quả thực hiện.")]}
    if file is None:
        wrong["file"] = [_("Chọn tệp minh chứng trước khi báo cáo.")]
    if wrong:
        raise Invalid(errors=wrong)


def _require_finding(finding: Finding, day: date) -> None:
    wrong = {} if finding.text.strip() else {"text": [_("Nêu nhận xét.")]}
    if finding.outcome not in Outcome.values:
        wrong["outcome"] = [_("Chọn một kết luận.")]
    if finding.outcome == Outcome.NOT_MET and finding.again_on is None:
        wrong["again_on"] = [_("Đặt ngày phải thực hiện xong phần còn lại.")]
    if finding.outcome == Outcome.MET and finding.again_on:
        wrong["again_on"] = [_("Chỉ đặt ngày này khi chưa thực hiện đủ.")]
    if finding.again_on and finding.again_on < day:
        wrong["again_on"] = [_("Hạn không được ở quá khứ.")]
    if wrong:
        raise Invalid(errors=wrong)
