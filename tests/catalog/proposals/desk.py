"""What the tests of the drafting pages share: a browser that is signed in, and forms as a browser posts them."""

from typing import Any

from django.test import Client

from catalog.entries.content import SECTIONS
from catalog.proposals.models import ChangeProposal
from tests import factories as make

HEAD = {"title": "Điều chỉnh", "reason": "Thay đổi chức năng", "legal_ground": "NĐ 47/2020", "no_state_secret": "on"}


def signed_in(city: make.City, username: str) -> Client:
    client = Client()
    client.force_login(city.people[username], backend="django.contrib.auth.backends.ModelBackend")
    return client


def begun(desk: Client, **given: str) -> ChangeProposal:
    """A draft begun on the first page."""
    answer = desk.post("/proposals/new/", {"kind": "AMEND", "database": "HCM-CSDL-001", **given})
    assert answer.status_code == 302, answer.context["form"].errors
    proposal = ChangeProposal.objects.latest("pk")
    assert answer.url == f"/proposals/{proposal.code}/edit/"
    return proposal


def typed(proposal: ChangeProposal, key: str, **values: Any) -> dict[str, Any]:
    """A section's form as the browser posts it: what the item says, and what was typed over it."""
    content = proposal.items.get(position=1).content
    names = next(section.names for section in SECTIONS if section.key == key)
    return {name: "" if content[name] is None else content[name] for name in names} | values


def content(proposal: ChangeProposal, position: int = 1) -> dict[str, Any]:
    return proposal.items.get(position=position).content
