"""A frozen edition, and the way behind the triggers that keep it."""

from datetime import datetime

from catalog.editions import actions as editions
from catalog.models import Edition
from hcm_registry.kernel.periods import LEGAL_ZONE
from tests import factories as make
from tests.refusals import sql

AT = datetime(2023, 10, 26, 9, tzinfo=LEGAL_ZONE)


def freeze(city: make.City) -> Edition:
    assert city.decision is not None
    return editions.freeze(city.decision, at=AT)


def behind_the_triggers(*tables: str) -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
