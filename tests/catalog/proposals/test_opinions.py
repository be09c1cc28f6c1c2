"""Opinions consolidated: each point is taken up or explained before anybody concludes; the last answer hands the file back, once."""

from datetime import timedelta

import pytest

from agencies.models import Role
from catalog.models import OpinionResponse
from catalog.proposals import actions
from catalog.proposals.guards import OfTheProposingAgency
from catalog.proposals.models import ChangeProposal
from catalog.proposals.papers import Opinion
from catalog.proposals.responses import respond
from hcm_registry.kernel.errors import Invalid, NotAuthorised, WrongState
from tests import factories as make
from tests.catalog.proposals.test_races import race
from tests.thorough import rounds
from tests.verbs import NOTE

NOW = make.NOW
ROUNDS = rounds(daily=4, promised=100)
ASKED = {"so-tai-chinh": "canbo.stc", "so-xay-dung": "canbo.sxd"}


def consulted(city):
    proposal = make.proposal_in("ACCEPTED", city)
    agencies = [city.agencies[key] for key in ASKED]
    actions.consult(proposal, agencies=agencies, due_on=NOW.date() + timedelta(days=3), by=city.people["thamdinh.stttt"], at=NOW)
    return proposal


def answer(proposal, city, key, **said):
    given = {"stance": "AGREE", **said}
    actions.answer(proposal.opinions.get(agency__key=key), **given, by=city.fresh(ASKED[key]), at=NOW)
    proposal.refresh_from_db()


def appraise(proposal, city):
    actions.appraise(proposal, by=city.people["thamdinh.stttt"], at=NOW, note=NOTE)


@pytest.fixture
def remarked(city):
    """A file on which one agency made two points and the other none."""
    proposal = consulted(city)
    answer(proposal, city, "so-tai-chinh", stance="AGREE_WITH_COMMENT", comment="Nên làm rõ", field_comments={"1/purpose": "Quá rộng"})
    answer(proposal, city, "so-xay-dung")
    return proposal


@pytest.fixture
def reply(city, remarked):
    def replied(path="", kind="TAKEN_UP", by="thamdinh.stttt", **said):
        opinion = remarked.opinions.get(agency__key="so-tai-chinh")
        return respond(opinion, path=path, kind=kind, by=city.fresh(by), at=NOW, **said)

    return replied


def test_the_last_answer_hands_the_file_back_by_itself(city):
    proposal = consulted(city)
    answer(proposal, city, "so-tai-chinh")
    assert proposal.state == "CONSULTATION"
    answer(proposal, city, "so-xay-dung")
    step = proposal.steps.latest("pk")
    assert (proposal.state, step.move, step.by) == ("ACCEPTED", "gather", None)
    appraise(proposal, city)


def test_the_points_without_a_response_are_named_and_hold_nothing_up(city, remarked, reply):
    opinion = remarked.opinions.get(agency__key="so-tai-chinh")
    assert opinion.points_open == ["", "1/purpose"]
    reply()
    assert remarked.opinions.get(pk=opinion.pk).points_open == ["1/purpose"]
    appraise(remarked, city)
    assert remarked.state == "APPRAISAL"


def test_a_later_response_takes_the_place_of_an_earlier_one(remarked, reply):
    reply()
    reply(kind="EXPLAINED", text="Không thuộc phạm vi")
    opinion = remarked.opinions.get(agency__key="so-tai-chinh")
    assert opinion.answers[""].text == "Không thuộc phạm vi"
    assert opinion.points_open == ["1/purpose"]
    assert OpinionResponse.objects.count() == 2


@pytest.mark.parametrize(("said", "field"), [({"kind": "EXPLAINED"}, "text"), ({"kind": "SOMEHOW"}, "kind"), ({"path": "1/scope"}, "path")])
def test_what_is_no_response_is_named(reply, said, field):
    with pytest.raises(Invalid) as refusal:
        reply(**said)
    assert list(refusal.value.detail["errors"]) == [field]
    assert not OpinionResponse.objects.exists()


def test_only_an_appraiser_who_is_no_party_responds(city, remarked, reply):
    for stranger in ("lanhdao.stttt", "canbo.stc", "canbo.skhdt"):
        with pytest.raises(NotAuthorised):
            reply(by=stranger)
    make.membership(city.people["thamdinh.stttt"], Role.REGISTRAR, city.agencies["so-khdt"])
    with pytest.raises(OfTheProposingAgency):
        reply()


def test_after_the_conclusion_nothing_more_is_said(city, remarked, reply):
    reply()
    reply("1/purpose")
    appraise(remarked, city)
    with pytest.raises(WrongState):
        reply()


def test_the_page_shows_each_point_and_takes_the_response(client, city, settings, remarked):
    settings.REQUIRE_TOTP = False
    opinion = remarked.opinions.get(agency__key="so-tai-chinh")
    talk, page = f"/proposals/{remarked.code}/?tab=talk", f"/proposals/{remarked.code}/opinions/{opinion.pk}/respond/?path=1/purpose"
    sign_in(client, city, "canbo.stc")
    assert "Tiếp thu, giải trình</a>" not in client.get(talk).content.decode()
    assert client.get(page).status_code == 403
    sign_in(client, city, "thamdinh.stttt")
    text = client.get(talk).content.decode()
    assert text.count("Chưa tiếp thu, giải trình") == 2 and "?path=1%2Fpurpose" in text
    refused = client.post(page, {"kind": "EXPLAINED", "text": ""})
    assert refused.status_code == 400 and "Nêu lý do không tiếp thu." in refused.content.decode()
    assert client.post(page, {"kind": "EXPLAINED", "text": "Vẫn trong phạm vi"}).status_code == 302
    text = client.get(talk).content.decode()
    assert "Vẫn trong phạm vi" in text and text.count("Chưa tiếp thu, giải trình") == 1
    assert client.get(page.replace("purpose", "scope")).status_code == 404


def test_who_did_not_answer_is_seen(client, city, settings):
    settings.REQUIRE_TOTP = False
    proposal = consulted(city)
    answer(proposal, city, "so-tai-chinh")
    actions.appraise(proposal, by=city.people["thamdinh.stttt"], at=NOW + timedelta(days=4), note=NOTE)
    sign_in(client, city, "lanhdao.stttt")
    assert "Không trả lời" in client.get(f"/proposals/{proposal.code}/?tab=talk").content.decode()


def sign_in(client, city, username):
    client.force_login(city.people[username], backend="django.contrib.auth.backends.ModelBackend")


@pytest.mark.django_db(transaction=True)
def test_two_last_answers_at_once_hand_the_file_back_once(city):
    files = []

    def ask(_number):
        """The next round: another file, of which two agencies are asked."""
        if files:
            actions.withdraw(ChangeProposal.objects.get(pk=files[-1].pk), by=city.fresh("canbo.skhdt"), at=NOW, note=NOTE)
        files.append(consulted(city))

    def last_answer(key):
        def call():
            opinion = Opinion.objects.get(proposal=files[-1], agency__key=key)
            actions.answer(opinion, stance="AGREE", by=city.fresh(ASKED[key]), at=NOW)

        return call

    assert race(*map(last_answer, ASKED), before=ask, rounds=ROUNDS) == [(None, None)] * ROUNDS
    for proposal in files:
        assert proposal.steps.filter(move="gather").count() == 1
    assert ChangeProposal.objects.get(pk=files[-1].pk).state == "ACCEPTED"
