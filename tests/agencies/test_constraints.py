"""What the database itself refuses to store about agencies and people."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from agencies.models import Agency, AgencyCode, AgencyName, ContactPoint, Delegation, Mandate, Membership, Role, Succession
from tests.factories import NOW
from tests.refusals import change, copy, refused, sql

DAY = date(2026, 1, 1)
EMPTY, FOREVER, EVER = DateRange(empty=True), DateRange(DAY, None), DateRange(None, None)


def code(city, key="so-khdt", **given):
    return AgencyCode.objects.create(agency=city.agencies[key], scheme="QD20_2020", period=FOREVER, **({"code": "H29.1"} | given))


def contact(city):
    given = {"full_name": "Chuyên viên KHĐT", "position": "Chuyên viên", "phone": "028", "email": "a@example.vn", "period": FOREVER}
    return ContactPoint.objects.create(agency=city.agencies["so-khdt"], **given)


def delegation(city):
    period = DateTimeTZRange(*(NOW + timedelta(days=n) for n in (0, 7)))
    head, deputy = city.people["lanhdao.skhdt"], city.people["canbo.sxd"]
    return Delegation.objects.create(principal=head, deputy=deputy, agency=city.agencies["so-khdt"], role=Role.HEAD, period=period)


def succession(city):
    return Succession.objects.create(predecessor=city.agencies["so-khdt"], successor=city.agencies["so-tai-chinh"], kind="MERGE", on=DAY)


BROKEN = {
    "agencies_agency_lived_some_day": lambda c: change(Agency.objects.first(), active=EMPTY),
    "agencies_name_one_a_day": lambda c: copy(AgencyName.objects.first(), name="Tên khác"),
    "agencies_name_some_day": lambda c: change(AgencyName.objects.first(), period=EMPTY),
    "agencies_code_one_a_scheme": lambda c: copy(code(c), code="H29.2"),
    "agencies_code_one_owner": lambda c: copy(code(c), agency=c.agencies["so-tai-chinh"]),
    "agencies_succession_not_itself": lambda c: copy(succession(c), successor=c.agencies["so-khdt"]),
    "agencies_succession_once": lambda c: copy(succession(c)),
    "agencies_succession_append_only": lambda c: change(succession(c), on=date(2026, 2, 1)),
    "agencies_mandate_one_a_day": lambda c: copy(Mandate.objects.first(), agency=c.agencies["so-khdt"]),
    "agencies_membership_one_at_a_time": lambda c: copy(Membership.objects.first(), period=FOREVER),
    "agencies_membership_begins": lambda c: change(Membership.objects.first(), period=EVER),
    "agencies_delegation_not_to_oneself": lambda c: change(delegation(c), deputy=c.people["lanhdao.skhdt"]),
    "agencies_delegation_ends": lambda c: change(delegation(c), period=DateTimeTZRange(NOW, None)),
    "agencies_delegation_one_at_a_time": lambda c: copy(delegation(c), deputy=c.people["canbo.sxd"]),
    "agencies_delegation_revoked_who_when": lambda c: change(delegation(c), revoked_at=NOW),
    "agencies_contact_one_primary": lambda c: copy(contact(c), full_name="Lãnh đạo KHĐT"),
    "agencies_contact_begins": lambda c: change(contact(c), period=EMPTY),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name, city):
    with refused(name):
        BROKEN[name](city)


def test_a_succession_is_not_deleted_either(city):
    row = succession(city)
    with refused("agencies_succession_append_only"):
        sql("DELETE FROM agencies_succession WHERE id = %s", row.pk)


def test_an_empty_membership_is_refused_too(city):
    with refused("agencies_membership_begins"):
        change(Membership.objects.first(), period=EMPTY)


def test_who_held_a_role_may_hold_it_again_later(city):
    row = Membership.objects.first()
    change(row, period=DateRange(date(2020, 1, 1), DAY))
    row.refresh_from_db()
    copy(row, period=FOREVER)
