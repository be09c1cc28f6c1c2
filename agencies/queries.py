"""Reads of agencies for their pages."""

from datetime import date
from typing import Any

from agencies.organisation import Agency

FIRST = 50


def on_day(day: date) -> list[Agency]:
    """Agencies that exist on the day, in Vietnamese order of their latest name."""
    return list(Agency.objects.active(day).named())


def whole(key: str) -> Agency | None:
    """An agency with its names, codes, heirs and forebears."""
    found = Agency.objects.filter(key=key).prefetch_related(
        "names", "codes", "mandates", "passed_to__successor__names", "received_from__predecessor__names"
    )
    return found.first()


def managed(agency: Agency, day: date) -> tuple[list[Any], bool]:
    """What the catalogue of the day puts in its hands, by name: the first of it, and whether there is more in the catalogue."""
    found = agency.managed_versions.as_of(day).select_related("database").without_words().order_by("name_sort", "id")
    first = list(found[: FIRST + 1])
    return first[:FIRST], len(first) > FIRST


def whom_to_ask(agency_id: int | None, day: date) -> str:
    """Whom to turn to at an agency: its public officer on the day, or else its mailbox. Empty when it has made neither known."""
    agency = Agency.objects.filter(pk=agency_id or 0).prefetch_related("names").first()
    if agency is None:
        return ""
    officer = next(iter(contacts(agency, day)), None)
    known = [officer.full_name, officer.position, officer.phone, officer.email] if officer else [agency.office_mailbox]
    return ", ".join([*filter(None, known), str(agency)]) if any(known) else ""


def contacts(agency: Agency, day: date) -> list[Any]:
    """The officers it makes public on the day, the main one first."""
    return list(agency.contact_points.filter(period__contains=day).order_by("-primary", "pk"))
