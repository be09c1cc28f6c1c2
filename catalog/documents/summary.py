"""Bảng tổng hợp tiếp thu, giải trình: what consulted agencies said, point by point, and what became of each point."""

from collections.abc import Iterator
from itertools import count

from catalog.documents.blanks import KEPT, SHORT, counted, day_of
from catalog.documents.facts import Bundle
from catalog.documents.offices import Offices, of_head, offices_on
from catalog.proposals.papers import Opinion
from catalog.proposals.reading import Point, names_of, points_of
from hcm_registry.documents.blocks import Column, Group, Paper, Paragraph, Row, Table
from hcm_registry.documents.words import day_in_words
from hcm_registry.kernel.periods import today

COLUMNS = (Column("STT", 13, centred=True), Column("Mục góp ý", 38), Column("Nội dung góp ý", 55), Column("Tiếp thu, giải trình", 62))
UNANSWERED = "Chưa tiếp thu, giải trình"


def paper(bundle: Bundle) -> Paper:
    """Every opinion on the present content; who has not answered stands there too."""
    proposal, asked = bundle.proposal, bundle.asked
    offices = offices_on(day_of(proposal.appraised_at) or today(bundle.at), [proposal.agency_id, *(one.agency_id for one in asked)])
    answered = sum(opinion.answered_at is not None for opinion in asked)
    return Paper(
        issuer=offices.heading(offices.lead),
        symbol=f"{SHORT}-{offices.lead.symbol}",
        kind="Bảng tổng hợp, tiếp thu, giải trình",
        abstract=f"Ý kiến đối với đề xuất {proposal.code}: {proposal.title}",
        body=(
            Paragraph(f"{offices.lead.name} tổng hợp ý kiến về đề xuất của {offices.of(proposal.agency_id).name} như sau:"),
            Table(COLUMNS, tuple(_rows(bundle, offices)), empty="Chưa có ý kiến nào."),
            Paragraph(f"{counted(answered)} trên {counted(len(asked))} cơ quan được lấy ý kiến đã trả lời."),
        ),
        signature=of_head(),
        recipients=(*(offices.of(one.agency_id).name for one in asked), KEPT),
        draft=proposal.appraised_at is None,
    )


def _rows(bundle: Bundle, offices: Offices) -> Iterator[Row | Group]:
    names, numbers = names_of(bundle.proposal), count(1)
    for opinion in bundle.asked:
        yield Group(f"{offices.of(opinion.agency_id).name}: {_stance(opinion)}")
        for point in points_of(opinion, names):
            yield str(next(numbers)), point.place, point.text, _response(point)


def _stance(opinion: Opinion) -> str:
    if opinion.answered_at is None:
        due = opinion.clock.due_on
        return f"chưa trả lời (hạn {day_in_words(due)})" if due else "chưa trả lời"
    return f"{opinion.get_stance_display()} ({day_in_words(today(opinion.answered_at))})"


def _response(point: Point) -> str:
    if point.response is None:
        return UNANSWERED if point.open else ""
    return ": ".join(filter(None, [str(point.response.get_kind_display()), point.response.text]))
