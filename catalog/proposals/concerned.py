"""Whom a proposal concerns besides its author: the agencies it names, and other proposals on the same databases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency
from catalog.proposals.models import ChangeItem, ChangeProposal
from catalog.proposals.states import FINAL


@dataclass(frozen=True)
class Party:
    """One kind of concern, and who: words and the page behind them."""

    label: str
    who: list[tuple[str, str]]


def concerned(proposal: ChangeProposal, items: Sequence[ChangeItem], user: Any, at: datetime) -> list[Party]:
    """Everybody whom the file touches, of what the reader may see; the kinds that touch nobody are left out."""
    keys = {label: _named(items, name) for label, name in ((_("Cơ quan quản lý"), "managing"), (_("Cơ quan phối hợp"), "coordinating"))}
    known = Agency.objects.filter(key__in=[key for found in keys.values() for key in found]).exclude(pk=proposal.agency_id).named()
    names = {agency.key: agency.current_name for agency in known}
    parties = [Party(label, [_agency(names[key], key) for key in found if key in names]) for label, found in keys.items()]
    parties.append(Party(_("Đề xuất khác cho cùng cơ sở dữ liệu"), _others(proposal, items, user, at)))
    return [party for party in parties if party.who]


def _named(items: Iterable[ChangeItem], name: str) -> list[str]:
    """Keys of agencies named by the versions in force or by what is wanted, each once."""
    found: list[str] = []
    for item in items:
        base, wanted = item.base_version, item.content or {}
        if name == "managing":
            found += [base.managing_agency.key] if base and base.managing_agency else []
            found += [wanted.get("managing_agency") or ""]
        else:
            found += [agency.key for agency in base.coordinating_agencies.all()] if base else []
            found += wanted.get("coordinating_agencies") or []
    return [key for key in dict.fromkeys(found) if key]


def _agency(name: str, key: str) -> tuple[str, str]:
    return name, reverse("agencies:agency-detail", args=[key])


def _others(proposal: ChangeProposal, items: Iterable[ChangeItem], user: Any, at: datetime) -> list[tuple[str, str]]:
    databases = [item.database_id for item in items if item.database_id]
    others = ChangeProposal.objects.visible_to(user, at).filter(items__database__in=databases).exclude(pk=proposal.pk)
    found = others.exclude(state__in=FINAL).distinct().order_by("-pk")
    return [(f"{one.code} ({one.get_state_display()})", reverse("catalog:proposal-detail", args=[one.code])) for one in found]
