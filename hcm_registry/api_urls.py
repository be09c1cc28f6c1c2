"""Addresses of the API. Each leads to one door; whatever else is asked for is answered as a problem, not as a page."""

from django.urls import URLPattern, path, re_path
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularSwaggerSplitView

from agencies import api as agencies
from catalog.decisions import api as decisions
from catalog.editions import api as editions
from catalog.entries import api as entries
from catalog.proposals import api as proposals
from catalog.proposals import api_papers
from catalog.proposals.api_moves import VERBS, MoveDoor
from hcm_registry.api.places import Index, Meaning, Nowhere
from hcm_registry.openapi import openapi

CODE = r"(?P<code>[A-Za-z0-9-]{1,20})"
KEY = r"(?P<key>[A-Za-z0-9_-]{1,60})"


def number(name: str) -> str:
    """A number small enough for every column it is compared with."""
    return rf"(?P<{name}>[0-9]{{1,9}})"


def door(pattern: str, view: type, name: str, **options: object) -> URLPattern:
    """One address."""
    return re_path(rf"^{pattern}$", view.as_view(**options), name=f"api-{name}")  # type: ignore[attr-defined]


urlpatterns = [
    path("openapi.json", require_safe(openapi), name="api-openapi"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url="/api/v1/openapi.json"), name="api-docs"),
    door("", Index, "index"),
    door(r"problems/(?P<problem>[a-z-]{1,60})", Meaning, "problem"),
    door("databases/", entries.DatabaseList, "databases"),
    door(f"databases/{CODE}/", entries.DatabaseDetail, "database"),
    door(f"databases/{CODE}/versions/", entries.DatabaseVersions, "versions"),
    door(f"databases/{CODE}/versions/{number('number')}/", entries.DatabaseVersionDetail, "version"),
    door(f"databases/{CODE}/diff/", entries.DatabaseDiff, "diff"),
    door(f"databases/{CODE}/schema/", entries.DatabaseSchema, "schema"),
    door("agencies/", agencies.AgencyList, "agencies"),
    door(f"agencies/{KEY}/", agencies.AgencyDetail, "agency"),
    door("decisions/", decisions.DecisionList, "decisions"),
    door(f"decisions/{number('id')}/", decisions.DecisionDetail, "decision"),
    door("editions/", editions.EditionList, "editions"),
    door(f"editions/{number('id')}/", editions.EditionDetail, "edition"),
    door("proposals/", proposals.ProposalList, "proposals"),
    door(f"proposals/{CODE}/", proposals.ProposalDetail, "proposal"),
    door(f"proposals/{CODE}/items/", proposals.ProposalItems, "items"),
    door(f"proposals/{CODE}/items/{number('position')}/", proposals.ProposalItem, "item"),
    door(f"proposals/{CODE}/moves/", proposals.ProposalMoves, "moves"),
    *(door(f"proposals/{CODE}/moves/{move}/", MoveDoor, f"move-{move}", move=move) for move in VERBS),
    door(f"proposals/{CODE}/opinions/", api_papers.ProposalOpinions, "opinions"),
    door(f"proposals/{CODE}/opinions/mine/", api_papers.MyOpinion, "opinion"),
    door(f"proposals/{CODE}/comments/", api_papers.ProposalComments, "comments"),
    door(".*", Nowhere, "nowhere"),
]
