"""Thông báo tạm dừng: a managing agency tells beforehand that it will stop sharing, why, and until when. It is not kept."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from agencies.authority import AnyOf, Holder
from agencies.calendar.queries import calendar
from agencies.models import Role
from catalog.clocks.reckoning import reckon
from catalog.documents.blanks import KEPT, LANGUAGE, lowered
from catalog.documents.grounds import law_on
from catalog.documents.offices import of_head, offices_on
from catalog.entries.models import DatabaseVersion
from catalog.rules.models import LegalRule, Matter
from catalog.rules.queries import rule
from hcm_registry.documents.blocks import Items, Paper, Paragraph
from hcm_registry.documents.words import day_in_words
from hcm_registry.kernel.errors import Invalid
from hcm_registry.kernel.periods import today

#: Who speaks for the agency that manages the database.
KEEPERS = AnyOf((Holder(Role.REGISTRAR, at="managing_agency"), Holder(Role.HEAD, at="managing_agency")))
ARTICLE = {"47/2020/NĐ-CP": "Điều 43 khoản 1"}  # of the texts whose articles we read


class Reason(models.TextChoices):
    """Why sharing with everybody is stopped (NĐ 47/2020 Art. 43(1)); all but the last are planned and told beforehand (43(3), (4))."""

    UPGRADE = "UPGRADE", gettext_lazy("Nâng cấp hệ thống")
    EXPANSION = "EXPANSION", gettext_lazy("Mở rộng hệ thống")
    MAINTENANCE = "MAINTENANCE", gettext_lazy("Bảo trì hệ thống")
    FORCE_MAJEURE = "FORCE_MAJEURE", gettext_lazy("Sự kiện bất khả kháng")


@dataclass(frozen=True)
class Notice:
    """What is told."""

    reason: Reason
    since: date
    until: date
    contact: str
    detail: str = ""


@dataclass(frozen=True)
class Earliest:
    """The first day on which a planned stop told today may begin, and the rule that says so."""

    day: date
    rule: LegalRule


def earliest(at: datetime) -> Earliest | None:
    """By the rule of today and the working calendar; None where no rule is known. Error: UnknownYear."""
    found = rule(Matter.SUSPENSION_NOTICE, today(at))
    day = reckon(found, at, (), calendar(at)).due_on if found else None
    return Earliest(day, found) if found and day else None


def told(version: DatabaseVersion, notice: Notice, *, by: Any, at: datetime) -> Paper:
    """The notice. Errors: NotAuthorised, UnknownYear, Invalid (too soon, or over before it begins)."""
    KEEPERS.standing(version, by, at)
    _check(notice, at)
    with override(LANGUAGE):
        return _paper(version, notice, at)


def _paper(version: DatabaseVersion, notice: Notice, at: datetime) -> Paper:
    offices = offices_on(today(at), [version.managing_agency_id])
    own, law = offices.of(version.managing_agency_id), law_on(today(at))
    article = ARTICLE.get(law.number) if law else None
    ground = f"Căn cứ {article} {law.cited}, " if law and article else ""
    return Paper(
        issuer=offices.heading(own),
        symbol=f"TB-{own.symbol}",
        kind="Thông báo",
        abstract=f"Về việc tạm dừng chia sẻ dữ liệu của {version.name}",
        body=(
            Paragraph(f"{ground}{own.name} thông báo tạm dừng chia sẻ dữ liệu của {version.name} ({version.database.code}) như sau:"),
            Items(_facts(notice)),
            Paragraph("Đề nghị các cơ quan, đơn vị khai thác dữ liệu biết và chủ động bố trí công việc."),
        ),
        signature=of_head(),
        recipients=("Các cơ quan, đơn vị khai thác dữ liệu", offices.lead.name, KEPT),
    )


def _facts(notice: Notice) -> tuple[str, ...]:
    why = f"{lowered(str(notice.reason.label))}. {notice.detail}".strip(" .")
    return (
        f"Lý do: {why}",
        f"Tạm dừng từ: {day_in_words(notice.since)}",
        f"Dự kiến khôi phục: {day_in_words(notice.until)}",
        f"Đầu mối liên hệ: {notice.contact}",
    )


def _check(notice: Notice, at: datetime) -> None:
    errors = {}
    if notice.until < notice.since:
        errors["until"] = [_("Ngày dự kiến khôi phục không được trước ngày tạm dừng.")]
    if notice.since < today(at):
        errors["since"] = [_("Ngày tạm dừng đã qua. Chọn từ hôm nay trở đi.")]
    first = earliest(at) if notice.reason != Reason.FORCE_MAJEURE else None
    if first and notice.since < first.day:
        said = _("Phải thông báo trước ít nhất %(term)s (%(basis)s). Sớm nhất là ngày %(day)s.")
        errors["since"] = [said % {"term": first.rule.in_words, "basis": first.rule.legal_basis, "day": f"{first.day:%d/%m/%Y}"}]
    if errors:
        raise Invalid(errors=errors)
