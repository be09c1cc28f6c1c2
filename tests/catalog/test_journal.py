"""The journal: no gaps, a chain, and any tampering is found where it begins."""

import random

import pytest
from django.db import connection

from catalog.journal import actions as journal
from catalog.models import JournalEntry
from tests import factories as make


def rewrite(statement, *values):
    """As the owner of the database could, with the trigger switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE catalog_journalentry DISABLE TRIGGER USER")
        cursor.execute(statement, values)


@pytest.fixture
def written(city, now):
    for n in range(20):
        journal.write(JournalEntry.Kind.VERSION_OPENED, subject=f"HCM-CSDL-{n:03d}", body={"tên": n}, at=now)
    return journal.head()


def test_every_entry_follows_from_the_one_before(written):
    assert list(JournalEntry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, written + 1))
    assert journal.first_broken() is None


TAMPERS = {
    "a word": "UPDATE catalog_journalentry SET body = '{\"khác\": 1}' WHERE seq = %s",
    "a day": "UPDATE catalog_journalentry SET at = at + interval '1 day' WHERE seq = %s",
    "a subject": "UPDATE catalog_journalentry SET subject = 'khác' WHERE seq = %s",
    "a hash": "UPDATE catalog_journalentry SET hash = repeat('1', 64) WHERE seq = %s",
    "a link": "UPDATE catalog_journalentry SET previous = repeat('1', 64) WHERE seq = %s",
    "a removal": "DELETE FROM catalog_journalentry WHERE seq = %s",
}


@pytest.mark.parametrize("what", TAMPERS)
def test_tampering_is_found_where_it_begins(what, written):
    victim = random.Random(what).randint(1, written - 1)
    rewrite(TAMPERS[what], victim)
    assert journal.first_broken() == victim


def test_the_whole_life_of_a_decision_is_in_it(city):
    before = journal.head()
    make.proposal_in("APPLIED", city)
    kinds = list(JournalEntry.objects.filter(seq__gt=before).order_by("seq").values_list("kind", flat=True))
    assert kinds == ["DECISION_RECORDED", "VERSION_OPENED", "EDITION_FROZEN"]
