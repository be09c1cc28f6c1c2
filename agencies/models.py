"""Gathers the app's models, by name."""

from agencies.calendar.models import CalendarDay, CalendarVersion, CalendarYear
from agencies.organisation import Agency, AgencyCode, AgencyName, Mandate, Succession
from agencies.outbox.models import Delivery, FailedAttempt, Message, Notice, OperatorTask, Preference
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
    "Delivery",
    "FailedAttempt",
    "Mandate",
    "Membership",
    "Message",
    "Notice",
    "OperatorTask",
    "Preference",
    "Provenance",
    "Role",
    "Succession",
    "User",
]
