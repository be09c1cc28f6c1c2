"""Conditions of moves that no constraint keeps: each refuses in its own words, and lets through once it is met."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from agencies.models import Agency
from catalog.proposals import actions, guards
from hcm_registry.kernel.periods import day_start, today
from tests import factories as make
from tests.refusals import sql
from tests.verbs import make_move

NOW = make.NOW
DUE = today(NOW) + timedelta(days=7)


def test_a_dissolved_agency_sends_nothing(city):
    proposal = make.draft(city)
    Agency.objects.filter(key="so-khdt").update(active=DateRange(make.SINCE, today(NOW)))
    with pytest.raises(guards.AgencyNoLongerActs):
        actions.submit(proposal, by=city.people["canbo.skhdt"], at=NOW)
    actions.submit(proposal, by=city.people["canbo.skhdt"], at=day_start(today(NOW)) - timedelta(seconds=1))


def test_nothing_leaves_unsigned_an_agency_that_wants_it_signed(city):
    proposal, head = make.draft(city), city.people["lanhdao.skhdt"]
    with pytest.raises(guards.SignatureNotAsked):
        actions.sign_off(proposal, by=head, at=NOW)
    Agency.objects.filter(key="so-khdt").update(requires_sign_off=True)
    with pytest.raises(guards.SignatureMissing):
        actions.submit(proposal, by=city.people["canbo.skhdt"], at=NOW)
    actions.sign_off(proposal, by=head, at=NOW)
    actions.submit(proposal, by=city.people["canbo.skhdt"], at=NOW)


def test_the_appraiser_waits_for_every_answer_or_for_the_last_day(city):
    proposal = make.proposal_in("CONSULTATION", city)
    with pytest.raises(guards.OpinionsMissing):
        actions.appraise(proposal, by=city.people["thamdinh.stttt"], at=day_start(DUE), note="Đủ điều kiện")
    actions.appraise(proposal, by=city.people["thamdinh.stttt"], at=day_start(DUE + timedelta(days=1)), note="Đủ điều kiện")


@pytest.mark.parametrize(("state", "verb"), [("APPRAISAL", "approve"), ("ISSUED", "apply")])
def test_what_was_changed_behind_every_trigger_is_neither_approved_nor_applied(state, verb, city):
    proposal = make.proposal_in(state, city, on=today(NOW) + timedelta(days=1))
    sql("SET LOCAL session_replication_role = replica")  # as the owner of the database could
    sql("UPDATE catalog_changeitem SET content = jsonb_set(content, '{purpose}', '\"khác\"')")
    sql("SET LOCAL session_replication_role = origin")
    with pytest.raises(guards.ChangedSinceApproval):
        make_move(verb, proposal, city, at=NOW)
    assert connection.in_atomic_block and proposal.steps.filter(move=verb).count() == 0
