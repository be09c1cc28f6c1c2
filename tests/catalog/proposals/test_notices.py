"""Whoever is concerned by a move is told of it, can open what the notice leads to, and nobody else is told."""

import pytest
from django.db import transaction

from agencies.models import Delivery, Message, Notice, OperatorTask
from catalog.proposals import actions, drafts, notices
from catalog.proposals.notices import TOLD
from catalog.proposals.workflow import MOVES
from hcm_registry.kernel.errors import RuleBroken
from tests import factories as make
from tests.factories import NOW
from tests.verbs import NOTE, ROADS, make_move

OFFICER, BOSS = "canbo.skhdt", "lanhdao.skhdt"
INTAKE, APPRAISER, HEAD = "tiepnhan.stttt", "thamdinh.stttt", "lanhdao.stttt"
#: Move → the state it is made in, and who is told (whoever makes it is not).
WHO_IS_TOLD = {
    "sign_off": ("DRAFT", {OFFICER}),
    "submit": ("DRAFT", {INTAKE}),
    "accept": ("SUBMITTED", {OFFICER, APPRAISER}),
    "return": ("SUBMITTED", {OFFICER, BOSS}),
    "consult": ("ACCEPTED", {OFFICER, "canbo.stc"}),
    "gather": ("CONSULTATION", {APPRAISER}),
    "appraise": ("ACCEPTED", {HEAD}),
    "approve": ("APPRAISAL", {OFFICER, APPRAISER}),
    "reject": ("APPRAISAL", {OFFICER, BOSS, APPRAISER}),
    "withdraw": ("ACCEPTED", {INTAKE, APPRAISER}),
    "forward": ("APPROVED", {"vanthu.ubnd", OFFICER}),
    "issue": ("AT_COMMITTEE", {OFFICER, BOSS, APPRAISER, HEAD}),
    "send_back": ("AT_COMMITTEE", {APPRAISER, HEAD}),
    "apply": ("ISSUED", {OFFICER, BOSS, "vanhanh.kho"}),
}


def told_of(event):
    return {notice.user.username for notice in Notice.objects.filter(message__event=f"proposal.{event}").select_related("user")}


def answer(proposal, city, by="canbo.stc"):
    opinion = proposal.opinions.get(agency=city.people[by].memberships.get().agency)
    actions.answer(opinion, stance="AGREE", by=city.people[by], at=NOW)


def test_every_move_and_nothing_else_is_in_the_table():
    assert set(WHO_IS_TOLD) == set(MOVES)
    assert set(TOLD) == set(MOVES) | {"answer", "ask_signature"}


@pytest.mark.parametrize("move", WHO_IS_TOLD)
def test_a_move_is_told_to_those_it_concerns_and_the_link_works(move, city, client, settings):
    settings.REQUIRE_TOTP = False
    state, people = WHO_IS_TOLD[move]
    proposal = make.proposal_in(state, city)
    if move == "gather":
        answer(proposal, city)
    else:
        make_move(move, proposal, city, at=NOW)
    assert told_of(move) == people
    message = Message.objects.get(event=f"proposal.{move}")
    assert message.title.startswith(proposal.code) and proposal.title in message.body_en
    for notice in message.notices.select_related("user"):
        client.force_login(notice.user, backend="django.contrib.auth.backends.ModelBackend")
        assert {client.get(f"{prefix}{message.path}").status_code for prefix in ("", "/en")} == {200}


def test_the_reason_is_told_too(city):
    make.proposal_in("RETURNED", city)
    message = Message.objects.get(event="proposal.return")
    assert NOTE in message.body and NOTE in message.body_en


def test_an_answer_is_told_to_the_appraisers(city):
    proposal = make.proposal_in("ACCEPTED", city)
    asked = [city.agencies["so-tai-chinh"], city.agencies["so-xay-dung"]]
    actions.consult(proposal, agencies=asked, due_on=NOW.date(), by=city.people[APPRAISER], at=NOW)
    answer(proposal, city)
    assert (told_of("answer"), told_of("gather")) == ({APPRAISER}, set())
    answer(proposal, city, "canbo.sxd")
    assert (told_of("answer"), told_of("gather")) == ({APPRAISER}, {APPRAISER})
    assert Message.objects.filter(event__in=["proposal.answer", "proposal.gather"]).count() == 2


def test_a_draft_that_was_never_sent_is_withdrawn_in_silence(city):
    make.proposal_in("WITHDRAWN", city)
    assert not told_of("withdraw")


def test_consulted_agencies_learn_of_a_withdrawal(city):
    proposal = make.proposal_in("CONSULTATION", city)
    make_move("withdraw", proposal, city, at=NOW)
    assert told_of("withdraw") == {INTAKE, APPRAISER, "canbo.stc"}


def test_however_many_offices_are_told_they_are_asked_for_at_once(city, django_assert_num_queries):
    proposal = make.proposal_in("ACCEPTED", city)
    appraiser, asked = city.people[APPRAISER], [agency for agency in city.agencies.values() if agency != proposal.agency]
    actions.consult(proposal, agencies=asked, due_on=NOW.date(), by=appraiser, at=NOW)
    proposal.version += 1  # as if another move had been made
    offices_and_people, what_is_said, inboxes_and_whom_nothing_reaches = 5, 2, 2
    with django_assert_num_queries(offices_and_people + what_is_said + inboxes_and_whom_nothing_reaches):
        notices.tell_of("consult", proposal, by=appraiser, at=NOW, note="")
    assert len(asked) > 5 and told_of("consult") > {OFFICER, "canbo.sxd", "canbo.stc"}


def test_the_head_is_told_that_a_signature_is_asked_for(city):
    agency = city.agencies["so-khdt"]
    agency.requires_sign_off = True
    agency.save()
    proposal = make.draft(city)
    drafts.ask_signature(proposal, by=proposal.created_by, at=NOW)
    assert told_of("ask_signature") == {BOSS}


def test_the_next_office_has_nobody_and_somebody_is_set_to_it(city):
    intake = city.people[INTAKE]
    intake.is_active = False
    intake.save()
    make.proposal_in("SUBMITTED", city)
    task = OperatorTask.objects.get()
    assert (task.agency.key, task.role, task.message.event) == ("so-tttt", "INTAKE", "proposal.submit")


def test_a_move_that_fails_tells_nobody(city):
    proposal = make.proposal_in("APPRAISAL", city)
    before = Message.objects.count()
    with pytest.raises(RuleBroken):
        actions.approve(proposal, by=city.people[APPRAISER], at=NOW)
    with transaction.atomic():
        actions.approve(proposal, by=city.people[HEAD], at=NOW)
        transaction.set_rollback(True)
    assert Message.objects.count() == before


def test_a_whole_life_is_told_move_by_move(city):
    make.proposal_in("APPLIED", city)
    assert list(Message.objects.values_list("event", flat=True)) == [f"proposal.{move}" for move in ROADS["APPLIED"]]
    assert not Delivery.objects.exists()  # nobody here has an address
