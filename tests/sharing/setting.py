"""Sources for the datasets of the city's first database, their runs, and a real server behind them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.utils.timezone import now
from psycopg import sql

from catalog.entries import actions as entries
from sharing.integration import actions
from sharing.integration.loading import load
from sharing.models import LoadRun, Source
from sharing.warehouse.connecting import connected
from tests import factories as make
from tests.databases import drop
from tests.kept import kept

COUNTS = {"extracted": 10, "loaded": 5, "updated": 2, "unchanged": 2, "quarantined": 1, "deleted": 3, "rows_before": 8, "rows_after": 10}
#: What the dictionary of the city's first database says of `ho_so` here.
COLUMNS = (
    make.column("ma", key=True, required=True, pattern="HS-[0-9]{4}"),
    make.column("ten", required=True, max_length=40),
    make.column("so_luong", type="integer", minimum="0"),
    make.column("loai", enum=["A", "B"]),
    make.column("sua_luc", type="datetime"),
)
TABLE = "ma text, ten varchar(60), so_luong int, loai char(1), sua_luc timestamptz"


def source(city: make.City, *, dataset: str = "ho_so", **fields) -> Source:
    """A source that nobody has asked for anything yet."""
    given = {"kind": "POSTGRES", "connection": {"host": "127.0.0.1", "table": "ho_so"}, "grace": 0, **fields}
    return Source.objects.create(database=city.databases["HCM-CSDL-001"], dataset=dataset, **given)


def run(of: Source, **fields) -> LoadRun:
    """A run in any state, however it came there."""
    return LoadRun.objects.create(source=of, **{"queued_at": make.NOW, "ready_at": make.NOW, **fields})


class Agency:
    """An agency's own server: a database beside ours, with one table."""

    def __init__(self, server: psycopg.Connection[Any]) -> None:
        self.server = server

    def do(self, order: str, *values: Any) -> list[tuple[Any, ...]]:
        """Something that the agency does."""
        done = self.server.execute(order, values or None)
        return done.fetchall() if done.description else []

    def fill(self, number: int, *, first: int = 0) -> None:
        """So many good rows."""
        self.do(
            "INSERT INTO ho_so SELECT 'HS-' || to_char(n, 'FM0000'), 'Hồ sơ ' || n, mod(n, 7), CASE WHEN mod(n, 2) = 0 THEN 'A' END,"
            " '2026-01-01 00:00:00+07'::timestamptz + n * interval '1 minute' FROM generate_series(%s, %s) AS n",
            first, first + number - 1,
        )  # fmt: skip


def its_address(name: str) -> dict[str, Any]:
    """How a source says where it is."""
    told = connection.settings_dict
    return {"host": "127.0.0.1", "port": int(told["PORT"]), "database": name, "user": told["USER"], "table": "ho_so"}


@contextmanager
def agency(name: str) -> Iterator[Agency]:
    """Its database lasts as long as the context."""
    ours = connection.get_connection_params()
    drop(name)
    with psycopg.connect(**(ours | {"dbname": "postgres"}), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    with psycopg.connect(**(ours | {"dbname": name, "options": ""}), autocommit=True) as server:
        server.execute(f"CREATE TABLE ho_so ({TABLE})")
        yield Agency(server)
    drop(name)


_days = (date(2024, 1, 1) + timedelta(days=n) for n in count())


def dictionary(city: make.City, *columns: dict[str, Any], **fields: Any) -> None:
    """Another version of the first database comes into force, whose `ho_so` has these columns."""
    database, clerk = city.databases["HCM-CSDL-001"], city.people["vanthu.ubnd"]
    content = make.content(datasets=[make.dataset("ho_so", *(columns or COLUMNS), **fields)])
    with transaction.atomic():
        under = make.decision(city.agencies["ubnd-tp"], by=clerk, on=next(_days))
        entries.supersede([(database, content)], under=under, at=now())


def loaded(of: Source, *, full: bool = False, clock: Callable[[], datetime] = now) -> LoadRun:
    """A run brought to its end in this process."""
    asked = actions.queue(of, by=None, at=clock(), full=full)
    load(asked, worker="thử", clock=clock)
    return LoadRun.objects.get(pk=asked.pk)


def told(of: LoadRun) -> tuple[int | None, ...]:
    """Extracted, loaded, updated, unchanged, quarantined, deleted."""
    return tuple(getattr(of, name) for name in ("extracted", "loaded", "updated", "unchanged", "quarantined", "deleted"))


def rows(columns: str = "*", place: str = "hcm_csdl_001.ho_so") -> list[tuple[Any, ...]]:
    """What readers see."""
    with connected() as warehouse:
        return warehouse.execute(f"SELECT {columns} FROM {place} ORDER BY 1").fetchall()


def quarantine(of: Source) -> dict[str, set[str]]:
    """The rows of a source that wait: what stands in `ma` → their reasons."""
    with connected() as warehouse:
        found = warehouse.execute("SELECT row ->> 'ma', reasons FROM warehouse.quarantine WHERE source = %s AND gone_run IS NULL", [of.pk])
        return {name: set(reasons) for name, reasons in found}


def empty_warehouse() -> None:
    """Nothing of a test stays: no transaction takes it back."""
    with connected() as warehouse:
        found = warehouse.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'hcm\\_csdl%' OR nspname IN ('stage', 'heap')"
        ).fetchall()
        for (name,) in found:
            warehouse.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))
        warehouse.execute("CREATE SCHEMA stage; CREATE SCHEMA heap; SET session_replication_role = replica")
        for name in ("publication", "feed", "quarantine", "quarantine_label", "quarantine_tally", "correction", "absent"):
            warehouse.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier("warehouse", name)))


@pytest.fixture
def office(request, transactional_db):
    """The agency's server, and a source that reads it."""
    name = f"{connection.settings_dict['NAME']}_office"
    city = kept(make.build_city)
    dictionary(city)
    with agency(name) as server:
        server.city = city
        server.source = source(city, connection=its_address(name), secret=connection.settings_dict["PASSWORD"])
        yield server
    empty_warehouse()
