"""Phiếu thẩm định: what is judged, field by field, what others said of it, and what the appraiser concludes."""

from catalog.documents import differences
from catalog.documents.blanks import DOTS, KEPT, SHORT, cited, counted, day_of, said
from catalog.documents.facts import Bundle
from catalog.documents.grounds import Law, as_ground, law_on
from catalog.documents.offices import Offices, by_post, offices_on
from catalog.proposals.papers import Opinion
from hcm_registry.documents.blocks import Block, Grounds, Heading, Items, Paper, Paragraph
from hcm_registry.kernel.periods import today


def paper(bundle: Bundle) -> Paper:
    """The appraiser's sheet; a draft until they conclude."""
    proposal = bundle.proposal
    day = day_of(proposal.appraised_at)
    offices = offices_on(day or today(bundle.at), [proposal.agency_id, *(one.agency_id for one in bundle.asked)])
    law = law_on(day or today(bundle.at))
    return Paper(
        issuer=offices.heading(offices.lead),
        symbol=f"{SHORT}-{offices.lead.symbol}",
        kind="Phiếu thẩm định",
        abstract=f"Đề xuất {proposal.code}: {proposal.title}",
        day=day,
        body=_body(bundle, offices, law),
        signature=by_post("Người thẩm định", proposal.appraised_by),
        recipients=(f"Lãnh đạo {offices.lead.name}", KEPT),
        draft=day is None,
    )


def _body(bundle: Bundle, offices: Offices, law: Law | None) -> tuple[Block, ...]:
    proposal = bundle.proposal
    return (
        *((Grounds((as_ground(law.cited),)),) if law else ()),
        Heading("1. Hồ sơ"),
        Items(_file(bundle, offices)),
        Heading("2. Nội dung thay đổi"),
        differences.table(bundle.sheets[proposal.pk]),
        Heading("3. Ý kiến các cơ quan"),
        *_opinions(bundle.asked, offices),
        Heading("4. Kết luận thẩm định"),
        Paragraph(said(proposal.appraisal) if proposal.appraised_at else DOTS),
    )


def _file(bundle: Bundle, offices: Offices) -> tuple[str, ...]:
    proposal = bundle.proposal
    sender = offices.of(proposal.agency_id)
    return (
        f"Cơ quan đề xuất: {sender.name}",
        f"Văn bản đề xuất: {cited('Công văn', proposal.letter_number, proposal.letter_date, f'{sender.symbol}-{SHORT}')}",
        f"Số tiếp nhận: {said(proposal.receipt_number)}",
        f"Lý do đề xuất: {said(proposal.reason)}",
        f"Căn cứ của đề xuất: {said(proposal.legal_ground)}",
    )


def _opinions(asked: list[Opinion], offices: Offices) -> tuple[Paragraph | Items, ...]:
    if not asked:
        return (Paragraph("Không lấy ý kiến."),)
    each = (f"{offices.of(one.agency_id).name}: {one.get_stance_display() if one.answered_at else 'chưa trả lời'}" for one in asked)
    answered = sum(one.answered_at is not None for one in asked)
    return Paragraph(f"{counted(answered)} trên {counted(len(asked))} cơ quan đã trả lời."), Items(tuple(each))
