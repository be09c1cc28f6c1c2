"""Quyết định: what the issuing body is asked to issue, with the annex of what changes (form 1.3); once issued, as recorded."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from catalog.decisions.models import Decision
from catalog.documents.blanks import CATALOGUE, KEPT, counted, lowered
from catalog.documents.facts import Bundle, Wanted
from catalog.documents.grounds import as_ground, grounds
from catalog.documents.offices import Office, Offices, of_body, offices_on
from catalog.documents.submission import reference
from catalog.editions import files, rows
from catalog.proposals.states import ItemKind
from hcm_registry.documents.blocks import Annex, Article, Authority, Clause, Grounds, Group, Paper, Row, Table
from hcm_registry.documents.words import day_in_words
from hcm_registry.kernel.periods import today

CHANGES = f"Nội dung sửa đổi, bổ sung {CATALOGUE}"


def paper(bundle: Bundle) -> Paper:
    """A draft until its number is recorded; then number, day and signer are the recorded ones."""
    decision = bundle.dossier.decision if bundle.dossier else None
    day = decision.signed_on if decision else None
    body_id = decision.issuing_body_id if decision else None
    on = day or today(bundle.at)
    offices = offices_on(on, [body_id, *(proposal.agency_id for proposal in bundle.proposals)])
    issuer = offices.of(body_id) if body_id else offices.issuer
    symbol = decision.symbol if decision else Decision._meta.get_field("symbol").get_default()
    articles = _articles(bundle, offices, decision)
    return Paper(
        issuer=offices.heading(issuer),
        symbol=symbol,
        number=decision.number if decision else "",
        day=day,
        kind="Quyết định",
        abstract=decision.abstract if decision else f"Ban hành {lowered(CHANGES)}",
        body=(Authority(issuer.name), Grounds(_grounds(bundle, decision, on, offices)), Authority("Quyết định:"), *articles),
        signature=of_body(issuer, decision.signer if decision else "", decision.signer_title if decision else ""),
        recipients=("Như Điều 4", KEPT),
        annexes=(_annex(bundle, issuer, symbol, on),),
        draft=not (decision and decision.number),
    )


def _grounds(bundle: Bundle, decision: Decision | None, day: date, offices: Offices) -> tuple[str, ...]:
    """Those recorded of a decision; of a draft the law of the day and what the proposals rest on."""
    if decision and decision.legal_grounds.strip():
        given = (line.strip(" -;.") for line in decision.legal_grounds.splitlines())
        return tuple(as_ground(line) for line in given if line)
    asked_by = f"Theo đề nghị của {offices.lead.name} tại {reference(bundle, offices)}"
    return (*grounds(day, (proposal.legal_ground for proposal in bundle.proposals)), asked_by)


def _articles(bundle: Bundle, offices: Offices, decision: Decision | None) -> Iterable[Article]:
    """What is issued; who carries it out (the duties of the decision of October 2023); from when; whom it binds."""
    lead, named = offices.lead.name, sorted({offices.of(one.agency_id).name for one in bundle.proposals} - {offices.lead.name})
    tally = ", ".join(f"{lowered(str(kind.label))} {counted(len(found))}" for kind, found in bundle.wanted())
    since = decision.effective_on if decision else _wished(bundle)
    return (
        Article(f"Ban hành kèm theo Quyết định này {lowered(CHANGES)} ({tally} cơ sở dữ liệu)."),
        Article(
            "Tổ chức thực hiện:",
            (
                Clause(f"{lead} chủ trì tích hợp các cơ sở dữ liệu nêu tại Phụ lục vào Kho dữ liệu dùng chung của Thành phố."),
                Clause(
                    "Cơ quan quản lý cơ sở dữ liệu xây dựng, cập nhật, quản lý cơ sở dữ liệu nêu tại Phụ lục; "
                    f"phối hợp với {lead} kết nối, chia sẻ vào Kho dữ liệu dùng chung của Thành phố."
                ),
            ),
        ),
        Article(f"Quyết định này có hiệu lực thi hành kể từ {day_in_words(since)}."),
        Article(f"{'; '.join([lead, *named])} và các cơ quan, đơn vị có liên quan chịu trách nhiệm thi hành Quyết định này."),
    )


def _wished(bundle: Bundle) -> date | None:
    """The day all of them ask for; a blank where they ask for several or none."""
    days = {proposal.wanted_on for proposal in bundle.proposals}
    return days.pop() if len(days) == 1 else None


def _annex(bundle: Bundle, issuer: Office, symbol: str, day: date) -> Annex:
    """What the catalogue will say of each database, in the columns of the next edition's annex, by what becomes of it."""
    parts = list(bundle.wanted())
    printed = rows.of_contents([one for _kind, found in parts for one in found], day)
    table = Table(files.columns_of(printed), tuple(_rows(parts, files.rows_of(printed))))
    return Annex(CHANGES, (table,), of=files.belongs(symbol, issuer.name), landscape=True)


def _rows(parts: list[tuple[ItemKind, list[Wanted]]], printed: Iterable[Row]) -> Iterator[Row | Group]:
    lines = iter(printed)
    for kind, found in parts:
        yield Group(str(kind.label))
        yield from islice(lines, len(found))
