"""Công văn lấy ý kiến: what the department asks other agencies about a proposal, and until when (form 1.5)."""

from datetime import date

from catalog.documents import differences
from catalog.documents.blanks import CATALOGUE, KEPT, SHORT, cited, day_of, lowered
from catalog.documents.facts import Bundle
from catalog.documents.offices import Offices, of_head, offices_on
from catalog.proposals.papers import Opinion
from catalog.proposals.states import Stance
from hcm_registry.documents.blocks import Items, Paper, Paragraph
from hcm_registry.documents.words import day_in_words
from hcm_registry.kernel.periods import today


def paper(bundle: Bundle) -> Paper:
    """One letter to every agency that was asked about the present content."""
    proposal, asked = bundle.proposal, bundle.asked
    day = day_of(min((opinion.asked_at for opinion in asked), default=None))
    offices = offices_on(day or today(bundle.at), [proposal.agency_id, *(opinion.agency_id for opinion in asked)])
    sender, lead = offices.of(proposal.agency_id), offices.lead
    letter = cited("Công văn", proposal.letter_number, proposal.letter_date, f"{sender.symbol}-{SHORT}")
    answers = "; ".join(lowered(str(stance.label)) for stance in Stance)
    return Paper(
        issuer=offices.heading(lead),
        symbol=f"{lead.symbol}-{SHORT}",
        day=day,
        abstract=f"lấy ý kiến về đề xuất {lowered(proposal.title)}",
        to=tuple(offices.of(opinion.agency_id).name for opinion in asked),
        body=(
            Paragraph(f"{lead.name} đang thẩm định đề xuất {proposal.code} của {sender.name} ({letter}) về việc thay đổi {CATALOGUE}."),
            Paragraph(f"{lead.name} đề nghị quý cơ quan cho ý kiến về các nội dung sau:"),
            differences.table(bundle.sheets[proposal.pk]),
            Paragraph(f"Ý kiến nêu rõ một trong các mức: {answers}. Có góp ý hoặc không đồng ý thì nêu nội dung, lý do theo từng mục."),
            *_until(asked, offices),
        ),
        signature=of_head(),
        recipients=("Như trên", sender.name, KEPT),
    )


def _until(asked: list[Opinion], offices: Offices) -> tuple[Paragraph | Items, ...]:
    """One day for all, or each its own."""
    days = {opinion.clock.due_on for opinion in asked}
    if len(days) == 1:
        return (Paragraph(f"Đề nghị gửi ý kiến về {offices.lead.name} {_by(days.pop())}."),)
    each = tuple(f"{offices.of(opinion.agency_id).name}: {_by(opinion.clock.due_on)}" for opinion in asked)
    return (Paragraph(f"Đề nghị gửi ý kiến về {offices.lead.name}:"), Items(each))


def _by(day: date | None) -> str:
    return f"trước hoặc trong {day_in_words(day)}"
