"""What the system can tell about a file before somebody judges it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from catalog.proposals import guards
from catalog.proposals.models import ChangeItem, ChangeProposal
from catalog.proposals.papers import Opinion
from catalog.proposals.reading import path_in_words
from catalog.proposals.states import FINAL, IN_PROCESS
from hcm_registry.files.findings import STATE_TONES, state_of, summed_up
from hcm_registry.files.models import Verdict
from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.kernel.workflow import Nobody


@dataclass(frozen=True)
class Check:
    """One thing the system looked at; `state` is ok, warn, bad or wait."""

    state: str
    words: str
    more: tuple[str, ...] = ()


def checks(proposal: ChangeProposal, items: Sequence[ChangeItem], opinions: Iterable[Opinion], at: datetime) -> list[Check]:
    """Every check, in the order in which a reviewer thinks of them, of a file read by `reading.file_of` and `reading.items_of`."""
    standing = [opinion for opinion in opinions if opinion.voided_at is None]
    return [_complete(proposal, items, at), _base(proposal, items, at), _others(proposal, items), _opinions(standing), _papers(proposal)]


def _complete(proposal: ChangeProposal, items: Sequence[ChangeItem], at: datetime) -> Check:
    missing = guards.shortcomings(proposal, at, items)
    if not missing:
        return Check("ok", _("Đủ nội dung, không mâu thuẫn"))
    sentences = tuple(text for many in missing.values() for text in many)
    return Check("bad", _("Thiếu hoặc mâu thuẫn %(count)d chỗ") % {"count": len(missing)}, sentences)


def _base(proposal: ChangeProposal, items: Iterable[ChangeItem], at: datetime) -> Check:
    if proposal.state in FINAL:
        return Check("ok", _("Hồ sơ đã kết thúc, không so với bản hiện hành nữa"))
    fine = Check("ok", _("Không trùng mục nào với thay đổi khác của bản hiện hành"))
    if all(item.base_version is None or item.base_version.is_open for item in items):
        return fine
    try:
        guards.base_current(proposal, Nobody(), at)
    except RuleBroken as error:
        return Check("bad", error.text, tuple(path_in_words(conflict["path"]) for conflict in error.detail["conflicts"]))
    return fine


def _others(proposal: ChangeProposal, items: Iterable[ChangeItem]) -> Check:
    """A file in process is alone on its databases: a partial unique index sees to it."""
    databases = [item.database_id for item in items if item.database_id and proposal.state not in IN_PROCESS]
    others = ChangeProposal.objects.filter(items__database__in=databases, state__in=IN_PROCESS).exclude(pk=proposal.pk)
    codes = tuple(others.distinct().order_by("code").values_list("code", flat=True)) if databases else ()
    if codes:
        return Check("bad", _("Có đề xuất khác đang xử lý cho cùng cơ sở dữ liệu"), codes)
    return Check("ok", _("Không có đề xuất khác đang xử lý cho cùng cơ sở dữ liệu"))


def _opinions(asked: Sequence[Opinion]) -> Check:
    if not asked:
        return Check("ok", _("Không lấy ý kiến cơ quan khác"))
    missing = [opinion for opinion in asked if opinion.answered_at is None]
    against = sum(opinion.stance == "DISAGREE" for opinion in asked)
    if missing:
        return Check("wait", _("Còn %(missing)d trên %(asked)d cơ quan chưa trả lời") % {"missing": len(missing), "asked": len(asked)})
    if against:
        return Check("warn", _("%(count)d cơ quan không đồng ý") % {"count": against})
    return Check("ok", _("%(asked)d cơ quan được hỏi đều đã trả lời") % {"asked": len(asked)})


def _papers(proposal: ChangeProposal) -> Check:
    """What was found in them, the worst first."""
    if not proposal.paper_count:  # type: ignore[attr-defined]  # annotated by reading.file_of
        return Check("warn", _("Không có tài liệu kèm theo"))
    papers = list(summed_up(proposal.attachments.all()))
    changed = tuple(paper.name for paper in papers if paper.verdict == Verdict.TAMPERED)
    if changed:
        return Check("bad", _("%(count)d tài liệu bị sửa sau khi ký") % {"count": len(changed)}, changed)
    states = [state_of(paper.result) for paper in papers]
    tone, state = next((tone, state) for state, tone in STATE_TONES.items() if state in states)
    many = {"count": len(papers), "some": states.count(state), "state": str(state.label).lower()}
    return Check(tone, _("%(count)d tài liệu kèm theo; %(some)d %(state)s") % many)
