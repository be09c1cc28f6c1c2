"""How one speaks to the warehouse: on its own server when WAREHOUSE_URL names one, else in schemas of the registry's database."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import structlog
from django.conf import settings
from django.db import connection

from hcm_registry.kernel.periods import LEGAL_ZONE

log = structlog.get_logger(__name__)
Warehouse = psycopg.Connection[tuple[Any, ...]]

#: A load has no limit of time but does not keep readers waiting: it asks for a lock, and comes again later. A moment without an offset is
#: the city's. Sorting and hashing have memory enough for a few millions of rows, and spill beyond. Nothing is known of a stage, so that
#: PostgreSQL expects most rows to be bad and would not share the work of finding them.
SETTINGS = {
    "statement_timeout": "0",
    "lock_timeout": "2s",
    "TimeZone": str(LEGAL_ZONE),
    "work_mem": "64MB",
    "maintenance_work_mem": "128MB",
    "parallel_setup_cost": "0",
    "parallel_tuple_cost": "0",
}
#: Somebody waits for the page that asks.
READING = {"default_transaction_read_only": "on", "statement_timeout": "5s", "TimeZone": str(LEGAL_ZONE)}
CONTROL = ("control.sql", "quarantine.sql")


@contextmanager
def connected() -> Iterator[Warehouse]:
    """A connection of one's own, each statement for itself unless a transaction is opened; what the warehouse keeps of itself is there."""
    where = address()
    with psycopg.connect(where, autocommit=True, options=_as_options(SETTINGS), application_name="hcm warehouse") as warehouse:
        _prepared(where)
        yield warehouse


@contextmanager
def reading() -> Iterator[Warehouse | None]:
    """A connection for a page, by which nothing is written. None when the warehouse does not answer."""
    where = address()
    try:
        _prepared(where)
        warehouse = psycopg.connect(where, autocommit=True, connect_timeout=3, options=_as_options(READING), application_name="hcm page")
    except psycopg.OperationalError:
        log.warning("warehouse does not answer", exc_info=True)
        yield None
        return
    with warehouse:
        yield warehouse


def address() -> str:
    """Where the warehouse is, as libpq reads it."""
    if settings.WAREHOUSE_URL:
        return str(settings.WAREHOUSE_URL)
    given = connection.get_connection_params()
    return psycopg.conninfo.make_conninfo(
        **{name: given[name] for name in ("dbname", "user", "password", "host", "port") if given.get(name)}
    )


def _as_options(settings: dict[str, str]) -> str:
    return " ".join(f"-c {name}={value}" for name, value in settings.items())


@cache
def _prepared(where: str) -> None:
    with psycopg.connect(where, connect_timeout=3) as warehouse:
        for name in CONTROL:
            warehouse.execute(Path(__file__).with_name(name).read_text())
