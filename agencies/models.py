"""Gathers the app's models, by name."""

from agencies.calendar.models import CalendarDay, CalendarVersion, CalendarYear
from agencies.organisation import Agency, AgencyCode, AgencyName, Mandate, Succession
from agencies.people import ContactPoint, Delegation, Membership, Role, User
from agencies.rows import Provenance

__all__ = [
    "Agency",
    "AgencyCode",
    "AgencyName",
    "CalendarDay",
    "CalendarVersion",
    "CalendarYear",
    "ContactPoint",
    "Delegation",
    "Mandate",
    "Membership",
    "Provenance",
    "Role",
    "Succession",
    "User",
]
