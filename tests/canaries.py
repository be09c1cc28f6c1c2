"""Would each promise's test notice if its keeper were gone? `make canaries` answers; it is run by hand, for it takes some minutes.

Every line of docs/invariants.md names keepers (a constraint, a trigger, a condition of a move) and tests. This plugin runs those tests
once for each keeper of their line with that keeper taken away, and expects them to fail: a keeper whose loss nothing notices is a promise
without a proof. A constraint or trigger is dropped in the test's own transaction, a condition is left out of every row of the law.
"""

import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection

LINES = [line for line in (Path(__file__).parents[1] / "docs" / "invariants.md").read_text().splitlines() if line.startswith("| ")]
KEEPER, TEST = re.compile(r"`((?:catalog|agencies|sharing)_\w+|guards\.\w+)`"), re.compile(r"`(test_\w+)`")
#: (keeper, test): the pairs a line promises. Each constraint has its witness in a table of attempts as well.
PAIRS = {(keeper, test) for line in LINES for keeper in KEEPER.findall(line) for test in [*TEST.findall(line), "test_the_database_refuses"]}
KEEPERS = {keeper for keeper, _test in PAIRS}
NOTICED, TRIED = defaultdict(set), defaultdict(set)

FIND = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname) FROM pg_constraint WHERE conname = %(name)s
UNION ALL SELECT format('DROP INDEX %%I', relname) FROM pg_class WHERE relkind = 'i' AND relname = %(name)s
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = %(name)s)
UNION ALL SELECT format('DROP TRIGGER %%I ON %%s', tgname, tgrelid::regclass) FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid
  WHERE NOT tgisinternal AND (tgname = %(name)s OR prosrc LIKE '%%CONSTRAINT = ''' || %(name)s || '''%%')
"""


@pytest.fixture(autouse=True)
def keeper_gone(request, db, monkeypatch):
    """The test runs without this keeper."""
    name = request.param
    if name.startswith("guards."):
        from catalog.proposals.workflow import MOVES  # Django is not set up yet when the plugin is loaded

        for move in list(MOVES.values()):
            left = tuple(guard for guard in move.guards if guard.__name__ != name.removeprefix("guards."))
            monkeypatch.setitem(MOVES, move.name, replace(move, guards=left))
        return
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"name": name})
        drops = [statement for (statement,) in cursor.fetchall()]
        assert drops, f"{name} is nowhere in the database"
        for statement in drops:
            cursor.execute(statement)


def pytest_generate_tests(metafunc):
    """A test once for every keeper of its lines."""
    name = metafunc.function.__name__
    metafunc.parametrize("keeper_gone", sorted(keeper for keeper, test in PAIRS if test == name), indirect=True)


def pytest_collection_modifyitems(items):
    """Only tests that a line names; of a test that walks a table of keepers, the row of this one."""
    items[:] = [item for item in items if _belongs(item)]


def _belongs(item):
    params, marker = item.callspec.params, item.get_closest_marker("django_db")
    if not isinstance(params.get("keeper_gone"), str) or (marker and marker.kwargs.get("transaction")):
        return False  # not named by any line; or with transactions of its own, which no rollback would repair
    others = {str(value) for name, value in params.items() if name != "keeper_gone"}
    rows = {row for value in others for row in (value, f"{value}_append_only") if row in KEEPERS}
    return not rows or params["keeper_gone"] in rows


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failure is what was hoped for: with its keeper the test passes."""
    outcome = yield
    report, keeper = outcome.get_result(), item.callspec.params["keeper_gone"]
    if report.when != "call":
        return
    test = item.originalname
    TRIED[keeper].add(test)
    if report.failed:
        NOTICED[keeper].add(test)
        report.outcome = "passed"


def pytest_terminal_summary(terminalreporter):
    """Keepers whose loss nobody notices."""
    for keeper in sorted(KEEPERS - NOTICED.keys()):
        terminalreporter.write_line(f"NOT NOTICED  {keeper}  (tried: {', '.join(sorted(TRIED[keeper])) or 'nothing'})", red=True)
    terminalreporter.write_line(f"{len(NOTICED)} of {len(KEEPERS)} keepers are missed when they are gone")


def pytest_sessionfinish(session):
    """Not a success as long as one is missing."""
    if KEEPERS - NOTICED.keys() and session.exitstatus == 0:
        session.exitstatus = 1
