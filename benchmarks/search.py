"""Search at 100,000 databases in three versions each: how long the best hits take, and whether they are the best.

Nothing a search finds is kept, so every call is a cold one; `first` is each query's first call in a new session, before
PostgreSQL holds its pages. Beside it, over the same names and purposes: SQLite's full-text index (one version each, no
filter by day, nothing counted), and our own questions without a cap, whose first twenty are what the capped ones must show.
"""

import itertools
import sqlite3
import statistics
from datetime import date
from functools import partial

from django.db import connection

from benchmarks.city import generated_city
from benchmarks.report import Took, figures_of, keep, timed
from catalog.entries import search
from catalog.entries.models import DatabaseVersion
from catalog.entries.suggestions import similar
from catalog.entries.terms import Terms

ROUNDS, PAGE = 9, 20
QUERIES = {
    "broad": ["dat dai", "giao thong", "thu", "co so du lieu", "quan ly", "CSDL nha o"],
    "spelled": ["đất đai", "thư viện", "THÚ Y", "bản đồ"],
    "narrow": ["cay xanh cu chi", "thu vien di tich can gio", "50000", "khoang san hoc mon"],
    "several": ["du lich the thao", "dau tu cong quan 3", '"nha o" -thue', "giao duc mam n"],
    "code": ["HCM-CSDL-050000", "hcm-csdl-77"],
    "nothing": ["kqxz", "dat dai kqxz"],
}
TYPOS = ["doanh nghjep", "giao thonh duong bo", "thu veen", "dat dia kqxz"]
KINDS = [(kind, query) for kind, queries in QUERIES.items() for query in queries]


def run() -> None:
    """Each query in turn, each way in turn, over the rounds."""
    with generated_city():
        today = date.today()  # noqa: DTZ011 any day after the last decision
        rows = DatabaseVersion.objects.as_of(today, today=today)
        peer = _sqlite(rows)
        connection.close()
        first = [timed(partial(search.ranked, rows, query)) for _kind, query in KINDS]
        rounds = [_round(rows, peer) for _ in range(ROUNDS)]
        recalls = [_recall(rows, query) for _kind, query in KINDS]
    whole = {kind: [took for one in rounds for took in one[kind]] for kind in rounds[0]}
    told = [{name: value for kind, took in one.items() for name, value in figures_of(kind, took).items()} for one in rounds]
    figures = {name: value for kind, took in whole.items() for name, value in figures_of(kind, took).items()}
    figures |= figures_of("search_first", first) | {"search_recall_of_twenty": statistics.mean(recalls)}
    ratios = {f"search_vs_{other}": _ratio(whole, other) for other in ("sqlite_fts5", "uncapped")}
    keep("search", told, figures, ratios)


def _round(rows, peer: sqlite3.Connection) -> dict[str, list[Took]]:
    took: dict[str, list[Took]] = {"search": [], "sqlite_fts5": [], "uncapped": [], "suggest": []}
    for kind, query in KINDS:
        ours = timed(partial(search.ranked, rows, query))
        took.setdefault(f"search_{kind}", []).append(ours)
        took["search"].append(ours)
        took["sqlite_fts5"].append(timed(partial(_ask_sqlite, peer, query)))
    took["uncapped"] = [timed(partial(_uncapped, rows, query)) for _kind, query in KINDS[::3]]
    took["suggest"] = [timed(partial(similar, rows, query)) for query in TYPOS]
    return took


def _uncapped(rows, query: str) -> list[search.Hit]:
    usual, search.CAP = search.CAP, 1_000_000
    try:
        return search.ranked(rows, query)
    finally:
        search.CAP = usual


def _recall(rows, query: str) -> float:
    """How many of the best twenty there are, the capped search shows on its first page: by worth, since equals may change places."""
    best = [hit[:2] for hit in _uncapped(rows, query)[:PAGE]]
    shown = [hit[:2] for hit in search.ranked(rows, query)[:PAGE]]
    return sum(a == b for a, b in itertools.zip_longest(best, shown)) / max(len(best), 1) if best else 1.0


def _sqlite(rows) -> sqlite3.Connection:
    peer = sqlite3.connect(":memory:")
    peer.execute('CREATE VIRTUAL TABLE entry USING fts5 (name, purpose, tokenize = "unicode61 remove_diacritics 2")')
    peer.executemany("INSERT INTO entry VALUES (?, ?)", rows.values_list("name", "purpose").iterator())
    return peer


def _ask_sqlite(peer: sqlite3.Connection, query: str) -> list[tuple[str]]:
    asked = " ".join(f'"{term.text}"' for term in Terms.plain(query).present)
    return peer.execute("SELECT name FROM entry WHERE entry MATCH ? ORDER BY bm25(entry, 10, 1) LIMIT 500", [asked]).fetchall()


def _ratio(whole: dict[str, list[Took]], other: str) -> float:
    return statistics.median(one.wall for one in whole["search"]) / statistics.median(one.wall for one in whole[other])
