"""Phiếu tiếp nhận: what the department took in, when, under which number, and until when it has to be judged."""

from catalog.clocks.models import DeadlineClock
from catalog.documents.blanks import DOTS, KEPT, SHORT, cited, day_of, said
from catalog.documents.facts import Bundle
from catalog.documents.offices import Office, by_post, offices_on
from catalog.rules.models import Matter
from hcm_registry.documents.blocks import Column, Heading, Items, Paper, Paragraph, Row, Table
from hcm_registry.documents.words import day_in_words
from hcm_registry.kernel.periods import LEGAL_ZONE, today

COLUMNS = (Column("STT", 13, centred=True), Column("Thành phần hồ sơ", 50), Column("Tên tệp", 65), Column("SHA-256", 40))


def paper(bundle: Bundle) -> Paper:
    """The receipt of a file that was taken in."""
    proposal = bundle.proposal
    day = day_of(proposal.accepted_at)
    offices = offices_on(day or today(bundle.at), [proposal.agency_id])
    sender = offices.of(proposal.agency_id)
    return Paper(
        issuer=offices.heading(offices.lead),
        symbol=f"{SHORT}-{offices.lead.symbol}",
        kind="Phiếu tiếp nhận",
        abstract=f"Hồ sơ đề xuất {proposal.code}",
        day=day,
        body=(
            Paragraph(f"{offices.lead.name} đã tiếp nhận hồ sơ của {sender.name}:"),
            Items(_facts(bundle, sender)),
            Heading("Hồ sơ gồm:"),
            Table(COLUMNS, tuple(_papers(bundle)), empty="Không có tệp kèm theo."),
            Paragraph(f"Hồ sơ được theo dõi theo mã {proposal.code}."),
        ),
        signature=by_post("Người tiếp nhận", proposal.accepted_by),
        recipients=(sender.name, KEPT),
    )


def _facts(bundle: Bundle, sender: Office) -> tuple[str, ...]:
    proposal = bundle.proposal
    return (
        f"Số tiếp nhận: {proposal.receipt_number}",
        f"Thời điểm tiếp nhận: {_taken(bundle)}",
        f"Trích yếu: {said(proposal.title)}",
        f"Văn bản đề xuất: {cited('Công văn', proposal.letter_number, proposal.letter_date, f'{sender.symbol}-{SHORT}')}",
        f"Hạn xử lý: {_due(proposal.clock)}",
    )


def _taken(bundle: Bundle) -> str:
    moment = bundle.proposal.accepted_at
    return f"{moment.astimezone(LEGAL_ZONE):%H giờ %M phút}, {day_in_words(today(moment))}" if moment else DOTS


def _due(clock: DeadlineClock | None) -> str:
    if clock is None or clock.kind != Matter.PROPOSAL_APPRAISAL or clock.due_on is None:
        return "chưa đặt"
    return day_in_words(clock.due_on)


def _papers(bundle: Bundle) -> list[Row]:
    found = bundle.proposal.attachments.order_by("pk")
    return [(str(n), one.get_kind_display(), one.name, f"{one.sha256[:16]}…") for n, one in enumerate(found, start=1)]
