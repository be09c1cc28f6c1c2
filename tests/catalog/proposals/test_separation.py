"""Nobody stands on both sides of a decision: not in person, not by deputy, not in a second role, not by leaving in between."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from agencies.models import Delegation, Membership, Role
from catalog.proposals import actions, drafts, guards
from hcm_registry.kernel.errors import NotAuthorised
from hcm_registry.kernel.periods import today
from tests import factories as make
from tests.verbs import make_move

NOW = make.NOW


def deputise(principal, deputy, role, agency):
    period = DateTimeTZRange(NOW - timedelta(days=1), NOW + timedelta(days=30))
    return Delegation.objects.create(principal=principal, deputy=deputy, agency=agency, role=role, period=period)


def appraisal(city, **given):
    return make.proposal_in("APPRAISAL", city, **given)


def refuses_both(proposal, person, error, at=NOW):
    """Neither yes nor no from them, and no step of it."""
    before = proposal.steps.count()
    for verb in (actions.approve, actions.reject):
        with pytest.raises(error):
            verb(proposal, by=person, at=at, note="Lý do")
    assert proposal.steps.count() == before


@pytest.mark.parametrize("involved", ["canbo.skhdt", "thamdinh.stttt"])
def test_the_proposer_and_the_appraiser_do_not_decide_in_a_second_role(involved, city):
    proposal = appraisal(city)
    make.membership(city.people[involved], Role.HEAD, city.agencies["so-tttt"])
    refuses_both(proposal, city.fresh(involved), guards.Involved)


@pytest.mark.parametrize("involved", ["canbo.skhdt", "thamdinh.stttt"])
def test_nor_as_deputy_of_the_head(involved, city):
    proposal = appraisal(city)
    deputise(city.people["lanhdao.stttt"], city.people[involved], Role.HEAD, city.agencies["so-tttt"])
    refuses_both(proposal, city.fresh(involved), guards.Involved)


@pytest.mark.parametrize("involved", ["canbo.skhdt", "thamdinh.stttt"])
def test_nor_through_a_deputy_of_theirs(involved, city):
    """The involved person holds the headship too and lets somebody else press the button."""
    proposal = appraisal(city)
    make.membership(city.people[involved], Role.HEAD, city.agencies["so-tttt"])
    deputise(city.people[involved], city.people["kiemtoan"], Role.HEAD, city.agencies["so-tttt"])
    refuses_both(proposal, city.fresh("kiemtoan"), guards.Involved)


def test_the_head_who_lent_a_seat_to_the_appraiser_does_not_approve_what_was_appraised_in_it(city):
    head = make.officer(Role.APPRAISER, city.agencies["so-tttt"], username="hai-vai")
    make.membership(head, Role.HEAD, city.agencies["so-tttt"])
    deputise(head, city.people["vanhanh.kho"], Role.APPRAISER, city.agencies["so-tttt"])
    proposal = make.proposal_in("ACCEPTED", city)
    actions.appraise(proposal, by=city.fresh("vanhanh.kho"), at=NOW, note="Đủ điều kiện")
    assert proposal.appraised_for == head
    refuses_both(proposal, city.fresh("hai-vai"), guards.Involved)


def test_changing_post_midway_does_not_wash_it_off(city):
    proposal = appraisal(city)
    appraiser = city.people["thamdinh.stttt"]
    Membership.objects.filter(user=appraiser).update(period=DateRange(make.SINCE, today(NOW)))
    make.membership(appraiser, Role.HEAD, city.agencies["so-tttt"], start=today(NOW))
    refuses_both(proposal, city.fresh("thamdinh.stttt"), guards.Involved)


def test_somebody_of_the_proposing_agency_who_moved_meanwhile_does_not_decide(city):
    proposal = appraisal(city)
    colleague = city.people["lanhdao.skhdt"]
    later = NOW + timedelta(days=10)
    Membership.objects.filter(user=colleague).update(period=DateRange(make.SINCE, today(NOW) + timedelta(days=5)))
    make.membership(colleague, Role.HEAD, city.agencies["so-tttt"], start=today(NOW) + timedelta(days=5))
    refuses_both(proposal, city.fresh("lanhdao.skhdt"), guards.OfTheProposingAgency, at=later)


def test_a_co_author_does_not_decide(city):
    proposal = make.draft(city)
    other = make.officer(Role.REGISTRAR, city.agencies["so-khdt"], username="dong-tac-gia")
    drafts.save_head(proposal, {"reason": "Viết lại"}, by=other, at=NOW)
    Membership.objects.filter(user=other).update(period=DateRange(make.SINCE, today(NOW) + timedelta(days=1)))
    for verb in ("submit", "accept", "appraise"):
        make_move(verb, proposal, city, at=NOW)
    make.membership(other, Role.HEAD, city.agencies["so-tttt"])
    refuses_both(proposal, city.fresh("dong-tac-gia"), guards.Involved)


def test_the_proposer_does_not_appraise_either(city):
    proposal = make.proposal_in("ACCEPTED", city)
    make.membership(city.people["canbo.skhdt"], Role.APPRAISER, city.agencies["so-tttt"])
    with pytest.raises(guards.Involved):
        actions.appraise(proposal, by=city.fresh("canbo.skhdt"), at=NOW, note="Đủ điều kiện")
    make.membership(city.people["lanhdao.skhdt"], Role.APPRAISER, city.agencies["so-tttt"])
    with pytest.raises(guards.OfTheProposingAgency):
        actions.appraise(proposal, by=city.fresh("lanhdao.skhdt"), at=NOW, note="Đủ điều kiện")


def test_whoever_acts_for_somebody_of_the_proposing_agency_is_of_it(city):
    """Even for one who had no hand in the proposal."""
    proposal = appraisal(city)
    deputise(city.people["lanhdao.skhdt"], city.people["lanhdao.stttt"], Role.HEAD, city.agencies["so-khdt"])
    refuses_both(proposal, city.fresh("lanhdao.stttt"), guards.OfTheProposingAgency)


def test_a_deputy_passes_nothing_on(city):
    proposal = appraisal(city)
    lead = city.agencies["so-tttt"]
    deputise(city.people["lanhdao.stttt"], city.people["vanhanh.kho"], Role.HEAD, lead)
    deputise(city.people["vanhanh.kho"], city.people["kiemtoan"], Role.HEAD, lead)
    with pytest.raises(NotAuthorised):
        actions.approve(proposal, by=city.fresh("kiemtoan"), at=NOW)
    actions.approve(proposal, by=city.fresh("vanhanh.kho"), at=NOW)
    step = proposal.steps.get(move="approve")
    assert (step.by, step.on_behalf_of) == (city.people["vanhanh.kho"], city.people["lanhdao.stttt"])


class TestTheDepartmentsOwnProposal:
    """Author, appraiser and approver are three different persons, none a deputy of another."""

    @pytest.fixture
    def author(self, city):
        return make.officer(Role.REGISTRAR, city.agencies["so-tttt"], username="canbo.stttt")

    @pytest.fixture
    def own(self, city, author):
        city.people["canbo.stttt"] = author
        return make.draft(city, by="canbo.stttt")

    def forth(self, own, city, *verbs):
        for verb in verbs:
            make_move(verb, own, city, at=NOW)

    def test_three_persons_carry_it_through(self, own, city):
        self.forth(own, city, "submit", "accept", "appraise", "approve")
        assert own.state == "APPROVED"
        assert len({own.created_by, own.appraised_by, own.approved_by}) == 3

    @pytest.mark.parametrize("role", [Role.APPRAISER, Role.HEAD])
    def test_the_author_is_not_one_of_the_other_two(self, role, own, city, author):
        self.forth(own, city, "submit", "accept")
        make.membership(author, role, city.agencies["so-tttt"])
        if role == Role.APPRAISER:
            with pytest.raises(guards.Involved):
                actions.appraise(own, by=city.fresh("canbo.stttt"), at=NOW, note="Đủ điều kiện")
        else:
            self.forth(own, city, "appraise")
            refuses_both(own, city.fresh("canbo.stttt"), guards.Involved)

    def test_the_head_is_no_deputy_of_the_author(self, own, city, author):
        self.forth(own, city, "submit", "accept", "appraise")
        deputise(author, city.people["lanhdao.stttt"], Role.REGISTRAR, city.agencies["so-tttt"])
        refuses_both(own, city.fresh("lanhdao.stttt"), guards.Involved)
