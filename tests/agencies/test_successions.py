"""What is held at an agency when it ends: it goes on at the heir, no longer than it was given for, and never twice."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from agencies import successions
from agencies.models import Delegation, Mandate, Membership, Role, Succession
from agencies.successions import Act
from hcm_registry.kernel.periods import day_start
from tests import factories as make

ON = date(2026, 6, 1)
DAY = timedelta(days=1)


@pytest.fixture
def heir(city):
    return make.agency("so-moi", start=ON)


def held(who, agency):
    return [(row.role, row.period.lower, row.period.upper) for row in Membership.objects.filter(user=who, agency=agency).order_by("pk")]


def merged(city, heir, *keys):
    successions.merge([city.agencies[key] for key in keys], heir, Act(on=ON))


def test_a_role_goes_on_as_long_as_it_was_given_for(city, heir):
    old, person = city.agencies["so-xay-dung"], make.user()
    make.membership(person, Role.REGISTRAR, old, end=ON + 30 * DAY)
    make.membership(person, Role.HEAD, old, end=ON)
    make.membership(person, Role.AUDITOR, old, start=ON)
    make.membership(person, Role.INTAKE, old, start=ON + 7 * DAY, end=ON + 9 * DAY)
    merged(city, heir, "so-xay-dung")
    assert held(person, old) == [("REGISTRAR", make.SINCE, ON), ("HEAD", make.SINCE, ON)]
    assert set(held(person, heir)) == {
        ("REGISTRAR", ON, ON + 30 * DAY),
        ("AUDITOR", ON, None),
        ("INTAKE", ON + 7 * DAY, ON + 9 * DAY),
    }


def test_who_held_it_at_two_that_merge_holds_it_once(city, heir):
    person = make.user()
    for key in ("so-xay-dung", "so-tai-chinh"):
        make.membership(person, Role.REGISTRAR, city.agencies[key])
    merged(city, heir, "so-xay-dung", "so-tai-chinh")
    assert held(person, heir) == [("REGISTRAR", ON, None)]


def test_a_mandate_goes_on_without_a_gap(city, heir):
    merged(city, heir, "so-tttt")
    found = Mandate.objects.filter(kind="LEAD").order_by("pk").values_list("agency__key", "period")
    assert list(found) == [("so-tttt", DateRange(make.SINCE, ON)), ("so-moi", DateRange(ON, None))]


def test_of_a_split_the_first_named_carries_on(city, heir):
    other = make.agency("so-khac", start=ON)
    successions.split(city.agencies["so-xay-dung"], [heir, other], Act(on=ON))
    assert held(city.people["canbo.sxd"], heir) == [("REGISTRAR", ON, None)]
    assert held(city.people["canbo.sxd"], other) == []
    assert Succession.objects.filter(kind="SPLIT").count() == 2


def test_nobody_holds_anything_at_an_agency_that_ended_without_an_heir(city):
    old, moment = city.agencies["so-xay-dung"], day_start(ON)
    make.contact(old)
    lend = {"principal": city.people["lanhdao.sxd"], "deputy": city.people["canbo.sxd"], "role": Role.HEAD, "agency": old}
    Delegation.objects.create(period=DateTimeTZRange(moment - DAY, moment + DAY), **lend)
    successions.end(old, ON)
    assert held(city.people["canbo.sxd"], old) == [("REGISTRAR", make.SINCE, ON)]
    assert (old.contact_points.get().period, Delegation.objects.get().period.upper) == (DateRange(make.SINCE, ON), moment)


def test_contact_points_go_on_at_the_heir_with_one_main_one_and_each_officer_once(city, heir):
    one, other = city.agencies["so-xay-dung"], city.agencies["so-tai-chinh"]
    for agency, email in ((one, "a@example.vn"), (one, "chung@example.vn"), (other, "b@example.vn"), (other, "chung@example.vn")):
        make.contact(agency, email=email, primary=email != "chung@example.vn")
    make.contact(other, email="sau@example.vn", start=ON + DAY, primary=False)
    merged(city, heir, "so-xay-dung", "so-tai-chinh")
    assert {(row.email, row.primary, row.period.lower) for row in heir.contact_points.all()} == {
        ("a@example.vn", True, ON),
        ("chung@example.vn", False, ON),
        ("b@example.vn", False, ON),
        ("sau@example.vn", False, ON + DAY),
    }
    assert {row.period for agency in (one, other) for row in agency.contact_points.all()} == {DateRange(make.SINCE, ON)}


def test_nobody_inherits_from_their_own_heir(city, heir):
    merged(city, heir, "so-xay-dung")
    with pytest.raises(successions.SuccessionCycle):
        successions.recreate(heir, city.agencies["so-xay-dung"], Act(on=ON))


def test_a_deputy_goes_on_at_the_heir_and_nobody_has_two(city, heir):
    principal, moment = make.user(), day_start(ON)
    for key in ("so-xay-dung", "so-tai-chinh"):
        make.membership(principal, Role.HEAD, city.agencies[key])
        lend = {"principal": principal, "deputy": make.user(), "role": Role.HEAD, "agency": city.agencies[key]}
        Delegation.objects.create(period=DateTimeTZRange(moment - DAY, moment + DAY), **lend)
    merged(city, heir, "so-xay-dung", "so-tai-chinh")
    assert [row.period.upper for row in Delegation.objects.exclude(agency=heir)] == [moment, moment]
    assert [(row.period.lower, row.period.upper) for row in Delegation.objects.filter(agency=heir)] == [(moment, moment + DAY)]
