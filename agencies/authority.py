"""Who holds a role at an agency at a moment, in person or by delegation; the title goes on the step."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from agencies.organisation import Agency, Mandate, Succession
from agencies.people import Delegation, Membership, Role, User
from hcm_registry.kernel.errors import NotAuthorised
from hcm_registry.kernel.periods import today

Mandates = dict[str, int]
#: A role (None: any) at an agency, by its id.
Office = tuple[Role | None, int]


@dataclass(frozen=True)
class Seat:
    """A role somebody may act in now: their own, or a principal's by delegation."""

    person: User
    role: Role
    agency: Agency
    principal: User | None = None

    def __str__(self) -> str:
        title = f"{self.role.label}, {self.agency}"
        return _("%(title)s (thay %(principal)s)") % {"title": title, "principal": self.principal} if self.principal else title


@dataclass
class Seats:
    """Everything a person may act as at one moment, and which agency holds each mandate that day."""

    user: Any
    at: datetime
    held: list[Seat] = field(default_factory=list)
    mandates: Mandates = field(default_factory=dict)

    def at_agency(self, role: Role, agency_id: int | None) -> Seat | None:
        """The seat with `role` at the agency; one's own before a delegated one."""
        found = [seat for seat in self.held if seat.role == role and seat.agency.pk == agency_id]
        return min(found, key=lambda seat: seat.principal is not None, default=None)

    def with_role(self, *roles: Role) -> list[Seat]:
        """Every seat in one of the roles."""
        return [seat for seat in self.held if seat.role in roles]

    @property
    def agencies(self) -> set[int]:
        """Ids of the agencies at which any seat is held."""
        return {seat.agency.pk for seat in self.held}


@dataclass(frozen=True)
class Holder:
    """Who may make a move: whoever holds `role` at the agency that has the mandate `at`, or that the file's field `at` names."""

    role: Role
    at: Mandate.Kind | str

    @property
    def holders(self) -> "tuple[Holder, ...]":
        """Itself; `AnyOf` has several."""
        return (self,)

    def standing(self, subject: Any, by: Any, at: datetime) -> Seat:
        """The seat `by` acts from; NotAuthorised names the role and the agency to turn to."""
        if by is None or not getattr(by, "is_authenticated", False):
            raise NotAuthorised(needed=self.role.label)
        seats = seats_of(by, at)
        agency_id = self.agency(subject, seats.mandates)
        seat = seats.at_agency(self.role, agency_id)
        if seat is None:
            raise NotAuthorised(_needed(self.role, agency_id, today(at)), needed=self.role.label, at_agency=agency_id)
        return seat

    def held_by(self, by: Any, subject: Any, at: datetime) -> bool:
        """Whether the person is one."""
        seats = seats_of(by, at)
        return seats.at_agency(self.role, self.agency(subject, seats.mandates)) is not None

    def files(self, seats: "Seats") -> Q:
        """The files whose holder this person is: the same rule, asked of the database."""
        if isinstance(self.at, Mandate.Kind):
            return Q() if seats.at_agency(self.role, seats.mandates.get(self.at)) else Q(pk__in=[])
        return Q(**{f"{self.at}__in": [seat.agency.pk for seat in seats.with_role(self.role)]})

    def agency(self, subject: Any, held: Mandates) -> int | None:
        """Id of the agency whose holders of the role are meant."""
        return held.get(self.at) if isinstance(self.at, Mandate.Kind) else getattr(subject, f"{self.at}_id")


@dataclass(frozen=True)
class AnyOf:
    """Whoever is one of several holders."""

    holders: tuple[Holder, ...]

    def held_by(self, by: Any, subject: Any, at: datetime) -> bool:
        """Whether the person is one of them."""
        return any(holder.held_by(by, subject, at) for holder in self.holders)

    def standing(self, subject: Any, by: Any, at: datetime) -> Seat:
        """The first holder's seat that fits; NotAuthorised of the last one otherwise."""
        refusal = NotAuthorised()
        for holder in self.holders:
            try:
                return holder.standing(subject, by, at)
            except NotAuthorised as error:
                refusal = error
        raise refusal


@dataclass(frozen=True)
class Anywhere:
    """Whoever holds `role` at whatever agency: offices that concern no agency more than another."""

    role: Role

    def standing(self, subject: Any, by: Any, at: datetime) -> Seat:
        """The seat `by` acts from, or NotAuthorised."""
        return require(by, self.role, at)


def seats_of(user: Any, at: datetime) -> Seats:
    """Everything `user` may act as at `at`. Read once a moment: the answer is kept on the user object for that `at`."""
    kept = getattr(user, "_seats", None)
    if isinstance(kept, Seats) and kept.at == at:
        return kept
    seats = Seats(user=user, at=at, mandates=mandates(today(at)))
    if getattr(user, "is_authenticated", False) and user.is_active:
        seats.held = [*_own(user, today(at)), *_delegated(user, at)]
        user._seats = seats
    return seats


def mandates(on: date) -> Mandates:
    """Mandate kind → id of the agency that holds it on the day."""
    return dict(Mandate.objects.on(on).values_list("kind", "agency_id"))


def agency_with(kind: Mandate.Kind, on: date) -> Agency:
    """The agency that holds the mandate on the day; Agency.DoesNotExist when nobody does."""
    return Agency.objects.get(pk=mandates(on).get(kind.value, 0))


def belongs_to(user: User, agency_id: int, *, since: datetime, until: datetime) -> bool:
    """Whether the person held any role at the agency, or at one whose functions came to it, their own or a principal's, at any time
    between the two moments."""
    agencies = {agency_id} | Succession.objects.forebears({agency_id})
    days, moments = DateRange(today(since), today(until), "[]"), DateTimeTZRange(since, until, "[]")
    own = Membership.objects.filter(user=user, agency__in=agencies, period__overlap=days)
    lent = Delegation.objects.during(moments).filter(deputy=user, agency__in=agencies)
    return User.objects.filter(Exists(own) | Exists(lent), pk=user.pk).exists()


def holders(offices: Collection[Office], at: datetime) -> dict[Office, list[int]]:
    """Office → ids of everybody who may act there at the moment, in person or as somebody's deputy. One query, however many offices."""
    agencies = {agency_id for _role, agency_id in offices}
    own = Membership.objects.on(today(at)).filter(agency__in=agencies)
    principals = own.filter(user=OuterRef("principal"), role=OuterRef("role"), agency=OuterRef("agency"))
    lent = Delegation.objects.at(at).filter(Exists(principals), agency__in=agencies)
    seats = own.values_list("user", "role", "agency").union(lent.values_list("deputy", "role", "agency"))
    found = sorted(seats) if offices else []
    return {
        (role, agency_id): list(dict.fromkeys(who for who, held, at_id in found if at_id == agency_id and role in {None, held}))
        for role, agency_id in offices
    }


def bound_to(persons: Iterable[User], at: datetime) -> set[int]:
    """Ids of the persons, and of everybody who is deputy or principal of one of them at the moment."""
    ids = {person.pk for person in persons}
    pairs = Delegation.objects.at(at).values_list("principal_id", "deputy_id")
    linked = {other for pair in pairs for other in pair if ids & set(pair)}
    return ids | linked


def require(user: Any, role: Role, at: datetime) -> Seat:
    """A seat of the user in `role` at whatever agency; NotAuthorised otherwise."""
    seats = seats_of(user, at).with_role(role)
    if not seats:
        raise NotAuthorised(needed=role.label)
    return seats[0]


def _own(user: User, on: date) -> list[Seat]:
    rows = Membership.objects.on(on).filter(user=user).select_related("agency").prefetch_related("agency__names").order_by("pk")
    return [Seat(person=user, role=Role(row.role), agency=row.agency) for row in rows]


def _delegated(user: User, at: datetime) -> list[Seat]:
    rows = Delegation.objects.at(at).filter(deputy=user).select_related("agency", "principal").prefetch_related("agency__names")
    held = set(
        Membership.objects.on(today(at)).filter(user__in=[row.principal_id for row in rows]).values_list("user_id", "agency_id", "role")
    )
    return [
        Seat(person=user, role=Role(row.role), agency=row.agency, principal=row.principal)
        for row in rows
        if (row.principal_id, row.agency_id, row.role) in held
    ]


def _needed(role: Role, agency_id: int | None, on: date) -> str:
    agency = Agency.objects.filter(pk=agency_id or 0).first()
    if agency is None:
        return _("Việc này cần vai trò “%(role)s”.") % {"role": role.label}
    said = _("Việc này cần vai trò “%(role)s” tại %(agency)s.") % {"role": role.label, "agency": agency}
    return f"{said} {agency.ended_in_words(on)}".strip()
