"""Where a file stands on its way, what comes next, and what its reader may do about it: the words, and the panel of moves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.authority import Seats, seats_of
from agencies.models import Role
from catalog.proposals.forms_moves import KINDS, MoveForm
from catalog.proposals.models import ChangeProposal
from catalog.proposals.papers import Opinion, ProposalStep
from catalog.proposals.queries import lasted
from catalog.proposals.states import EDITABLE, FINAL, NEEDS_REASON, State
from catalog.proposals.workflow import MOVES
from hcm_registry.kernel.errors import NotAuthorised, RuleBroken, WrongState
from hcm_registry.kernel.workflow import Guard, Move

S = State
TONES: dict[str, str] = {
    S.DRAFT: "plain",
    S.SIGNED: "info",
    S.SUBMITTED: "info",
    S.RETURNED: "warn",
    S.ACCEPTED: "info",
    S.CONSULTATION: "info",
    S.APPRAISAL: "info",
    S.APPROVED: "ok",
    S.REJECTED: "bad",
    S.WITHDRAWN: "plain",
    S.AT_COMMITTEE: "info",
    S.ISSUED: "ok",
    S.APPLIED: "ok",
}
HAPPENS_NEXT: dict[str, Any] = {
    S.DRAFT: _("Cơ quan đề xuất soạn xong, kiểm tra rồi gửi. Chưa ai ngoài cơ quan đọc được bản nháp."),
    S.SIGNED: _("Lãnh đạo cơ quan đã ký. Cán bộ của cơ quan gửi đề xuất."),
    S.SUBMITTED: _("Cơ quan chủ trì danh mục tiếp nhận hồ sơ, hoặc trả lại kèm lý do."),
    S.RETURNED: _("Cơ quan đề xuất bổ sung theo lý do đã nêu rồi gửi lại, hoặc rút đề xuất."),
    S.ACCEPTED: _("Chuyên viên thẩm định lấy ý kiến cơ quan liên quan khi cần, rồi kết luận."),
    S.CONSULTATION: _("Các cơ quan được hỏi trả lời; sau đó chuyên viên kết luận thẩm định."),
    S.APPRAISAL: _("Lãnh đạo cơ quan chủ trì duyệt hoặc không chấp thuận."),
    S.APPROVED: _("Cơ quan chủ trì lập hồ sơ trình Ủy ban nhân dân Thành phố."),
    S.AT_COMMITTEE: _("Ủy ban nhân dân Thành phố quyết định; văn thư ghi nhận quyết định đã ký."),
    S.ISSUED: _("Danh mục tự thay đổi lúc 00:00 ngày quyết định có hiệu lực."),
    S.APPLIED: _("Danh mục đã thay đổi theo quyết định."),
    S.REJECTED: _("Đề xuất kết thúc, danh mục không thay đổi. Có thể lập đề xuất mới."),
    S.WITHDRAWN: _("Đề xuất kết thúc, danh mục không thay đổi. Có thể lập đề xuất mới."),
}
#: The way of a file nobody stops; a returned one goes back to its beginning.
WAY = (S.SUBMITTED, S.ACCEPTED, S.APPRAISAL, S.APPROVED, S.AT_COMMITTEE, S.ISSUED, S.APPLIED)
ALREADY_BEHIND = {S.DRAFT: -1, S.SIGNED: -1, S.RETURNED: -1, S.CONSULTATION: 1}


@dataclass(frozen=True)
class Link:
    """A move made on a page of its own."""

    label: Any
    url: str
    variant: str = "primary"


@dataclass
class Panel:
    """What the reader may do now, and which of their moves a rule holds back and why."""

    forms: list[MoveForm] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    held_back: list[tuple[Any, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Stop:
    """One line of the course of a file."""

    title: Any
    state: str
    step: ProposalStep | None = None
    since: datetime | None = None  # when the file came to this place
    took: str = ""


def panel(proposal: ChangeProposal, user: Any, at: datetime, *, step: int) -> Panel:
    """The moves `kernel.workflow.open_to` would give, asked once, with the reasons of those a rule refuses."""
    made, seats = Panel(), seats_of(user, at)
    answers: dict[Any, RuleBroken | None] = {}
    if proposal.state in EDITABLE and seats.at_agency(Role.REGISTRAR, proposal.agency_id):
        made.links.append(Link(_("Soạn tiếp"), reverse("catalog:proposal-edit", args=[proposal.code]), "plain"))
    for move in _thinkable(seats):
        try:
            _asking_once(move, answers).permit(proposal, user, at)
        except (NotAuthorised, WrongState):
            continue
        except RuleBroken as error:
            made.held_back.append((move.label, error.text))
        else:
            _offer(made, move.name, proposal, at, step)
    return made


def timeline(proposal: ChangeProposal, steps: Sequence[ProposalStep], at: datetime) -> list[Stop]:
    """What happened and how long each step had the file, where it stands and since when, and the steps still ahead."""
    stops = happened(steps, since=proposal.created_at)
    if proposal.state in FINAL:
        return stops
    behind = ALREADY_BEHIND.get(State(proposal.state))
    ahead = WAY[(WAY.index(State(proposal.state)) if behind is None else behind) + 1 :]
    here = _("Cơ quan đề xuất bổ sung") if proposal.state == S.RETURNED else State(proposal.state).label
    since = steps[-1].at if steps else proposal.created_at
    return [*stops, Stop(here, "now", None, since, lasted(at - since)), *(Stop(state.label, "next") for state in ahead)]


def happened(steps: Sequence[ProposalStep], *, since: datetime) -> list[Stop]:
    """The steps made from a moment on; each took the file over from the one before."""
    came = [since, *(step.at for step in steps)]
    return [
        Stop(MOVES[step.move].label, "bad" if step.target in NEEDS_REASON else "done", step, start, lasted(step.at - start))
        for step, start in zip(steps, came, strict=False)
    ]


def asked(opinions: Iterable[Opinion], proposal: ChangeProposal, user: Any, at: datetime) -> Opinion | None:
    """The opinion the reader may give for their agency now."""
    if proposal.state != S.CONSULTATION:
        return None
    agencies = {seat.agency.pk for seat in seats_of(user, at).with_role(Role.REGISTRAR, Role.HEAD)}
    return next((opinion for opinion in opinions if opinion.agency_id in agencies and opinion.answered_at is None), None)


def _asking_once(move: Move, answers: dict[Any, RuleBroken | None]) -> Move:
    """The move with guards that remember their answer: what two moves have in common is looked up once."""

    def remembering(guard: Guard) -> Guard:
        def asked(subject: Any, standing: Any, at: datetime) -> None:
            if (guard, standing) not in answers:
                answers[guard, standing] = _refusal(guard, subject, standing, at)
            refusal = answers[guard, standing]
            if refusal is not None:
                raise refusal

        return asked

    return replace(move, guards=tuple(remembering(guard) for guard in move.guards))


def _refusal(guard: Guard, subject: Any, standing: Any, at: datetime) -> RuleBroken | None:
    try:
        guard(subject, standing, at)
    except RuleBroken as refusal:
        return refusal
    return None


def _thinkable(seats: Seats) -> list[Move]:
    """Nobody without the role at any agency needs to be refused in words: that costs two queries a move."""
    return [move for move in MOVES.values() if seats.with_role(*(holder.role for holder in getattr(move.by, "holders", ())))]


def _offer(made: Panel, name: str, proposal: ChangeProposal, at: datetime, step: int) -> None:
    if name in KINDS and KINDS[name].own_page:
        made.links.append(Link(MOVES[name].label, reverse("catalog:proposal-move", args=[proposal.code, name])))
    elif name in KINDS:
        made.forms.append(KINDS[name].bind(proposal, at, step=step))
    elif name == "submit":
        made.links.append(Link(_("Kiểm tra và gửi đề xuất"), reverse("catalog:proposal-check", args=[proposal.code])))
    elif name == "forward":
        made.links.append(Link(_("Lập hồ sơ trình"), f"{reverse('catalog:dossier-new')}?proposal={proposal.code}"))
    elif name == "issue" and proposal.dossier is not None:
        made.links.append(Link(_("Ghi nhận quyết định"), reverse("catalog:dossier-detail", args=[proposal.dossier.code])))
