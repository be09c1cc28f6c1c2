"""Who holds a role at a moment: in person, by delegation, never through a chain, and only while the mandate and the days last."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.backends.postgresql.psycopg_any import DateRange

from agencies import actions, authority
from agencies.delegations import actions as delegations
from agencies.models import Mandate, Membership, Role
from hcm_registry.kernel.errors import Forbidden, NotAuthorised
from hcm_registry.kernel.periods import ImpossiblePeriod, day_start, today
from tests import factories as make

NOW = make.NOW
DAY = timedelta(days=1)


def roles(city, username, at=NOW):
    return {(seat.role, seat.agency.key) for seat in authority.seats_of(city.fresh(username), at).held}


def delegate(city, *, days=7):
    head = city.fresh("lanhdao.stttt")
    given = {"agency": city.agencies["so-tttt"], "to": city.people["vanhanh.kho"], "start": NOW, "end": NOW + days * DAY}
    return delegations.delegate(Role.HEAD, **given, reason="Đi công tác", by=head, at=NOW)


def test_a_role_lasts_from_its_first_day_to_the_day_before_its_end(city):
    person = city.people["canbo.stc"]
    Membership.objects.filter(user=person).update(period=DateRange(today(NOW), today(NOW) + DAY))
    held = {("REGISTRAR", "so-tai-chinh")}
    midnight = day_start(today(NOW))
    expected = {midnight - timedelta(seconds=1): set(), midnight: held, midnight + DAY - timedelta(seconds=1): held, midnight + DAY: set()}
    assert {at: roles(city, "canbo.stc", at) for at in expected} == expected


def test_nobody_unknown_or_dismissed_holds_anything(city):
    assert authority.seats_of(AnonymousUser(), NOW).held == []
    assert authority.seats_of(None, NOW).held == []
    type(city.people["canbo.stc"]).objects.filter(username="canbo.stc").update(is_active=False)
    assert roles(city, "canbo.stc") == set()


def test_a_deputy_acts_within_the_minutes_given_and_both_names_stand(city):
    delegate(city)
    (seat,) = authority.seats_of(city.fresh("vanhanh.kho"), NOW).with_role(Role.HEAD)
    assert (seat.principal, str(seat)) == (
        city.people["lanhdao.stttt"],
        "Lãnh đạo, Sở Thông tin và Truyền thông (thay Lãnh đạo TTTT)",
    )
    for at in (NOW - timedelta(seconds=1), NOW + 7 * DAY):
        assert not authority.seats_of(city.fresh("vanhanh.kho"), at).with_role(Role.HEAD)


def test_a_delegation_dies_with_the_principals_role_or_its_revocation(city):
    given = delegate(city)
    delegations.revoke(given, by=city.people["lanhdao.stttt"], at=NOW)
    assert roles(city, "vanhanh.kho") == {("OPERATOR", "tt-cds")}
    delegate(city)
    assert ("HEAD", "so-tttt") in roles(city, "vanhanh.kho")
    Membership.objects.filter(user=city.people["lanhdao.stttt"]).update(period=DateRange(make.SINCE, today(NOW)))
    assert roles(city, "vanhanh.kho") == {("OPERATOR", "tt-cds")}


def test_what_one_holds_by_delegation_one_does_not_give_on(city):
    delegate(city)
    given = {"agency": city.agencies["so-tttt"], "to": city.people["kiemtoan"], "start": NOW, "end": NOW + DAY, "reason": ""}
    with pytest.raises(delegations.NotAnOwnRole):
        delegations.delegate(Role.HEAD, **given, by=city.fresh("vanhanh.kho"), at=NOW)


def test_only_the_principal_revokes_and_only_an_administrator_appoints(city):
    with pytest.raises(NotAuthorised):
        delegations.revoke(delegate(city), by=city.people["quantri"], at=NOW)
    given = {"role": Role.HEAD, "agency": city.agencies["so-khdt"], "start": today(NOW), "at": NOW}
    for username in set(city.people) - {"quantri"}:
        with pytest.raises(NotAuthorised):
            actions.appoint(city.people["kiemtoan"], **given, by=city.fresh(username))
    actions.appoint(city.people["kiemtoan"], **given, by=city.people["quantri"])
    with pytest.raises(Forbidden):
        actions.appoint(city.people["kiemtoan"], **given, by=city.people["quantri"])


def test_the_department_is_whoever_holds_the_mandate_that_day(city):
    moved = today(NOW) + DAY
    Mandate.objects.filter(kind="LEAD").update(period=DateRange(make.SINCE, moved))
    Mandate.objects.create(kind="LEAD", agency=city.agencies["so-tai-chinh"], period=DateRange(moved, None))
    found = [authority.agency_with(Mandate.Kind.LEAD, day).key for day in (today(NOW), moved)]
    assert found == ["so-tttt", "so-tai-chinh"]


@pytest.mark.parametrize(("start", "end", "expected"), [(-9, -1, False), (-9, 0, False), (-9, 1, True), (0, 1, True), (1, 9, False)])
def test_belonging_counts_every_day_between_the_first_and_the_last(start, end, expected, city):
    person = make.user()
    make.membership(person, Role.HEAD, city.agencies["so-khdt"], start=today(NOW) + start * DAY, end=today(NOW) + end * DAY)
    assert authority.belongs_to(person, city.agencies["so-khdt"].pk, since=NOW, until=NOW) == expected


def test_a_refusal_names_whom_to_ask(city):
    with pytest.raises(NotAuthorised, match=r"Lãnh đạo.*Sở Thông tin"):
        authority.Holder(Role.HEAD, at=Mandate.Kind.LEAD).standing(None, city.people["canbo.skhdt"], NOW)


def test_whoever_acts_for_somebody_of_an_agency_belongs_to_it_meanwhile(city):
    given = delegate(city)
    deputy, lead = city.people["vanhanh.kho"], city.agencies["so-tttt"].pk
    assert authority.belongs_to(deputy, lead, since=NOW + DAY, until=NOW + 2 * DAY)
    assert not authority.belongs_to(deputy, lead, since=NOW - 2 * DAY, until=NOW - DAY)
    delegations.revoke(given, by=city.people["lanhdao.stttt"], at=NOW + DAY)
    assert authority.belongs_to(deputy, lead, since=NOW, until=NOW + 2 * DAY)
    assert not authority.belongs_to(deputy, lead, since=NOW + DAY, until=NOW + 2 * DAY)


def test_what_was_taken_back_is_not_taken_back_later(city):
    given = delegate(city)
    for at in (NOW, NOW + DAY):
        delegations.revoke(given, by=city.people["lanhdao.stttt"], at=at)
    given.refresh_from_db()
    assert given.revoked_at == NOW


@pytest.mark.parametrize("days", [0, -1])
def test_a_time_without_a_moment_is_refused_in_words(days, city):
    with pytest.raises(ImpossiblePeriod):
        delegate(city, days=days)
    given = {"role": Role.HEAD, "agency": city.agencies["so-khdt"], "start": today(NOW), "end": today(NOW) + days * DAY}
    with pytest.raises(ImpossiblePeriod):
        actions.appoint(city.people["kiemtoan"], **given, by=city.people["quantri"], at=NOW)
