"""Who is told of each move of a proposal, and of what else happens to it: one table, written in the transaction of the move."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from agencies.authority import Holder, Mandates, seats_of
from agencies.models import Agency, Mandate, Role, User
from agencies.outbox.actions import tell
from agencies.outbox.recipients import NOWHERE
from catalog.entries.models import DatabaseVersion
from catalog.proposals.models import ChangeProposal
from catalog.proposals.papers import Opinion
from catalog.proposals.workflow import AGENCY_HEAD, APPRAISER, COMMITTEE, HEAD, INTAKE, PROPOSER

RoleAt = tuple[Role, int]
Chooser = Callable[[ChangeProposal, Mandates], Iterable[RoleAt]]
WAREHOUSE = Holder(Role.OPERATOR, at=Mandate.Kind.WAREHOUSE)


def office(holder: Holder) -> Chooser:
    """Whoever holds the role, by the same rule as in the table of moves. Where no agency has the mandate, nobody: somebody's task."""

    def chosen(proposal: ChangeProposal, held: Mandates) -> Iterable[RoleAt]:
        return [(holder.role, holder.agency(proposal, held) or NOWHERE)]

    return chosen


def consulted(proposal: ChangeProposal, held: Mandates) -> Iterable[RoleAt]:
    """The agencies that are asked about it, or were: their officers and heads answer."""
    asked = Opinion.objects.filter(proposal=proposal, voided_at__isnull=True).order_by("pk")
    return [(role, agency_id) for agency_id in asked.values_list("agency", flat=True) for role in (Role.REGISTRAR, Role.HEAD)]


def managers(proposal: ChangeProposal, held: Mandates) -> Iterable[RoleAt]:
    """The agencies that managed the databases concerned, and those that do now."""
    items = proposal.items.values_list("base_version", "result")
    versions = DatabaseVersion.objects.filter(pk__in={pk for pair in items for pk in pair if pk})
    others = versions.exclude(managing_agency=proposal.agency_id).order_by("managing_agency")
    return [(Role.REGISTRAR, agency_id) for agency_id in others.values_list("managing_agency", flat=True).distinct()]


def appraisers_if_theirs(proposal: ChangeProposal, held: Mandates) -> Iterable[RoleAt]:
    """The department, when it has the file already; nobody learns of a draft that was never sent."""
    if not proposal.content_hash:
        return []
    return [*OFFICES["intake"](proposal, held), *(OFFICES["appraiser"](proposal, held) if proposal.accepted_at else [])]


OFFICES = {"intake": office(INTAKE), "appraiser": office(APPRAISER), "head": office(HEAD)}
OFFICER, BOSS, CLERK, KEEPER = office(PROPOSER), office(AGENCY_HEAD), office(COMMITTEE), office(WAREHOUSE)


@dataclass(frozen=True)
class Telling:
    """To whom, and in what words."""

    to: tuple[Chooser, ...]
    headline: Any
    what: Any


#   what happened      who is told, and what
TOLD: dict[str, Telling] = {
    "ask_signature": Telling((BOSS,), _("chờ lãnh đạo ký"), _("Cán bộ của cơ quan trình lãnh đạo ký đề xuất trước khi gửi.")),
    "sign_off": Telling((OFFICER,), _("lãnh đạo đã ký"), _("Lãnh đạo cơ quan đã ký; đề xuất có thể được gửi.")),
    "submit": Telling((OFFICES["intake"],), _("đề xuất mới gửi đến"), _("Cơ quan đề xuất gửi hồ sơ; hồ sơ chờ tiếp nhận.")),
    "accept": Telling((OFFICER, OFFICES["appraiser"]), _("đã tiếp nhận"), _("Hồ sơ đã được tiếp nhận và chuyển chuyên viên thẩm định.")),
    "return": Telling(
        (OFFICER, BOSS), _("trả lại để bổ sung"), _("Hồ sơ được trả lại; bổ sung theo lý do đã nêu rồi gửi lại, hoặc rút đề xuất.")
    ),
    "consult": Telling(
        (consulted, OFFICER), _("lấy ý kiến các cơ quan"), _("Các cơ quan liên quan được hỏi ý kiến; cơ quan được hỏi trả lời trước hạn.")
    ),
    "answer": Telling((OFFICES["appraiser"],), _("một cơ quan đã trả lời"), _("Một cơ quan được lấy ý kiến đã trả lời.")),
    "gather": Telling(
        (OFFICES["appraiser"],),
        _("đủ ý kiến các cơ quan"),
        _("Mọi cơ quan được hỏi đã trả lời; chuyên viên tổng hợp rồi kết luận."),
    ),
    "appraise": Telling(
        (OFFICES["head"],), _("đã thẩm định, chờ duyệt"), _("Chuyên viên đã kết luận thẩm định; hồ sơ chờ lãnh đạo duyệt.")
    ),
    "approve": Telling(
        (OFFICER, OFFICES["appraiser"]), _("đã duyệt"), _("Lãnh đạo cơ quan chủ trì đã duyệt; đề xuất được đưa vào hồ sơ trình.")
    ),
    "reject": Telling(
        (OFFICER, BOSS, OFFICES["appraiser"]),
        _("không chấp thuận"),
        _("Đề xuất không được chấp thuận và kết thúc; danh mục không thay đổi."),
    ),
    "withdraw": Telling((appraisers_if_theirs, consulted), _("đã rút"), _("Cơ quan đề xuất đã rút đề xuất; không phải xử lý tiếp.")),
    "forward": Telling(
        (CLERK, OFFICER),
        _("trình Ủy ban nhân dân Thành phố"),
        _("Đề xuất nằm trong một hồ sơ trình; văn thư ghi nhận quyết định khi đã ký."),
    ),
    "issue": Telling(
        (OFFICER, BOSS, OFFICES["head"], OFFICES["appraiser"]), _("đã có quyết định"), _("Quyết định đã được ban hành và ghi nhận.")
    ),
    "send_back": Telling(
        (OFFICES["appraiser"], OFFICES["head"]), _("chuyển lại để thẩm định"), _("Văn phòng Ủy ban chuyển lại hồ sơ để thẩm định lại.")
    ),
    "apply": Telling(
        (OFFICER, BOSS, managers, KEEPER), _("danh mục đã thay đổi"), _("Quyết định có hiệu lực; danh mục đã thay đổi theo đề xuất này.")
    ),
}
TITLE = _("%(code)s: %(headline)s")
BODY = _("%(what)s\n\nTrích yếu: %(title)s\nCơ quan đề xuất: %(agency)s\nNgười thực hiện: %(by)s")
BODY_WITH_NOTE = _("%(what)s\n\nTrích yếu: %(title)s\nCơ quan đề xuất: %(agency)s\nNgười thực hiện: %(by)s\nÝ kiến: %(note)s")
BY_ITSELF = _("hệ thống tự động")


def tell_of(move: str, proposal: ChangeProposal, *, by: User | None, at: datetime, note: str) -> None:
    """Everybody concerned by a move that was just made; each move leaves the file with a version of its own."""
    _tell(move, proposal, key=f"proposal/{proposal.pk}/version/{proposal.version}", by=by, at=at, note=note.strip())


def tell_of_answer(opinion: Opinion, proposal: ChangeProposal, *, by: User, at: datetime) -> None:
    """The appraisers, that a consulted agency has answered."""
    _tell("answer", proposal, key=f"opinion/{opinion.pk}/answer", by=by, at=at, note=str(opinion))


def tell_of_signature(proposal: ChangeProposal, *, by: User, at: datetime) -> None:
    """The head of the proposing agency, that their signature is asked for."""
    _tell("ask_signature", proposal, key=f"proposal/{proposal.pk}/signature/{at.isoformat()}", by=by, at=at, note="")


def _tell(event: str, proposal: ChangeProposal, *, key: str, by: Any, at: datetime, note: str) -> None:
    telling, held = TOLD[event], seats_of(by, at).mandates
    offices = list(dict.fromkeys(office for choose in telling.to for office in choose(proposal, held)))
    agencies = Agency.objects.prefetch_related("names").in_bulk({proposal.agency_id, *(agency_id for _role, agency_id in offices)})
    to = [(role, agencies.get(agency_id)) for role, agency_id in offices]
    said = {
        "code": proposal.code,
        "headline": telling.headline,
        "what": telling.what,
        "title": proposal.title,
        "agency": str(agencies[proposal.agency_id]),
        "by": by or BY_ITSELF,
        "note": note,
    }
    body = BODY_WITH_NOTE if note else BODY
    tell(f"proposal.{event}", to=to, title=TITLE, body=body, path=_path(event, proposal), key=key, at=at, but=by, said=said)


def _path(event: str, proposal: ChangeProposal) -> str:
    """Where the matter is found: what has become law, by its decision, which everybody may read."""
    return f"/decisions/{proposal.decision_id}/" if event == "apply" else f"/proposals/{proposal.code}/"
