"""An agency with 500 databases and 2,000 open records merges with another: how long the day takes, and in how many statements.

The open records are checks of its duties, each with a deadline. What a round moves is taken back before the next.
"""

from functools import partial

from django.db import connection, transaction

from benchmarks.city import empty_city
from benchmarks.counting import counted
from benchmarks.report import Took, figures_of, keep, timed
from catalog.clocks.models import DeadlineClock
from catalog.duties import actions as duties
from catalog.reorganisation import actions
from catalog.reorganisation.models import Reorganisation
from hcm_registry.kernel.periods import day_start
from tests import factories as make
from tests.catalog.clocks.setting import lay_down
from tests.catalog.duties.setting import with_duties
from tests.catalog.reorganisation.acts import ON, decided, merging

ROUNDS, DATABASES, RECORDS = 5, 500, 2000
CHECKED = ("DUTY_BUILD", "DUTY_CONNECT", "DUTY_GUIDE", "DUTY_CONFORM")


def run() -> None:
    """The day of the merger, over the rounds."""
    with empty_city():
        act, records = _prepare()
        rounds = [_round(act) for _ in range(ROUNDS)]
    told = [figures_of("merger", [took, took]) | {"statements": statements} for took, statements in rounds]
    figures = figures_of("merger", [took for took, _statements in rounds])
    keep("merger", told, figures | {"statements": rounds[0][1], "databases": DATABASES, "open_records": records}, {})


def _prepare() -> tuple[Reorganisation, int]:
    """The agency, its databases and open records, and the act that awaits its day."""
    city = make.build_city()
    agency, there = city.agencies["so-khdt"], sum(home == "so-khdt" for _name, home in make.DATABASES)
    for number in range(DATABASES - there):
        make.database(f"Cơ sở dữ liệu số {number}", agency, under=city.decision)
    with_duties(city)
    for matter in CHECKED:
        lay_down(city, matter, 6, "MONTHS")
    duties.open_checks(at=make.NOW)
    act = decided(city, *merging("so-khdt", "so-xay-dung", name="Sở Tài chính và Xây dựng"))
    records = DeadlineClock.objects.open().filter(agency=agency).count()
    assert records >= RECORDS, records
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return act, records


def _round(act: Reorganisation) -> tuple[Took, int]:
    with transaction.atomic(), counted() as statements:
        act.refresh_from_db()
        took = timed(partial(_apply, act))
        transaction.set_rollback(True)
    return took, statements.number


def _apply(act: Reorganisation) -> None:
    """With the constraints that are asked only at the end of a transaction."""
    actions.apply(act, at=day_start(ON))
    connection.check_constraints()
