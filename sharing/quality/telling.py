"""The operator of the warehouse and the managing agency learn that a dataset has no new data in time: once until the next good load."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.authority import mandates
from agencies.models import Agency, Mandate, Message, Role
from agencies.outbox.actions import tell
from catalog.models import DatabaseVersion
from hcm_registry.kernel.periods import LEGAL_ZONE, today
from sharing.quality.freshness import State
from sharing.quality.health import Table, tables

EVENT = "warehouse.overdue"
TITLE = _("Quá hạn cập nhật: %(database)s, bảng %(table)s")
BODY = _(
    "Danh mục ghi tần suất cập nhật: %(frequency)s. Lần nạp tốt gần nhất lúc %(loaded)s; dữ liệu mới phải có trước %(due)s. "
    "Cơ quan quản lý kiểm tra hệ thống nguồn; bộ phận vận hành kho kiểm tra lịch nạp và các lượt nạp."
)


def tell_of_overdue(*, at: datetime) -> int:
    """Tell of each dataset that has become overdue. Safe to run twice, and late. Returns of how many."""
    late = {_key(table): table for table in tables(Q(), at=at) if table.fresh.state == State.OVERDUE}
    known = set(Message.objects.filter(key__in=late).values_list("key", flat=True))
    news = {key: table for key, table in late.items() if key not in known}
    versions = DatabaseVersion.objects.as_of(today(at), today=today(at)).filter(database__in=[table.database for table in news.values()])
    said = {version.database_id: version for version in versions.select_related("database", "managing_agency").without_words()}
    operator = Agency.objects.filter(pk=mandates(today(at)).get(Mandate.Kind.WAREHOUSE, 0)).first() if news else None
    return sum(_tell(key, table, said[table.database], operator, at) for key, table in news.items())


def _key(table: Table) -> str:
    """A period of being overdue follows one good load."""
    assert table.score is not None
    return f"warehouse/overdue/{table.score.run_id}"


def _tell(key: str, table: Table, version: DatabaseVersion, operator: Agency | None, at: datetime) -> bool:
    to = [(Role.OPERATOR, operator), (Role.REGISTRAR, version.managing_agency)]
    assert table.score is not None and table.fresh.due is not None
    said: dict[str, Any] = {
        "database": version.database.code,
        "table": table.dataset,
        "frequency": _Spoken(version),
        "loaded": _moment(table.score.at),
        "due": _moment(table.fresh.due),
    }
    path = f"/databases/{version.database.code}/"
    told = tell(EVENT, to=[one for one in to if one[1]], title=TITLE, body=BODY, path=path, key=key, at=at, said=said)
    return told is not None


class _Spoken:
    """The frequency, in the language in which it is written down."""

    def __init__(self, version: DatabaseVersion) -> None:
        self.version = version

    def __str__(self) -> str:
        return str(self.version.get_update_frequency_display())


def _moment(at: datetime) -> str:
    """As the city writes it, in both languages."""
    return f"{at.astimezone(LEGAL_ZONE):%H:%M %d/%m/%Y}"
