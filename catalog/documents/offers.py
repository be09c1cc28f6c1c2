"""Which papers there are, in which states, and of what. Ask nowhere else whether a paper may be had.

A paper is there for whoever may read all that stands on it: one proposal, every proposal of a dossier, or a decision that is
carried out and therefore public.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import singledispatch
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from catalog.decisions.models import Decision
from catalog.documents import appraisal, consultation, decision, letter, receipt, submission, summary
from catalog.documents.blanks import LANGUAGE
from catalog.documents.facts import Bundle, bundle
from catalog.proposals.models import ChangeProposal, Dossier
from catalog.proposals.states import PRIVATE, State
from hcm_registry.documents.blocks import Paper, Paragraph

S = State
Subject = ChangeProposal | Dossier | Decision
EVER = frozenset(State)
SENT = frozenset(State) - PRIVATE
TAKEN_IN = SENT - {S.SUBMITTED}
SUBMITTABLE = frozenset({S.APPROVED, S.AT_COMMITTEE, S.ISSUED, S.APPLIED})
DEMO = Paragraph("Văn bản này có số liệu minh họa.")


def _always(proposal: ChangeProposal) -> bool:
    return True


def _taken_in(proposal: ChangeProposal) -> bool:
    return bool(proposal.receipt_number)


def _consulted(proposal: ChangeProposal) -> bool:
    return any(opinion.voided_at is None for opinion in proposal.opinions.all())


@dataclass(frozen=True)
class Kind:
    """One kind of paper: offered of a proposal in those states, if what it tells has happened; `shared` ones tell of a whole dossier."""

    key: str
    file: str
    title: Any
    states: frozenset[State]
    build: Callable[[Bundle], Paper]
    happened: Callable[[ChangeProposal], bool] = _always
    shared: bool = False


# fmt: off
#    key             name of the file        title                                        states       said by             only if
_ROWS = (
    Kind("letter",       "cong-van-de-xuat",    _("Công văn đề xuất"),                     EVER,        letter.paper),
    Kind("receipt",      "phieu-tiep-nhan",     _("Phiếu tiếp nhận"),                      TAKEN_IN,    receipt.paper,      _taken_in),
    Kind("consultation", "cong-van-lay-y-kien", _("Công văn lấy ý kiến"),                  TAKEN_IN,    consultation.paper, _consulted),
    Kind("summary",      "bang-tong-hop",       _("Bảng tổng hợp, tiếp thu, giải trình"),  TAKEN_IN,    summary.paper,      _consulted),
    Kind("appraisal",    "phieu-tham-dinh",     _("Phiếu thẩm định"),                      TAKEN_IN,    appraisal.paper,    _taken_in),
    Kind("submission",   "to-trinh",            _("Tờ trình"),                             SUBMITTABLE, submission.paper,   shared=True),
    Kind("decision",     "quyet-dinh",          _("Quyết định và phụ lục"),                SUBMITTABLE, decision.paper,     shared=True),
)
# fmt: on
KINDS = {kind.key: kind for kind in _ROWS}
ISSUED_KIND = KINDS["decision"]


@singledispatch
def offered(subject: Any, user: Any, at: datetime) -> list[Kind]:
    """The papers that the person may have of a proposal they read, of a dossier, or of a decision."""
    raise TypeError(subject)


@offered.register
def _of_proposal(subject: ChangeProposal, user: Any, at: datetime) -> list[Kind]:
    possible = [kind for kind in _ROWS if subject.state in kind.states]
    asked = {_consulted: False} | {check: check(subject) for check in {kind.happened for kind in possible}}
    whole = subject.state in SUBMITTABLE and _reads_all(_together(subject), user, at)
    return [kind for kind in possible if asked[kind.happened] and (whole or not kind.shared)]


@offered.register
def _of_dossier(subject: Dossier, user: Any, at: datetime) -> list[Kind]:
    together = list(subject.proposals.order_by("pk"))
    return [kind for kind in _ROWS if kind.shared] if together and _reads_all(together, user, at) else []


@offered.register
def _of_decision(subject: Decision, user: Any, at: datetime) -> list[Kind]:
    together = list(ChangeProposal.objects.filter(dossier__decision=subject).order_by("pk"))
    public = all(proposal.state == State.APPLIED for proposal in together)
    return [ISSUED_KIND] if together and (public or _reads_all(together, user, at)) else []


def made(subject: Subject, key: str, user: Any, at: datetime) -> tuple[Paper, str] | None:
    """A paper and the name of its file, without ending; None where it is not offered to the person."""
    kind = next((kind for kind in offered(subject, user, at) if kind.key == key), None)
    if kind is None:
        return None
    about = bundle(_about(subject, kind), at)
    with override(LANGUAGE):
        paper = kind.build(about)
    if any(proposal.is_demo for proposal in about.proposals):
        paper = replace(paper, body=(DEMO, *paper.body))
    return paper, f"{kind.file}-{_code(subject, about)}"


def _about(subject: Subject, kind: Kind) -> Sequence[ChangeProposal]:
    if isinstance(subject, ChangeProposal):
        return _together(subject) if kind.shared else [subject]
    return list(ChangeProposal.objects.filter(dossier=subject if isinstance(subject, Dossier) else subject.dossier))


def _together(proposal: ChangeProposal) -> list[ChangeProposal]:
    """The proposals of its dossier; itself alone before it lies in one."""
    return list(ChangeProposal.objects.filter(dossier=proposal.dossier_id)) if proposal.dossier_id else [proposal]


def _reads_all(together: Sequence[ChangeProposal], user: Any, at: datetime) -> bool:
    keys = [proposal.pk for proposal in together]
    return ChangeProposal.objects.visible_to(user, at).filter(pk__in=keys).count() == len(keys)


def _code(subject: Subject, about: Bundle) -> str:
    if isinstance(subject, Decision):
        return slugify(subject.reference.replace("/", "-").replace("Đ", "D")) or str(subject.pk)
    return subject.code
