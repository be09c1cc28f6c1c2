"""Who stands on a paper: agencies as they were called on its day, who was in charge, where it comes from and who signs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from agencies.authority import Mandates, mandates
from agencies.models import Agency, AgencyName, Mandate
from catalog.documents.blanks import DOTS, SHORT
from hcm_registry.documents.blocks import Issuer, Signature
from hcm_registry.kernel.periods import contains

#: Bodies of the city whose papers name its People's Committee above them. Of other bodies it is not known which stands above.
BELOW_COMMITTEE = (Agency.Kind.SPECIALISED_AGENCY, Agency.Kind.OTHER_ADMINISTRATIVE)
COMMITTEES = (Agency.Kind.PEOPLE_COMMITTEE, Agency.Kind.DISTRICT_PEOPLE_COMMITTEE)


@dataclass(frozen=True)
class Office:
    """An agency as a paper of some day names it."""

    name: str = DOTS
    abbreviation: str = ""
    kind: str = ""

    @property
    def symbol(self) -> str:
        """Its part of a symbol; a blank where its head gave it no abbreviation that we know."""
        return self.abbreviation or SHORT


@dataclass(frozen=True)
class Offices:
    """The agencies of one paper, by id, and who held which mandate on its day."""

    held: Mandates
    named: dict[int, Office] = field(default_factory=dict)

    def of(self, agency_id: int | None) -> Office:
        """One of them."""
        return self.named.get(agency_id or 0, Office())

    @property
    def lead(self) -> Office:
        """The department in charge."""
        return self.of(self.held.get(Mandate.Kind.LEAD))

    @property
    def issuer(self) -> Office:
        """The issuing body."""
        return self.of(self.held.get(Mandate.Kind.ISSUER))

    def heading(self, office: Office) -> Issuer:
        """From whom the paper comes, and the body above."""
        city = self.issuer.kind == Agency.Kind.PEOPLE_COMMITTEE and office.kind in BELOW_COMMITTEE
        return Issuer(office.name, self.issuer.name if city else "")


def offices_on(day: date, agencies: Iterable[int | None] = ()) -> Offices:
    """Those agencies and whoever is in charge, as called on the day; by the latest name where none is known of it. Two queries."""
    held = mandates(day)
    ids = {*held.values(), *filter(None, agencies)}
    latest: dict[int, Office] = {}
    borne: dict[int, Office] = {}
    for name in AgencyName.objects.filter(agency__in=ids).select_related("agency").order_by("pk"):
        office = Office(name.name, name.abbreviation, name.agency.kind)
        latest[name.agency_id] = office
        if contains(name.period, day):
            borne[name.agency_id] = office
    return Offices(held, latest | borne)


def of_head(step: Any = None) -> Signature:
    """The head of an agency signs. Posts are not on record, so their titles are blanks; whoever acts by delegation signs `TUQ.`."""
    if step is None:
        return Signature((DOTS,))
    power = (f"TUQ. {DOTS}", DOTS) if step.on_behalf_of_id else (DOTS,)
    return Signature(power, step.by.full_name if step.by else "")


def by_post(post: str, person: Any) -> Signature:
    """Somebody signs for their own part of the work."""
    return Signature((post,), person.full_name if person else "")


def of_body(office: Office, name: str = "", title: str = "") -> Signature:
    """A body signs: a committee as a collective (`TM.`), whose deputy signs for its head (`KT.`)."""
    collective = ("TM. Ủy ban nhân dân",) if office.kind in COMMITTEES else ()
    post = title or DOTS
    if post.casefold().startswith("phó "):
        return Signature((*collective, f"KT. {post[4:]}", post), name)
    return Signature((*collective, post), name)
