"""A decision is carried out on its day, whole or not at all, once, and exactly as it was approved."""

from datetime import timedelta

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange

from agencies.models import Mandate
from catalog.decisions.models import Decision
from catalog.entries import actions as entries
from catalog.entries.content import content_of
from catalog.models import DatabaseVersion, Edition, JournalEntry
from catalog.proposals import actions, drafts, effects, guards
from catalog.proposals.models import ChangeProposal
from catalog.proposals.queries import standing
from catalog.tasks import apply_due
from hcm_registry.kernel.errors import Forbidden, Invalid, RuleBroken, WrongState
from hcm_registry.kernel.periods import day_start, today
from tests import factories as make
from tests.verbs import make_move

NOW = make.NOW
TOMORROW = today(NOW) + timedelta(days=1)


def purposes(day):
    return dict(DatabaseVersion.objects.in_force(day).values_list("database__code", "purpose"))


def at_committee(city, *proposals):
    for proposal in proposals:
        for verb in ("submit", "accept", "appraise", "approve"):
            make_move(verb, proposal, city, at=NOW)
    head = city.people["lanhdao.stttt"]
    return actions.forward(proposals, title="Tờ trình", letter_number="1/TTr", letter_date=today(NOW), by=head, at=NOW)


def issued(city, *proposals, on=TOMORROW):
    dossier = at_committee(city, *proposals)
    return actions.issue(dossier, make.decision_text(on, signed_on=min(on, today(NOW))), by=city.people["vanthu.ubnd"], at=NOW)


def states():
    return set(ChangeProposal.objects.values_list("state", flat=True))


def test_midnight_of_the_city_brings_it_and_no_moment_before(city):
    issued(city, make.draft(city))
    with time_machine.travel(day_start(TOMORROW) - timedelta(seconds=1), tick=False):
        assert apply_due() == 0
    assert states() == {"ISSUED"}
    with time_machine.travel(day_start(TOMORROW), tick=False):
        assert apply_due() == 1
    assert states() == {"APPLIED"}
    assert purposes(TOMORROW)["HCM-CSDL-001"] == "Phục vụ người dân và doanh nghiệp"
    assert purposes(today(NOW))["HCM-CSDL-001"] == "Phục vụ quản lý nhà nước"


def test_twice_is_once(city):
    decision = issued(city, make.draft(city))
    with time_machine.travel(day_start(TOMORROW), tick=False):
        assert [apply_due(), apply_due()] == [1, 0]
    assert effects.carry_out(decision, at=day_start(TOMORROW)) == 0
    assert DatabaseVersion.objects.filter(database__code="HCM-CSDL-001").count() == 2
    assert Edition.objects.count() == 1


def test_a_decision_already_effective_is_carried_out_at_once(city):
    issued(city, make.draft(city), on=today(NOW))
    assert states() == {"APPLIED"}


def test_all_of_a_decision_or_nothing(city):
    """The second proposal cannot be applied, so neither is the first, and nothing else remains of the attempt."""
    first, second = make.draft(city), make.draft(city, code="HCM-CSDL-003")
    decision = issued(city, first, second)
    ahead = make.decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=TOMORROW)
    entries.retire(city.databases["HCM-CSDL-003"], under=ahead, at=day_start(TOMORROW))
    before = (DatabaseVersion.objects.count(), JournalEntry.objects.count(), purposes(TOMORROW))
    with pytest.raises(RuleBroken):
        effects.carry_out(decision, at=day_start(TOMORROW))
    assert (DatabaseVersion.objects.count(), JournalEntry.objects.count(), purposes(TOMORROW)) == before
    assert states() == {"ISSUED"}


def test_one_decision_that_cannot_be_carried_out_does_not_stop_the_next(city):
    stuck = issued(city, make.draft(city, code="HCM-CSDL-003"))
    issued(city, make.draft(city))
    ahead = make.decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=TOMORROW)
    entries.retire(city.databases["HCM-CSDL-003"], under=ahead, at=day_start(TOMORROW))
    with time_machine.travel(day_start(TOMORROW), tick=False):
        assert apply_due() == 1
    assert ChangeProposal.objects.get(decision=stuck).state == "ISSUED"


def test_what_breaks_unforeseen_does_not_stop_the_next_either(city, monkeypatch):
    stuck = issued(city, make.draft(city, code="HCM-CSDL-003"))
    issued(city, make.draft(city))
    supersede = entries.supersede
    monkeypatch.setattr(entries, "supersede", lambda wanted, **more: 1 / (wanted[0][0].number - 3) and supersede(wanted, **more))
    with time_machine.travel(day_start(TOMORROW), tick=False):
        assert apply_due() == 1
    assert ChangeProposal.objects.get(decision=stuck).state == "ISSUED"


def test_ten_proposals_of_one_decision_take_effect_together(city):
    under = city.decision
    more = [make.database(f"Cơ sở dữ liệu {n}", city.agencies["so-khdt"], under=under).database for n in range(10)]
    city.databases |= {database.code: database for database in more}
    issued(city, *(make.draft(city, code=database.code, purpose=f"Mục đích của {database.code}") for database in more))
    with time_machine.travel(day_start(TOMORROW), tick=False):
        assert apply_due() == 10
    assert {code: purpose for code, purpose in purposes(TOMORROW).items() if purpose.endswith(code)}.keys() == {d.code for d in more}
    assert Edition.objects.get().lines.count() == len(city.databases)


def test_however_many_databases_a_proposal_changes_it_is_carried_out_in_few_statements(city, django_assert_max_num_queries):
    draft = make.draft(city)
    for number in range(20):
        database = make.database(f"Cơ sở dữ liệu {number}", city.agencies["so-khdt"], under=city.decision).database
        drafts.add_item(draft, "AMEND", database=database, content={"purpose": "Mới"}, by=draft.created_by, at=NOW)
    decision = issued(city, draft)
    with django_assert_max_num_queries(70):
        assert effects.carry_out(decision, at=day_start(TOMORROW)) == 1
    assert list(purposes(TOMORROW).values()).count("Mới") == 20


def test_two_decisions_never_wait_for_one_database(city):
    """While a change of it is issued and waits for its day, no second one is even received."""
    issued(city, make.draft(city))
    second = make.draft(city)
    with pytest.raises(Forbidden, match="đang có một đề xuất khác"):
        actions.submit(second, by=city.people["canbo.skhdt"], at=NOW)


def test_a_dossier_whose_files_were_all_sent_back_gets_no_decision(city):
    proposal = make.draft(city)
    dossier = at_committee(city, proposal)
    clerk = city.people["vanthu.ubnd"]
    actions.send_back(proposal, by=clerk, at=NOW, note="Bổ sung căn cứ")
    with pytest.raises(WrongState):
        actions.issue(dossier, make.decision_text(TOMORROW, signed_on=today(NOW)), by=clerk, at=NOW)
    assert Decision.objects.count() == 1


def test_a_decision_falls_on_the_files_the_clerk_saw_or_on_none(city):
    """One of two is sent back while the clerk types: what is left is not what was read, and is not decided by the way."""
    first, second = make.draft(city), make.draft(city, code="HCM-CSDL-002", by="canbo.sxd")
    dossier, clerk = at_committee(city, first, second), city.people["vanthu.ubnd"]
    read = standing(dossier.proposals.order_by("pk"))
    actions.send_back(second, by=clerk, at=NOW, note="Bổ sung căn cứ")
    text = make.decision_text(TOMORROW, signed_on=today(NOW))
    with pytest.raises(WrongState):
        actions.issue(dossier, text, by=clerk, at=NOW, seen=read)
    assert states() == {"AT_COMMITTEE", "APPRAISAL"}
    assert Decision.objects.count() == 1
    actions.issue(dossier, text, by=clerk, at=NOW, seen=standing(dossier.proposals.order_by("pk")))
    assert states() == {"ISSUED", "APPRAISAL"}


def test_whoever_had_the_mandate_when_it_was_signed_issued_it(city):
    """The mandate moved on between signing and recording; the clerk of the new body records what the old one issued."""
    dossier, clerk = at_committee(city, make.draft(city)), city.people["canbo.stc"]
    Mandate.objects.filter(kind="ISSUER").update(period=DateRange(make.SINCE, today(NOW)))
    Mandate.objects.create(kind="ISSUER", agency=city.agencies["so-tai-chinh"], period=DateRange(today(NOW), None))
    make.membership(clerk, "CLERK", city.agencies["so-tai-chinh"])
    with pytest.raises(Invalid) as refused:
        actions.issue(dossier, make.decision_text(TOMORROW, signed_on=make.SINCE - timedelta(days=1)), by=clerk, at=NOW)
    assert set(refused.value.detail["errors"]) == {"signed_on"}
    decision = actions.issue(dossier, make.decision_text(TOMORROW, signed_on=today(NOW) - timedelta(days=1)), by=clerk, at=NOW)
    assert (decision.issuing_body, decision.recorded_by) == (city.agencies["ubnd-tp"], clerk)


def test_nobody_applies_by_hand_and_nothing_before_its_day(city):
    decision = issued(city, make.draft(city))
    with pytest.raises(guards.NotYetInForce):
        effects.carry_out(decision, at=NOW)
    assert states() == {"ISSUED"}


@pytest.mark.parametrize("state", ["REJECTED", "WITHDRAWN", "RETURNED", "APPROVED", "AT_COMMITTEE"])
def test_what_was_not_decided_is_never_applied(state, city):
    proposal = make.proposal_in(state, city)
    before = DatabaseVersion.objects.count()
    with pytest.raises(RuleBroken):
        effects.apply(proposal, at=NOW + timedelta(days=90))
    assert DatabaseVersion.objects.count() == before


def test_what_was_reviewed_is_what_is_applied(city):
    make.proposal_in("APPLIED", city)
    proposal = ChangeProposal.objects.get()
    version = DatabaseVersion.objects.with_dictionary().get(made_by__proposal=proposal)
    assert content_of(version) == proposal.items.get().content
    assert proposal.fingerprint() == proposal.approved_hash == proposal.revisions.get().content_hash


def test_a_new_database_takes_the_next_number_and_a_retired_one_keeps_its_own(city):
    author = city.people["canbo.skhdt"]
    proposal = drafts.start(agency=city.agencies["so-khdt"], by=author, at=NOW, **make_head())
    drafts.add_item(proposal, "ADD", content=make.content("Cơ sở dữ liệu hộ kinh doanh"), by=author, at=NOW)
    drafts.add_item(proposal, "RETIRE", database=city.databases["HCM-CSDL-003"], by=author, at=NOW)
    issued(city, proposal, on=today(NOW))
    now_in = set(purposes(today(NOW)))
    assert now_in == {"HCM-CSDL-001", "HCM-CSDL-002", "HCM-CSDL-004"}
    assert DatabaseVersion.objects.get(database__code="HCM-CSDL-003").in_force.upper == today(NOW)


def make_head():
    return {"title": "Rà soát", "reason": "Sắp xếp lại", "legal_ground": "NĐ 47/2020", "no_state_secret": True}
