"""Whom an addressee stands for at a moment: the office mailbox first, then the persons who hold the role."""

from dataclasses import dataclass
from datetime import datetime

from agencies.authority import holders
from agencies.organisation import Agency
from agencies.outbox.models import Preference
from agencies.people import Role, User

#: A person; whoever holds any role at an agency; whoever holds one role there.
Addressee = User | Agency | tuple[Role, Agency]


@dataclass(frozen=True)
class Reached:
    """Who is told when one addressee is: an office, if there is one and it has a mailbox, and persons."""

    agency: Agency | None
    role: Role | None
    people: tuple[User, ...]

    @property
    def mailbox(self) -> str:
        """Where the office reads its mail; empty when there is none."""
        return self.agency.office_mailbox if self.agency else ""


def reached(to: Addressee, at: datetime) -> Reached:
    """Who is told of what concerns the addressee now. An account that was closed reads nothing."""
    if isinstance(to, User):
        return Reached(None, None, tuple(User.objects.filter(pk=to.pk, is_active=True).select_related("preference")))
    role, agency = (None, to) if isinstance(to, Agency) else to
    return Reached(agency, role, tuple(holders(agency, at, role=role).select_related("preference")))


def preference(user: User) -> Preference:
    """How the person wants to be told; asks nothing when `preference` was fetched with them."""
    return getattr(user, "preference", None) or Preference(user=user)
