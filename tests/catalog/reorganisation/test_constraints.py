"""What the database itself refuses to store about acts of reorganisation."""

import pytest

from catalog.models import Handover, ReorganisationStep
from tests.catalog.reorganisation.acts import NOW, applied, decided, draft, proposed
from tests.refusals import change, copy, refused, sql


def line(city):
    return draft(city).lines.first()


BROKEN = {
    "catalog_reorganisation_known_state": lambda c: change(draft(c), state="LOST"),
    "catalog_reorganisation_by_decision": lambda c: change(draft(c), state="APPLIED"),
    "catalog_reorganisation_four_eyes": lambda c: change(decided(c), decided_by=c.people["quantri"]),
    "catalog_reorganisation_reason_given": lambda c: change(draft(c), state="WITHDRAWN"),
    "catalog_reorganisation_proposed_who_when": lambda c: change(proposed(c), proposed_at=None),
    "catalog_reorganisation_decided_who_when": lambda c: change(proposed(c), decided_at=NOW),
    "catalog_reorganisationline_position_once": lambda c: copy(line(c)),
    "catalog_reorganisationline_not_itself": lambda c: change(line(c), successor=c.agencies["so-khdt"]),
    "catalog_reorganisationline_somebody_follows": lambda c: change(line(c), name=""),
    "catalog_reorganisationline_renamed_to_something": lambda c: change(line(c), kind="RENAME", name=""),
    "catalog_reorganisationline_part_is_said": lambda c: change(line(c), kind="PARTIAL_TRANSFER"),
    "catalog_reorganisationline_frozen": lambda c: change(proposed(c).lines.first(), name="Tên khác"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name, city):
    with refused(name):
        BROKEN[name](city)


def test_what_was_sent_stays_as_it_was_sent(city):
    part = {"kind": "PARTIAL_TRANSFER", "predecessor": "so-khdt", "successor": "so-tai-chinh", "scope": "Một phần"}
    act = proposed(city, part | {"databases": ["HCM-CSDL-001"]})
    row = act.lines.get()
    for statement in (
        "DELETE FROM catalog_reorganisationline_databases WHERE reorganisationline_id = %s",
        "DELETE FROM catalog_reorganisationline WHERE id = %s",
    ):
        with refused("catalog_reorganisationline_frozen"):
            sql(statement, row.pk)
    with refused("catalog_reorganisationline_frozen"):
        copy(row, position=9)


def test_what_an_act_did_is_never_rewritten(city):
    applied(city)
    for promise, row in (
        ("catalog_handover_append_only", Handover.objects.first()),
        ("catalog_reorganisationstep_append_only", ReorganisationStep.objects.first()),
    ):
        with refused(promise):
            sql(f'DELETE FROM "{row._meta.db_table}" WHERE id = %s', row.pk)
