"""Whom an addressee stands for at a moment: the office mailbox first, then the persons who hold the role."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from agencies.authority import holders
from agencies.organisation import Agency
from agencies.outbox.models import Preference
from agencies.people import Role, User

#: A person; whoever holds any role at an agency; whoever holds one role there, or would at an agency that is not found.
Addressee = User | Agency | tuple[Role, Agency | None]
Seat = tuple[Agency | None, Role | None]
NOWHERE = 0  # no agency has this id


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


def reached(to: Collection[Addressee], at: datetime) -> dict[Addressee, Reached]:
    """Who is told of what concerns each addressee now: two queries, however many they are. An account that was closed reads nothing."""
    seats: dict[Addressee, Seat] = {one: _seat(one) for one in to if not isinstance(one, User)}
    offices = {one: (role, agency.pk if agency else NOWHERE) for one, (agency, role) in seats.items()}
    held = holders(offices.values(), at)
    meant = {one: [one.pk] for one in to if isinstance(one, User)} | {one: held[office] for one, office in offices.items()}
    open_accounts = User.objects.filter(is_active=True, pk__in={pk for ids in meant.values() for pk in ids})
    people = {user.pk: user for user in open_accounts.select_related("preference")}
    return {one: _reached(seats.get(one), [people[pk] for pk in meant[one] if pk in people]) for one in to}


def _reached(seat: Seat | None, people: list[User]) -> Reached:
    agency, role = seat or (None, None)
    return Reached(agency, role, tuple(people))


def _seat(office: Agency | tuple[Role, Agency | None]) -> Seat:
    return (office, None) if isinstance(office, Agency) else (office[1], office[0])


def preference(user: User) -> Preference:
    """How the person wants to be told; asks nothing when `preference` was fetched with them."""
    return getattr(user, "preference", None) or Preference(user=user)
