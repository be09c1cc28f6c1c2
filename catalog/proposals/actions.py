"""The verbs of a proposal, one function a move. Pages, API, bulk and tasks call these and nothing else."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.authority import AnyOf, Holder
from agencies.models import Agency, Role, User
from catalog.decisions import actions as decisions
from catalog.decisions.models import Decision
from catalog.proposals import deadlines, drafts, effects, notices
from catalog.proposals.models import ChangeItem, ChangeProposal, Dossier
from catalog.proposals.moves import making
from catalog.proposals.papers import FieldComment, Opinion, Revision, Seen
from catalog.proposals.queries import standing
from catalog.proposals.states import PRIVATE, Stance
from catalog.proposals.workflow import HEAD, PROPOSER, SETTLERS
from catalog.rules import queries as rules
from catalog.rules.models import Matter
from hcm_registry.kernel.errors import Invalid, NotAuthorised, WrongState, broken_by
from hcm_registry.kernel.periods import today

ANSWERER = AnyOf((Holder(Role.HEAD, at="agency"), Holder(Role.REGISTRAR, at="agency")))


def sign_off(proposal: ChangeProposal, *, by: User, at: datetime, note: str = "") -> None:
    """The head of the proposing agency signs before it leaves the house, where the agency wants that. Error: also SignatureNotAsked."""
    with making(proposal, "sign_off", by=by, at=at, note=note):
        proposal.signed_by, proposal.signed_at = by, at


def submit(proposal: ChangeProposal, *, by: User, at: datetime, note: str = "") -> None:
    """Send to the department. What is sent is frozen and hashed; a changed content makes a new revision and voids opinions."""
    with making(proposal, "submit", by=by, at=at, note=note):
        drafts.rebase_silently(proposal)
        _fix_content(proposal, by=by, at=at)
        proposal.submitted_by, proposal.submitted_at = by, at
        proposal.state_reason = ""
        _forget_judgement(proposal)


def accept(proposal: ChangeProposal, *, by: User, at: datetime, note: str = "") -> None:
    """Intake takes the file in and gives it a receipt number."""
    with making(proposal, "accept", by=by, at=at, note=note):
        proposal.accepted_by, proposal.accepted_at = by, at
        proposal.receipt_number = f"TN-{proposal.code.removeprefix('DX-')}"


def return_(proposal: ChangeProposal, *, by: User, at: datetime, note: str) -> None:
    """Back to the agency, with the reason."""
    with making(proposal, "return", by=by, at=at, note=note):
        proposal.state_reason = note


def consult(
    proposal: ChangeProposal, *, agencies: Sequence[Agency], due_on: date | None = None, by: User, at: datetime, note: str = ""
) -> None:
    """Ask other agencies for their opinion by a day, or within the term laid down. Errors: Invalid, UnknownYear."""
    _check_consultation(proposal, agencies, due_on, today(at))
    with making(proposal, "consult", by=by, at=at, note=note):
        unanswered = proposal.opinions.filter(agency__in=agencies, answered_at__isnull=True, voided_at__isnull=True)
        _void(unanswered, by=by, at=at)  # an agency that let an earlier day pass may be asked again
        for agency in agencies:
            clock = deadlines.of_opinion(proposal, agency, due_on=due_on, by=by, at=at)
            Opinion.objects.create(proposal=proposal, agency=agency, revision=proposal.revision, asked_by=by, asked_at=at, clock=clock)


def answer(
    opinion: Opinion, *, stance: str, comment: str = "", field_comments: dict[str, str] | None = None, by: User, at: datetime
) -> None:
    """A consulted agency answers, once, while the consultation is open. Its officer or its head may. The last one ends it."""
    try:
        with transaction.atomic():
            proposal = ChangeProposal.objects.select_for_update().get(pk=opinion.proposal_id)
            opinion.refresh_from_db()
            if proposal.state != "CONSULTATION" or opinion.answered_at or opinion.voided_at:
                raise WrongState
            ANSWERER.standing(opinion, by, at)
            if stance not in Stance.values:
                raise Invalid(errors={"stance": [str(_("Chọn một trong các ý kiến."))]})
            opinion.stance, opinion.comment, opinion.field_comments = stance, comment.strip(), field_comments or {}
            opinion.answered_by, opinion.answered_at = by, at
            opinion.save()
            deadlines.close(opinion.clock, {"by": by, "at": at})
            _go_on(opinion, proposal, by=by, at=at)
    except IntegrityError as error:
        raise broken_by(error) from error


def appraise(proposal: ChangeProposal, *, by: User, at: datetime, note: str) -> None:
    """The appraiser concludes; `note` is the conclusion the head reads."""
    with making(proposal, "appraise", by=by, at=at, note=note) as standing:
        proposal.appraised_by, proposal.appraised_at, proposal.appraised_for = by, at, standing.principal
        proposal.appraisal = note


def approve(proposal: ChangeProposal, *, by: User, at: datetime, note: str = "") -> None:
    """The head of the department agrees with the appraisal, of exactly this content."""
    with making(proposal, "approve", by=by, at=at, note=note) as standing:
        proposal.approved_by, proposal.approved_at, proposal.approved_for = by, at, standing.principal
        proposal.approved_hash = proposal.content_hash


def reject(proposal: ChangeProposal, *, by: User, at: datetime, note: str) -> None:
    """The head of the department refuses, with the reason."""
    with making(proposal, "reject", by=by, at=at, note=note):
        proposal.state_reason = note


def withdraw(proposal: ChangeProposal, *, by: User, at: datetime, note: str) -> None:
    """The proposing agency takes it back, as long as it has not gone to the Committee."""
    with making(proposal, "withdraw", by=by, at=at, note=note):
        proposal.state_reason = note


@transaction.atomic
def forward(
    proposals: Sequence[ChangeProposal], *, title: str, letter_number: str, letter_date: date, by: User, at: datetime, note: str = ""
) -> Dossier:
    """Bundle approved proposals into one submission letter to the Committee."""
    _check_dossier(proposals, title, letter_number, letter_date, today(at))
    HEAD.standing(proposals[0], by, at)
    dossier = Dossier.objects.create(
        code=_dossier_code(today(at)), title=title, letter_number=letter_number, letter_date=letter_date, created_by=by, created_at=at
    )
    for proposal in sorted(proposals, key=lambda one: one.pk):  # in one order, so that two who forward do not wait for each other
        with making(proposal, "forward", by=by, at=at, note=note):
            proposal.dossier = dossier
    return dossier


def hold(dossier: Dossier) -> list[ChangeProposal]:
    """The files of the dossier, which nobody adds to, decides or sends back before this transaction ends."""
    Dossier.objects.select_for_update().get(pk=dossier.pk)
    return list(dossier.proposals.select_for_update(of=("self",)).order_by("pk"))


@transaction.atomic
def issue(dossier: Dossier, text: decisions.DecisionText, *, by: User, at: datetime, seen: str | None = None) -> Decision:
    """The clerk records the decision; every proposal of the dossier is issued, and carried out at once when its day has come.

    `seen` is the `standing` of the files the clerk had before them; another one, like a dossier whose files were all sent back,
    is a WrongState. Errors: also Invalid, NotAuthorised.
    """
    files = hold(dossier)
    waiting = [file for file in files if file.state == "AT_COMMITTEE"]
    dossier.refresh_from_db()
    if dossier.decision_id or not waiting or seen not in {None, standing(files)}:
        raise WrongState
    decision = decisions.record(text, by=by, at=at)
    dossier.decision = decision
    dossier.save(update_fields=["decision"])
    for proposal in waiting:
        with making(proposal, "issue", by=by, at=at, note=decision.reference):
            proposal.decision = decision
    if decision.effective_on <= today(at):
        effects.carry_out(decision, at=at)
    return decision


def send_back(proposal: ChangeProposal, *, by: User, at: datetime, note: str) -> None:
    """The Committee's office gives the file back to be appraised again; it leaves its dossier."""
    with making(proposal, "send_back", by=by, at=at, note=note):
        proposal.dossier = None
        _forget_approval(proposal)


def comment(item: Any, *, path: str, text: str, by: User, at: datetime) -> FieldComment:
    """A remark on one field of an item that is asked for, by anybody who has a part in the file, while it is not private.

    The auditor reads everything and says nothing.
    """
    if not ChangeProposal.objects.shared_with(by, at).filter(pk=item.proposal_id).exists():
        raise NotAuthorised
    if item.dropped_at is not None:
        raise drafts.Dropped
    if item.proposal.state in PRIVATE and not PROPOSER.standing(item.proposal, by, at):
        raise WrongState
    if not text.strip():
        raise Invalid(errors={"text": [str(_("Nhập nội dung góp ý."))]})
    return FieldComment.objects.create(item=item, path=path, text=text, by=by, at=at)


def settle(remark: FieldComment, *, by: User, at: datetime) -> None:
    """Mark a remark, and what was said of the same field before it, as dealt with; each once. Error: NotAuthorised."""
    if not ChangeProposal.objects.shared_with(by, at).filter(pk=remark.item.proposal_id).exists():
        raise NotAuthorised
    SETTLERS.standing(remark.item.proposal, by, at)
    thread = FieldComment.objects.filter(item=remark.item_id, path=remark.path, pk__lte=remark.pk)
    thread.filter(settled_at__isnull=True).update(settled_by=by, settled_at=at)


def tick(item: ChangeItem, *, path: str, seen: bool, by: User, at: datetime) -> None:
    """A reader ticks one change of the revision they read off, or takes the tick back. Nobody else sees it."""
    if not ChangeProposal.objects.visible_to(by, at).filter(pk=item.proposal_id).exists():
        raise NotAuthorised
    mark: dict[str, Any] = {"reader": by, "item": item, "revision": item.proposal.revision, "path": path}
    if seen:
        Seen.objects.get_or_create(**mark)
    else:
        Seen.objects.filter(**mark).delete()


def _go_on(opinion: Opinion, proposal: ChangeProposal, *, by: User, at: datetime) -> None:
    """After the last answer the file is the appraiser's again. The proposal's row is locked: of two last answers one is the last."""
    if proposal.opinions.filter(answered_at__isnull=True, voided_at__isnull=True).exists():
        notices.tell_of_answer(opinion, proposal, by=by, at=at)
        return
    with making(proposal, "gather", by=None, at=at):
        pass


def _void(opinions: QuerySet[Opinion], *, by: User, at: datetime) -> None:
    for opinion in opinions.select_related("clock").order_by("pk"):
        deadlines.close(opinion.clock, {"by": by, "at": at})
    opinions.update(voided_at=at)


def _fix_content(proposal: ChangeProposal, *, by: User, at: datetime) -> None:
    found = proposal.fingerprint()
    if found == proposal.content_hash:
        return  # an empty save changes nothing: the revision and its opinions stand
    if proposal.content_hash:
        proposal.revision += 1
        _void(proposal.opinions.filter(voided_at__isnull=True), by=by, at=at)
    proposal.content_hash = found
    Revision.objects.create(proposal=proposal, number=proposal.revision, content=proposal.asked(), content_hash=found, at=at)


def _forget_judgement(proposal: ChangeProposal) -> None:
    proposal.appraised_by = proposal.appraised_at = proposal.appraised_for = None
    proposal.appraisal = ""
    _forget_approval(proposal)


def _forget_approval(proposal: ChangeProposal) -> None:
    proposal.approved_by = proposal.approved_at = proposal.approved_for = None
    proposal.approved_hash = ""


def _check_consultation(proposal: ChangeProposal, agencies: Sequence[Agency], due_on: date | None, day: date) -> None:
    errors = {}
    if not agencies:
        errors["agencies"] = [str(_("Chọn ít nhất một cơ quan để lấy ý kiến."))]
    if any(agency.pk == proposal.agency_id for agency in agencies):
        errors["agencies"] = [str(_("Không lấy ý kiến chính cơ quan đề xuất."))]
    if due_on is None and rules.rule(Matter.OPINION, day) is None:
        errors["due_on"] = [str(_("Đặt hạn trả lời: chưa có quy định về thời hạn lấy ý kiến."))]
    elif due_on is not None and due_on < day:
        errors["due_on"] = [str(_("Hạn trả lời không được ở quá khứ."))]
    if errors:
        raise Invalid(errors=errors)


def _check_dossier(proposals: Sequence[ChangeProposal], title: str, letter_number: str, letter_date: date, day: date) -> None:
    given = {"title": title.strip(), "letter_number": letter_number.strip(), "proposals": proposals}
    errors = {name: [str(_("Nhập mục này."))] for name, value in given.items() if not value}
    if letter_date > day:
        errors["letter_date"] = [str(_("Ngày tờ trình không được ở tương lai."))]
    if errors:
        raise Invalid(errors=errors)


def _dossier_code(day: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [drafts.NUMBERS])
    prefix = f"HS-{day.year}-"
    last = Dossier.objects.filter(code__startswith=prefix).order_by("-pk").values_list("code", flat=True).first()
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:04d}"
