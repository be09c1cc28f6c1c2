"""Công văn: the proposing agency sends its proposal to the department in charge (form 1.5)."""

from catalog.documents import differences
from catalog.documents.blanks import CATALOGUE, KEPT, day_of, lowered, numbered, said
from catalog.documents.facts import Bundle
from catalog.documents.grounds import as_ground
from catalog.documents.offices import Offices, of_head, offices_on
from hcm_registry.documents.blocks import Block, Heading, Items, Paper, Paragraph
from hcm_registry.documents.words import day_in_words
from hcm_registry.kernel.periods import today

NO_SECRET = {
    True: "Cơ sở dữ liệu không chứa bí mật nhà nước",
    False: "Chưa xác nhận cơ sở dữ liệu không chứa bí mật nhà nước",
}


def paper(bundle: Bundle) -> Paper:
    """What is asked, why, on what ground; a draft until its number is known."""
    proposal = bundle.proposal
    day = proposal.letter_date or day_of(proposal.submitted_at)
    offices = offices_on(day or today(bundle.at), [proposal.agency_id])
    own, lead = offices.of(proposal.agency_id), offices.lead
    number, symbol = numbered(proposal.letter_number, f"{own.symbol}-…")
    return Paper(
        issuer=offices.heading(own),
        symbol=symbol,
        number=number,
        day=proposal.letter_date,
        abstract=f"đề xuất {lowered(proposal.title)}" if proposal.title else f"đề xuất thay đổi {CATALOGUE}",
        to=(lead.name,),
        body=_body(bundle, offices),
        signature=of_head(bundle.step("sign_off") if proposal.signed_at else None),
        recipients=("Như trên", KEPT),
        draft=not proposal.letter_number,
    )


def _body(bundle: Bundle, offices: Offices) -> tuple[Block, ...]:
    proposal = bundle.proposal
    own, lead = offices.of(proposal.agency_id), offices.lead
    wish = f"từ {day_in_words(proposal.wanted_on)}" if proposal.wanted_on else "không đề nghị ngày cụ thể"
    return (
        Paragraph(f"{own.name} đề nghị {lead.name} thẩm định, trình {offices.issuer.name} thay đổi {CATALOGUE} như sau:"),
        Heading("1. Lý do, căn cứ"),
        Paragraph(said(proposal.reason)),
        Items(tuple(as_ground(line) for line in said(proposal.legal_ground).splitlines() if line.strip())),
        Heading("2. Nội dung đề xuất"),
        differences.table(bundle.sheets[proposal.pk]),
        Heading("3. Các nội dung khác"),
        Items((f"Ngày đề nghị có hiệu lực: {wish}", NO_SECRET[proposal.no_state_secret])),
        Paragraph(f"{own.name} kính đề nghị {lead.name} xem xét."),
    )
