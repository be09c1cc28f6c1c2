"""Load what is known of the city's agencies from `agencies/data`, and the demo accounts.

Loading writes rows directly where no person acts (there is nobody yet who could). The reorganisations of 2024-2025 are acts, which
`catalog.reorganisation` carries out.
"""

import json
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction

from agencies import actions, successions
from agencies.calendar import actions as calendar
from agencies.models import Agency, AgencyCode, AgencyName, Mandate, Membership, Role, User
from agencies.successions import Act
from hcm_registry.kernel.periods import period, starting, today

Facts = dict[str, Any]
DATA = Path(__file__).parent / "data"


def facts(name: str) -> Facts:
    """The data file `agencies/data/<name>.json`."""
    loaded: Facts = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@transaction.atomic
def load_agencies() -> None:
    """The agencies of the city at the decision of October 2023, and the three districts that became Thủ Đức before it."""
    known = facts("agencies")
    _create(known["agencies"], known["sources"])
    _merge(known["acts"], known["sources"])


@transaction.atomic
def load_people(password: str, *, at: datetime) -> dict[str, User]:
    """The mandates and the demo accounts, one a post. Returns username → user."""
    cast = facts("demo")
    since = date.fromisoformat(cast["since"])
    for mandate in cast["mandates"]:
        agency = Agency.objects.get(key=mandate["agency"])
        Mandate.objects.create(kind=mandate["kind"], agency=agency, period=starting(since), legal_basis=mandate["legal_basis"])
    people = {one["username"]: _account(one, password, cast["mail_domain"]) for one in cast["accounts"]}
    administrator = people[cast["administrator"]]
    _equip(administrator, writes=cast["administers"], reads=cast["reads"])
    for one in cast["accounts"]:
        _seat(people[one["username"]], one, since, administrator, at)
    for agency in Agency.objects.filter(memberships__user__in=people.values()).distinct():
        agency.office_mailbox = f"{agency.key}@{cast['mail_domain']}"
        agency.save()
    return people


@transaction.atomic
def load_calendar(by: User, *, at: datetime) -> None:
    """The working calendar around today, as the demonstration confirms it; the year after is left a draft."""
    known = facts("demo")["calendar"]
    now = today(at).year
    for year in range(now - known["years_before"], now + known["years_ahead"] + 1):
        calendar.draft(year, by=by, at=at)
        calendar.confirm(year, reason=known["reason"], by=by, at=at, is_demo=True)
    calendar.draft(now + known["years_ahead"] + 1, by=by, at=at)


@transaction.atomic
def load_heirs() -> None:
    """The agencies that began with the reorganisations from 2024 to 2025, each from its day on."""
    _create(facts("reorganisation_2025")["agencies"], facts("agencies")["sources"])


def is_reorganised() -> bool:
    """Whether `load_heirs` has run."""
    return Agency.objects.filter(key=facts("reorganisation_2025")["agencies"][0]["key"]).exists()


def _create(listed: list[Facts], sources: dict[str, str]) -> None:
    for one in listed:
        where = provenance(one, sources)
        span = period(_day(one.get("since")), None)
        agency = Agency.objects.create(key=one["key"], kind=one["kind"], active=span, **where)
        AgencyName.objects.create(
            agency=agency,
            name=one["name"],
            name_en=one.get("name_en", ""),
            abbreviation=one.get("abbreviation", ""),
            period=span,
            **where,
        )
        if "exchange_2014" in one:
            _code(agency, one, sources)


def _code(agency: Agency, one: Facts, sources: dict[str, str]) -> None:
    scheme = AgencyCode.Scheme.EXCHANGE_2014
    code, source = one["exchange_2014"], sources["exchange-2014"]
    AgencyCode.objects.create(agency=agency, scheme=scheme, code=code, period=period(None, None), source=source, confirmed=True)


def _merge(acts: list[Facts], sources: dict[str, str]) -> None:
    """Mergers from before the catalogue: nothing of it passed."""
    for one in acts:
        act = Act(on=date.fromisoformat(one["on"]), **provenance(one, sources))
        successions.merge([Agency.objects.get(key=key) for key in one["from"]], Agency.objects.get(key=one["to"]), act)


def provenance(one: Facts, sources: dict[str, str]) -> Facts:
    """What a row of the data files says of where it comes from."""
    named = "; ".join(sources[key] for key in one.get("source", []))
    return {"source": named, "confirmed": one.get("confirmed", False), "note": one.get("note", "")}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _account(one: Facts, password: str, mail_domain: str) -> User:
    address = f"{one['username']}@{mail_domain}"
    return User.objects.create_user(username=one["username"], password=password, full_name=one["full_name"], email=address)


def _equip(administrator: User, *, writes: list[str], reads: list[str]) -> None:
    """The administrator's pages: what they look after, never anything of the catalogue itself."""
    wanted = [f"{verb}_{model}" for model in writes for verb in ("view", "add", "change")] + [f"view_{model}" for model in reads]
    administrator.user_permissions.set(Permission.objects.filter(codename__in=wanted, content_type__app_label__in=["agencies", "catalog"]))
    administrator.is_staff = True
    administrator.save(update_fields=["is_staff"])


def _seat(user: User, one: Facts, since: date, administrator: User, at: datetime) -> None:
    agency = Agency.objects.get(key=one["agency"])
    if user == administrator:
        make = partial(Membership.objects.create, period=starting(since))  # the first appointment has nobody to make it
    else:
        make = partial(actions.appoint, start=since, by=administrator, at=at)
    make(user=user, role=Role(one["role"]), agency=agency)
