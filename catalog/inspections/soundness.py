"""Whether what is stored is still what was recorded: the nightly reading of everything that must never change."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from agencies.calendar.queries import calendar_of
from agencies.models import Membership, Succession
from catalog.clocks import actions as deadlines
from catalog.clocks.models import DeadlineClock
from catalog.decisions.models import Decision
from catalog.editions import actions as editions
from catalog.editions.models import Edition
from catalog.entries.actions import content_hash
from catalog.entries.content import content_of
from catalog.entries.models import DatabaseVersion
from catalog.journal import anchors, chain
from catalog.journal.models import JournalEntry
from catalog.proposals.models import ChangeProposal
from catalog.proposals.states import State
from catalog.proposals.workflow import MOVES
from hcm_registry.kernel.periods import DateRange, today, without_days

CHUNK = 500
#: What tells the journal of an annex: the freezing of its edition, and the migration that made those of older ones.
ANNEXED = (JournalEntry.Kind.EDITION_FROZEN, JournalEntry.Kind.ANNEX_KEPT)
#: Signed every hour; later than this something keeps the calendar from signing.
ANCHORED_WITHIN = timedelta(hours=4)


def findings(at: datetime) -> Iterator[str]:
    """A sentence for each thing that is wrong at the moment; none when the registry is sound. Changes nothing."""
    yield from _journal()
    yield from _anchors(at)
    yield from _overdue(at)
    yield from _versions()
    yield from _periods()
    yield from _editions()
    yield from _proposals()
    yield from _successions()
    yield from _clocks()


def _journal() -> Iterator[str]:
    broken = chain.first_broken()
    if broken is not None:
        yield _("Nhật ký bị đứt ở mục số %(seq)d.") % {"seq": broken}


def _anchors(at: datetime) -> Iterator[str]:
    """The journal is what was signed, and what was written is signed in time."""
    kept = anchors.kept()
    if kept and not anchors.public_key_file().exists():
        yield _("Có mốc đã ký nhưng thiếu khóa công khai để kiểm tra.")
    elif kept:
        yield from (anchors.in_words(doubt) for doubt in anchors.doubts(kept, anchors.public_key()))
    waiting = JournalEntry.objects.filter(seq__gt=anchors.last(), at__lt=at - ANCHORED_WITHIN).order_by("seq").first()
    if waiting is not None:
        hours = {"seq": waiting.seq, "hours": ANCHORED_WITHIN // timedelta(hours=1)}
        yield _("Mục số %(seq)d của nhật ký chưa được ký sau %(hours)d giờ.") % hours


def _overdue(at: datetime) -> Iterator[str]:
    """No decision waits past its day: the calendar tries it every quarter of an hour, and its log says why it cannot."""
    for decision in Decision.objects.due(today(at)).filter(effective_on__lt=today(at)).order_by("pk"):
        where = {"decision": decision, "day": f"{decision.effective_on:%d/%m/%Y}"}
        yield _("%(decision)s có hiệu lực từ %(day)s nhưng chưa được áp dụng hết.") % where


def _versions() -> Iterator[str]:
    """What a version says gives its hash, and the journal recorded that hash when the version was opened."""
    opened = JournalEntry.objects.filter(kind=JournalEntry.Kind.VERSION_OPENED).values_list(
        "subject", "body__version", "body__content_hash"
    )
    recorded = {(subject, number): digest for subject, number, digest in opened.iterator(chunk_size=CHUNK)}
    for version in DatabaseVersion.objects.with_dictionary().iterator(chunk_size=CHUNK):
        where = {"code": version.database.code, "number": version.number}
        if content_hash(content_of(version)) != version.content_hash:
            yield _("%(code)s, phiên bản %(number)d: nội dung khác với mã băm.") % where
        if recorded.get((version.database.code, version.number)) != version.content_hash:
            yield _("%(code)s, phiên bản %(number)d: mã băm khác với nhật ký.") % where


def _periods() -> Iterator[str]:
    """A version holds from the day of its decision to the day of the one that ended it, on no day when that is the same one; nobody
    holds a role past their agency."""
    versions = DatabaseVersion.objects.select_related("database", "decision", "closed_by").order_by("pk").defer("search")
    for version in versions.iterator(chunk_size=CHUNK):
        begins, ends = version.decision.effective_on, version.closed_by.effective_on if version.closed_by else None
        if version.in_force != (without_days() if begins == ends else DateRange(begins, ends)):
            yield _("%(code)s, phiên bản %(number)d: thời gian hiệu lực khác với các quyết định.") % {
                "code": version.database.code,
                "number": version.number,
            }
    for role in Membership.objects.exclude(agency__active__contains=F("period")).select_related("user", "agency").order_by("pk"):
        yield _("Vai trò %(role)s: thời gian ngoài thời gian tồn tại của cơ quan.") % {"role": role}


def _editions() -> Iterator[str]:
    frozen = JournalEntry.objects.filter(kind=JournalEntry.Kind.EDITION_FROZEN).values_list("body__edition", "body__content_hash")
    annexes = JournalEntry.objects.filter(kind__in=ANNEXED).order_by("seq").values_list("body__edition", "body__annex_hash")
    recorded, printed = dict(frozen), {edition: digest for edition, digest in annexes if digest}
    for edition in Edition.objects.select_related("decision__issuing_body", "layout").order_by("pk"):
        where = {"edition": edition.pk, "of": edition}
        if not editions.holds(edition):
            yield _("Bản danh mục %(edition)d (%(of)s): các dòng khác với mã băm.") % where
        if recorded.get(edition.pk) != edition.content_hash:
            yield _("Bản danh mục %(edition)d (%(of)s): mã băm khác với nhật ký.") % where
        if printed.get(edition.pk) != edition.annex_hash:
            yield _("Bản danh mục %(edition)d (%(of)s): mã băm phụ lục khác với nhật ký.") % where
        for doubt in editions.doubts(edition):
            yield _("Bản danh mục %(edition)d (%(of)s): %(doubt)s.") % (where | {"doubt": doubt})


def _proposals() -> Iterator[str]:
    """The steps on file, made one after another by the table of moves, lead to the state the proposal is in."""
    for proposal in ChangeProposal.objects.prefetch_related("steps").order_by("pk").iterator(chunk_size=CHUNK):
        state: str = State.DRAFT
        for step in sorted(proposal.steps.all(), key=lambda step: step.pk):
            move = MOVES.get(step.move)
            if move is None or step.source != state or step.source not in move.sources or step.target != move.target:
                yield _("%(code)s: bước số %(step)d không theo quy trình.") % {"code": proposal.code, "step": step.pk}
            state = step.target
        if state != proposal.state:
            yield _("%(code)s: trạng thái %(now)s, nhưng các bước dẫn đến %(then)s.") % {
                "code": proposal.code,
                "now": proposal.state,
                "then": state,
            }


def _clocks() -> Iterator[str]:
    """Every deadline is what its last event says, and what its rule, its pauses and its calendar give."""
    clocks = DeadlineClock.objects.select_related("rule").prefetch_related("events").order_by("pk")
    for clock in clocks.iterator(chunk_size=CHUNK):
        events = sorted(clock.events.all(), key=lambda event: event.pk)
        found = deadlines.reckoned(clock, clock.pauses, calendar_of(clock.calendar_version_id or 0))
        if {clock.due_on} != {found.due_on, *(event.due_after for event in events[-1:])} or not events:
            yield _("Hạn xử lý %(clock)d (%(label)s): ngày hạn khác với các sự việc đã ghi.") % {"clock": clock.pk, "label": clock.label}


def _successions() -> Iterator[str]:
    """Take away, again and again, agencies that nobody unresolved follows; what cannot be taken away is a cycle."""
    heirs: dict[str, set[str]] = {}
    for before, after in Succession.objects.values_list("predecessor__key", "successor__key"):
        heirs.setdefault(before, set()).add(after)
    while heirs:
        settled = [key for key, after in heirs.items() if not after & heirs.keys()]
        if not settled:
            yield _("Quan hệ kế thừa có vòng lặp, liên quan: %(keys)s.") % {"keys": ", ".join(sorted(heirs))}
            return
        for key in settled:
            del heirs[key]
