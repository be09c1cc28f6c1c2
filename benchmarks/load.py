"""A table of 2,000,000 rows and 12 columns from one database into another: bare, and as a load with complete validation.

The limit is `COPY (binary) | COPY (binary)` between the same two databases and the primary key, in the same rounds. ROWS=200000 makes it
small.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, transaction
from django.test import override_settings
from django.utils.timezone import now

from benchmarks.city import EMPTY, empty_city
from benchmarks.report import keep
from catalog.entries import actions as entries
from sharing.integration import actions
from sharing.integration.connectors.encoding import gathered
from sharing.models import LoadRun, Source
from sharing.warehouse.connecting import connected
from tests import factories as make

ROWS, ROUNDS = int(os.environ.get("ROWS", "2_000_000")), int(os.environ.get("ROUNDS", "3"))
FILL = (Path(__file__).parent / "load.sql").read_text()
OFFICE, WAREHOUSE = "hcm_bench_office", "hcm_bench_kho"
COLUMNS = (
    make.column("ma_ho_so", key=True, required=True, pattern="HS-[0-9]{2}-[0-9]{8}"),
    make.column("so_dinh_danh", required=True, pattern="[0-9]{12}"),
    make.column("ten_cong_trinh", required=True, max_length=200),
    make.column("dia_chi", required=True, min_length=5, max_length=300),
    make.column("ma_xa", required=True, pattern="[0-9]{5}"),
    make.column("loai", required=True, enum=["MOI", "SUA", "TAM", "HUY"]),
    make.column("tinh_trang", required=True, enum=["CAP", "THU_HOI", "HET_HAN"]),
    make.column("so_tang", type="integer", required=True, minimum="0", maximum="200"),
    make.column("dien_tich", type="number", required=True, minimum="0", maximum="1000000"),
    make.column("ngay_cap", type="date", required=True, minimum="2000-01-01", maximum="2100-01-01"),
    make.column("cap_nhat_luc", type="datetime", required=True, minimum="2000-01-01T00:00:00"),
    make.column("co_hieu_luc", type="boolean", required=True),
)
#: Five kinds of bad rows, each one in a thousand; of a key given twice both are.
BAD = ROWS // 1000 * 6


def run() -> None:
    """Bare, whole, unchanged, one in a hundred changed: each once a round."""
    with empty_city(), databases() as office, override_settings(WAREHOUSE_URL=_url(WAREHOUSE)):
        source = _source()
        rounds = [_round(office, source) for _ in range(ROUNDS)]
    middle = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    ratios = {
        f"{ours}_vs_limit": statistics.median(one[f"{name}_s"] / one["limit_s"] for one in rounds)
        for ours, name in (("pg_full", "full"), ("unchanged", "unchanged"), ("one_percent", "one_percent"))
    }
    peak = max(one[name] for one in rounds for name in one if name.endswith("_rss_mb"))
    keep("load", rounds, middle | {"rows": ROWS, "worker_peak_rss_mb": peak}, ratios)


def _round(office: psycopg.Connection[Any], source: Source) -> dict[str, float]:
    told = {"limit_s": _bare()}
    _forget(source)
    full = _load(source, told, "full")
    assert (full.state, full.quarantined, full.loaded) == ("DONE", BAD, ROWS - BAD), (full.state, full.message, full.quarantined)
    unchanged = _load(source, told, "unchanged")
    assert (unchanged.unchanged, unchanged.updated) == (ROWS - BAD, 0)
    changed = office.execute(
        "UPDATE giay_phep SET so_tang = mod(so_tang + 1, 60) WHERE mod(dien_tich::int, 100) = 0 AND so_tang >= 0"
    ).rowcount
    office.execute("VACUUM giay_phep")
    _load(source, told, "one_percent")
    return told | {"changed_rows": changed}


def _bare() -> float:
    with psycopg.connect(_url(OFFICE)) as source, psycopg.connect(_url(WAREHOUSE), autocommit=True) as target:
        target.execute("DROP TABLE IF EXISTS bare")
        described = source.execute("SELECT string_agg(attname || ' ' || format_type(atttypid, -1), ', ' ORDER BY attnum) FROM pg_attribute"
                                   " WHERE attrelid = 'giay_phep'::regclass AND attnum > 0").fetchone()  # fmt: skip
        target.execute("CHECKPOINT")
        began = time.perf_counter()
        with target.transaction():
            target.execute(f"CREATE TABLE bare ({described[0]})")
            out, into = source.cursor(), target.cursor()
            with out.copy("COPY giay_phep TO STDOUT (FORMAT binary)") as rows, into.copy("COPY bare FROM STDIN (FORMAT binary)") as copy:
                for chunk in gathered(rows):
                    copy.write(chunk)
            target.execute("ALTER TABLE bare ADD PRIMARY KEY (ma_ho_so, so_dinh_danh)")
        return time.perf_counter() - began


def _load(source: Source, told: dict[str, float], name: str) -> LoadRun:
    with connected() as warehouse:
        warehouse.execute("CHECKPOINT")
    asked = actions.queue(source, by=None, at=now())
    env = os.environ | {"DATABASE_URL": _url(EMPTY), "WAREHOUSE_URL": _url(WAREHOUSE), "OUTBOUND_APPROVED": "127.0.0.1:*=127.0.0.1"}
    env["DJANGO_SETTINGS_MODULE"] = "hcm_registry.settings"
    done = subprocess.run([sys.executable, "-m", "benchmarks.loader", str(asked.pk)], env=env, check=True, capture_output=True, text=True)
    said = json.loads(done.stdout.splitlines()[-1])
    told |= {f"{name}_s": said["wall"], f"{name}_worker_busy_s": said["busy"], f"{name}_rss_mb": said["rss"]}
    ended = LoadRun.objects.get(pk=asked.pk)
    told |= {f"{name}_{stage.name.lower()}_s": (stage.ended_at - stage.began_at).total_seconds() for stage in ended.stages.all()}
    return ended


def _forget(source: Source) -> None:
    """The next load is the first again."""
    with connected() as warehouse:
        heap = warehouse.execute("SELECT heap_name FROM warehouse.feed WHERE source = %s", [source.pk]).fetchone()
        warehouse.execute("DROP SCHEMA IF EXISTS hcm_csdl_001 CASCADE")
        if heap and heap[0]:
            warehouse.execute(f"DROP TABLE heap.{heap[0]}")
        warehouse.execute("UPDATE warehouse.feed SET heap_name = NULL, fingerprint = NULL, rows = 0, watermark = NULL")
        warehouse.execute("DELETE FROM warehouse.quarantine")


def _source() -> Source:
    city = make.build_city()
    database, clerk = city.databases["HCM-CSDL-001"], city.people["vanthu.ubnd"]
    content = make.content(datasets=[make.dataset("giay_phep", *COLUMNS)])
    with transaction.atomic():
        under = make.decision(city.agencies["ubnd-tp"], by=clerk, on=make.NOW.date())
        entries.supersede([(database, content)], under=under, at=now())
    told = connection.settings_dict
    where = {"host": told["HOST"], "port": int(told["PORT"]), "database": OFFICE, "user": told["USER"], "table": "giay_phep"}
    return Source.objects.create(database=database, dataset="giay_phep", kind="POSTGRES", connection=where, secret=told["PASSWORD"])


@contextmanager
def databases() -> Iterator[psycopg.Connection[Any]]:
    """The agency's and the warehouse, gone afterwards."""
    with psycopg.connect(_url("postgres"), autocommit=True) as server:
        for name in (OFFICE, WAREHOUSE):
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {name}")
        try:
            with psycopg.connect(_url(OFFICE), autocommit=True) as office:
                for statement in filter(str.strip, FILL.format(rows=ROWS).split(";\n")):
                    office.execute(statement)
                yield office
        finally:
            for name in (OFFICE, WAREHOUSE):
                server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _url(name: str) -> str:
    told = connection.settings_dict
    return f"postgresql://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{name}"
