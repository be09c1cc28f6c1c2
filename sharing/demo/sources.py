"""The demo city's sources: registered once, and told at each start where the agencies' systems are now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agencies.models import User
from catalog.models import DatabaseVersion
from sharing.integration import actions
from sharing.integration.errors import AlreadyLoading
from sharing.integration.models import LoadRun, Source
from sharing.integration.states import DriftPolicy, Kind, Mode


@dataclass(frozen=True)
class Told:
    """One source: which dataset of which database, and where it is."""

    database: str
    dataset: str
    kind: Kind
    connection: dict[str, Any]
    secret: str = ""
    how: tuple[tuple[str, Any], ...] = ()


def of_postgres(connection: dict[str, Any], secret: str) -> list[Told]:
    """Enterprises, of which only what changed is fetched; divisions, whole."""
    since = (("mode", Mode.INCREMENTAL), ("watermark", "cap_nhat_luc"), ("overlap", 300))
    name = "Cơ sở dữ liệu đăng ký doanh nghiệp"
    return [
        Told(name, "doanh_nghiep", Kind.POSTGRES, connection | {"table": "doanh_nghiep"}, secret, since),
        Told(name, "don_vi_hanh_chinh", Kind.POSTGRES, connection | {"table": "don_vi_hanh_chinh"}, secret),
    ]


def of_mysql(connection: dict[str, Any], secret: str) -> Told:
    """Projects; a column that no dictionary knows does not keep the others out."""
    name = "Cơ sở dữ liệu dự án đầu tư vốn nước ngoài"
    return Told(name, "du_an", Kind.MYSQL, connection, secret, (("on_drift", DriftPolicy.CONTINUE),))


def of_api(connection: dict[str, Any]) -> Told:
    """Permits: the dictionary has no such table until the agency's proposal is decided."""
    return Told("Cơ sở dữ liệu cấp phép xây dựng", "giay_phep", Kind.REST, connection)


def of_workbook(connection: dict[str, Any]) -> Told:
    """Households; more of them are wrong than a source may have by custom."""
    return Told("Cơ sở dữ liệu hộ kinh doanh", "ho_kinh_doanh", Kind.FILES, connection, "", (("max_rejected", 10),))


def tell(told: Iterable[Told], *, by: User, at: datetime) -> None:
    """Register what is not there, tell the others where their system is now, and load each that nobody has loaded yet."""
    for one in told:
        version = DatabaseVersion.objects.open().select_related("database").get(name=one.database)
        source, _new = Source.objects.update_or_create(
            database=version.database,
            dataset=one.dataset,
            defaults={"connection": one.connection, "secret": one.secret},
            create_defaults={"kind": one.kind, "connection": one.connection, "secret": one.secret, **dict(one.how)},
        )
        if not LoadRun.objects.filter(source=source).exists():
            _load(source, by, at)


def _load(source: Source, by: User, at: datetime) -> None:
    try:
        actions.queue(source, by=by, at=at)
    except AlreadyLoading:
        return
