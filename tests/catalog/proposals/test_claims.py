"""A file is taken on by one person at a time, handed over, given back; none of it moves the file."""

import pytest

from catalog.models import Claim, DeadlineClock
from catalog.proposals import taking
from catalog.proposals.claims import claim_of
from catalog.proposals.taking import AlreadyClaimed
from hcm_registry.kernel.errors import NotAuthorised, WrongState
from tests import factories as make
from tests.verbs import make_move

NOW = make.NOW


@pytest.fixture
def accepted(city):
    """A file that waits for the appraisers, of whom there are two."""
    make.officer("APPRAISER", city.agencies["so-tttt"], username="thamdinh2.stttt", full_name="Thẩm định hai")
    return make.proposal_in("ACCEPTED", city)


def take(city, proposal, username="thamdinh.stttt"):
    return taking.take(proposal, by=city.fresh(username), at=NOW)


def test_of_two_who_take_a_file_the_second_hears_who_has_it(city, accepted):
    take(city, accepted)
    with pytest.raises(AlreadyClaimed, match="Thẩm định TTTT đã nhận hồ sơ này lúc 02/03/2026"):
        take(city, accepted, "thamdinh2.stttt")
    assert claim_of(accepted).holder == city.people["thamdinh.stttt"]


@pytest.mark.parametrize("username", ["tiepnhan.stttt", "lanhdao.stttt", "canbo.skhdt", "kiemtoan", "quantri"])
def test_nobody_takes_what_does_not_wait_for_them(username, city, accepted):
    with pytest.raises(NotAuthorised):
        take(city, accepted, username)


def test_it_is_handed_over_and_given_back_by_its_holder(city, accepted):
    take(city, accepted)
    before, second = accepted.steps.count(), city.fresh("thamdinh2.stttt")
    with pytest.raises(WrongState):
        taking.hand_over(accepted, to=second, by=second, at=NOW)
    with pytest.raises(NotAuthorised):
        taking.hand_over(accepted, to=city.fresh("lanhdao.stttt"), by=city.people["thamdinh.stttt"], at=NOW)
    taking.hand_over(accepted, to=second, by=city.people["thamdinh.stttt"], at=NOW)
    held = claim_of(accepted)
    assert (held.holder, held.by) == (second, city.people["thamdinh.stttt"]) and Claim.objects.count() == 2
    with pytest.raises(WrongState):
        taking.give_back(accepted, by=city.people["thamdinh.stttt"], at=NOW)
    taking.give_back(accepted, by=second, at=NOW)
    assert claim_of(accepted) is None and accepted.steps.count() == before
    take(city, accepted)


def test_reminders_go_to_whoever_has_the_file(city, accepted):
    take(city, accepted)
    assert accepted.clock.person == city.people["thamdinh.stttt"]
    taking.give_back(accepted, by=city.fresh("thamdinh.stttt"), at=NOW)
    assert DeadlineClock.objects.get(pk=accepted.clock_id).person is None


def test_colleagues_are_found_at_once_however_many_there_are(city, accepted, django_assert_max_num_queries):
    take(city, accepted)
    for number in range(3, 9):
        make.officer("APPRAISER", city.agencies["so-tttt"], username=f"thamdinh{number}.stttt", full_name=f"Thẩm định {number}")
    with django_assert_max_num_queries(10):
        found = taking.desk(accepted, city.fresh("thamdinh.stttt"), NOW).colleagues
    assert [person.username for person in found] == [f"thamdinh{number}.stttt" for number in range(2, 9)]


def test_a_claim_lasts_until_the_file_moves_on(city, accepted):
    take(city, accepted)
    make_move("appraise", accepted, city, at=NOW)
    assert claim_of(accepted) is None and taking.pool() == 1
    take(city, accepted, "lanhdao.stttt")
    assert [(one["holder__username"], one["number"]) for one in taking.workload()] == [("lanhdao.stttt", 1)] and taking.pool() == 0


def test_on_the_file_one_sees_who_has_it_and_does_the_three_things(client, city, accepted):
    place, second = f"/proposals/{accepted.code}/", city.fresh("thamdinh2.stttt")
    client.force_login(city.fresh("thamdinh.stttt"), backend="django.contrib.auth.backends.ModelBackend")
    assert "Nhận hồ sơ" in client.get(place).content.decode()
    assert client.post(f"{place}claim/")["Location"] == place
    page = client.get(place).content.decode()
    assert "Thẩm định TTTT" in page and "Trả về hàng chờ" in page and "Thẩm định hai" in page
    client.post(f"{place}claim/hand-over/", {"to": second.pk})
    page = client.get(place).content.decode()
    assert "Thẩm định hai" in page and "Nhận hồ sơ" not in page and "Trả về hàng chờ" not in page
    assert "Thẩm định TTTT" not in [one["holder__full_name"] for one in client.get("/proposals/workload/").context["people"]]
    assert client.post(f"{place}claim/").status_code == client.post(f"{place}claim/give-back/").status_code == 409
    client.force_login(second, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"{place}claim/give-back/")["Location"] == place and claim_of(accepted) is None
    assert client.post(f"{place}claim/hand-over/", {"to": "x"}).status_code == 404
