"""Tờ trình: the department in charge submits what it judged to the issuing body (form 1.4)."""

from datetime import date

from catalog.documents.blanks import CATALOGUE, KEPT, cited, counted, numbered, said
from catalog.documents.facts import Bundle
from catalog.documents.grounds import grounds
from catalog.documents.offices import Offices, of_head, offices_on
from catalog.entries.presentation import summary
from catalog.proposals.models import ChangeProposal
from hcm_registry.documents.blocks import Block, Column, Grounds, Group, Heading, Items, Paper, Paragraph, Row, Table
from hcm_registry.documents.words import day_in_words
from hcm_registry.kernel.periods import today

COLUMNS = (Column("STT", 13, centred=True), Column("Cơ sở dữ liệu", 62), Column("Đề nghị", 30), Column("Nội dung thay đổi", 63))


def paper(bundle: Bundle) -> Paper:
    """What is submitted and why; a draft until it has its number."""
    dossier, at = bundle.dossier, bundle.at
    day = dossier.letter_date if dossier else None
    offices = offices_on(day or today(at), [proposal.agency_id for proposal in bundle.proposals])
    lead, issuer = offices.lead, offices.issuer
    number, symbol = numbered(dossier.letter_number if dossier else "", f"TTr-{lead.symbol}")
    return Paper(
        issuer=offices.heading(lead),
        symbol=symbol,
        number=number,
        day=day,
        kind="Tờ trình",
        abstract=_abstract(bundle),
        to=(issuer.name,),
        body=_body(bundle, offices, day or today(at)),
        signature=of_head(bundle.step("forward")),
        recipients=("Như trên", KEPT),
        draft=not number,
    )


def _body(bundle: Bundle, offices: Offices, day: date) -> tuple[Block, ...]:
    lead = offices.lead.name
    return (
        Grounds(grounds(day, ())),
        Paragraph(f"Trên cơ sở đề xuất của các cơ quan quản lý cơ sở dữ liệu và kết quả thẩm định, {lead} trình như sau:"),
        Heading("I. Sự cần thiết"),
        Items(tuple(f"{offices.of(one.agency_id).name} ({one.code}): {said(one.reason)}" for one in bundle.proposals)),
        Heading("II. Nội dung trình"),
        Table(COLUMNS, tuple(_rows(bundle, offices))),
        Heading("III. Kết quả thẩm định"),
        Items(tuple(_judged(proposal) for proposal in bundle.proposals)),
        Paragraph(f"Kèm theo tờ trình: dự thảo Quyết định và hồ sơ của {counted(len(bundle.proposals))} đề xuất."),
        Paragraph(f"{lead} kính trình {offices.issuer.name} xem xét, quyết định."),
    )


def reference(bundle: Bundle, offices: Offices) -> str:
    """How other papers speak of it."""
    dossier = bundle.dossier
    given, day = (dossier.letter_number, dossier.letter_date) if dossier else ("", None)
    return cited("Tờ trình", given, day, f"TTr-{offices.lead.symbol}")


def _abstract(bundle: Bundle) -> str:
    return bundle.dossier.title if bundle.dossier else f"Về việc ban hành nội dung sửa đổi, bổ sung {CATALOGUE}"


def _rows(bundle: Bundle, offices: Offices) -> list[Row | Group]:
    rows: list[Row | Group] = []
    for proposal in bundle.proposals:
        letter = cited("Công văn", proposal.letter_number, proposal.letter_date, f"{offices.of(proposal.agency_id).symbol}-…")
        rows.append(Group(f"{offices.of(proposal.agency_id).name} ({letter})"))
        for sheet in bundle.sheets[proposal.pk]:
            named = " ".join(filter(None, [sheet.item.database.code if sheet.item.database else "", sheet.item.name]))
            what = summary(one.change for one in sheet.changes) if sheet.item.content is not None else ""
            place = sum(not isinstance(row, Group) for row in rows) + 1
            rows.append((str(place), named, str(sheet.item.get_kind_display()), what))
    return rows


def _judged(proposal: ChangeProposal) -> str:
    when = f" ({day_in_words(today(proposal.appraised_at))})" if proposal.appraised_at else ""
    return f"{proposal.code}{when}: {said(proposal.appraisal)}"
