"""Addresses of the API. Each leads to one door; whatever else is asked for is answered as a problem, not as a page."""

from django.urls import URLPattern, path, re_path
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularSwaggerSplitView

from agencies import api as agencies
from agencies.calendar import api as calendar
from agencies.delegations import api as delegations
from catalog.decisions import api as decisions
from catalog.documents import api as documents
from catalog.duties import api as duties
from catalog.editions import api as editions
from catalog.entries import api as entries
from catalog.entries import api_history as history
from catalog.proposals.api import attachments, bulk, claims, dossiers, items, moves, proposals, talk
from catalog.reorganisation import api as acts
from catalog.reorganisation import api_writing as acts_writing
from catalog.rules import api as rules
from hcm_registry.api.places import Index, Meaning, Meanings, Nowhere
from hcm_registry.openapi import openapi

CODE = r"(?P<code>[A-Za-z0-9-]{1,20})"
KIND = r"(?P<kind>[a-z-]{1,20})"
KEY = r"(?P<key>[A-Za-z0-9_-]{1,60})"


def number(name: str) -> str:
    """A number small enough for every column it is compared with."""
    return rf"(?P<{name}>[0-9]{{1,9}})"


ONE = f"proposals/{CODE}/"
ACT = f"reorganisations/{number('id')}/"
ITEM = f"{ONE}items/{number('position')}/"


def door(pattern: str, view: type, name: str, **options: object) -> URLPattern:
    """One address."""
    return re_path(rf"^{pattern}$", view.as_view(**options), name=f"api-{name}")  # type: ignore[attr-defined]  # every view has it


urlpatterns = [
    path("openapi.json", require_safe(openapi), name="api-openapi"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url="/api/v1/openapi.json"), name="api-docs"),
    door("", Index, "index"),
    door("problems/", Meanings, "problems"),
    door(r"problems/(?P<problem>[a-z-]{1,60})", Meaning, "problem"),
    door("databases/", entries.DatabaseList, "databases"),
    door(f"databases/{CODE}/", entries.DatabaseDetail, "database"),
    door(f"databases/{CODE}/versions/", history.DatabaseVersions, "versions"),
    door(f"databases/{CODE}/versions/{number('number')}/", history.DatabaseVersionDetail, "version"),
    door(f"databases/{CODE}/diff/", history.DatabaseDiff, "diff"),
    door(f"databases/{CODE}/schema/", entries.DatabaseSchema, "schema"),
    door("agencies/", agencies.AgencyList, "agencies"),
    door(f"agencies/{KEY}/", agencies.AgencyDetail, "agency"),
    door("calendar/", calendar.CalendarYears, "calendar"),
    door(f"calendar/{number('year')}/", calendar.CalendarYearDetail, "calendar-year"),
    door("rules/", rules.RuleList, "rules"),
    door("decisions/", decisions.DecisionList, "decisions"),
    door(f"decisions/{number('id')}/", decisions.DecisionDetail, "decision"),
    door(f"decisions/{number('id')}/file/", decisions.DecisionFile, "decision-file"),
    door("editions/", editions.EditionList, "editions"),
    door(f"editions/{number('id')}/", editions.EditionDetail, "edition"),
    door(f"editions/{number('id')}/annex/", editions.EditionAnnex, "edition-annex"),
    door("duties/", duties.DutyList, "duties"),
    door(f"duties/{number('id')}/", duties.DutyDetail, "duty"),
    door(f"duties/{number('id')}/checks/", duties.DutyChecks, "duty-checks"),
    door(f"duties/checks/{number('id')}/report/", duties.CheckReport, "check-report"),
    door(f"duties/checks/{number('id')}/conclude/", duties.CheckConclude, "check-conclude"),
    door(f"duties/checks/{number('id')}/evidence/", duties.CheckEvidence, "check-evidence"),
    door("proposals/", proposals.ProposalList, "proposals"),
    door("proposals/bulk/", bulk.BulkMoves, "bulk"),
    door(f"{ONE}", proposals.ProposalDetail, "proposal"),
    door(f"{ONE}checks/", proposals.ProposalChecks, "checks"),
    door(f"{ONE}pen/", proposals.ProposalPen, "pen"),
    door(f"{ONE}signature/", proposals.SignatureAsked, "signature"),
    door(f"{ONE}items/", items.ProposalItems, "items"),
    door(f"{ITEM}", items.ProposalItem, "item"),
    door(f"{ITEM}diff/", items.ItemDiff, "item-diff"),
    door(f"{ITEM}conflicts/", items.ItemConflicts, "conflicts"),
    door(f"{ONE}attachments/", attachments.ProposalAttachments, "attachments"),
    door(f"{ONE}attachments/{number('id')}/", attachments.ProposalAttachment, "attachment"),
    door(f"{ONE}attachments/{number('id')}/file/", attachments.AttachmentFile, "attachment-file"),
    door(f"{ONE}documents/", documents.ProposalDocuments, "proposal-documents"),
    door(f"{ONE}documents/{KIND}/", documents.ProposalDocument, "proposal-document"),
    door(f"{ONE}moves/", moves.ProposalMoves, "moves"),
    *(door(f"{ONE}moves/{move}/", moves.MoveDoor, f"move-{move}", move=move) for move in moves.VERBS if move != "issue"),
    door(f"{ONE}moves/issue/", moves.IssueDoor, "move-issue"),
    door(f"{ONE}claim/", claims.ProposalClaim, "claim"),
    door(f"{ONE}claim/hand-over/", claims.ClaimHandedOver, "claim-hand-over"),
    door(f"{ONE}claim/give-back/", claims.ClaimGivenBack, "claim-give-back"),
    door(f"{ONE}opinions/", talk.ProposalOpinions, "opinions"),
    door(f"{ONE}opinions/mine/", talk.MyOpinion, "opinion"),
    door(f"{ONE}opinions/responses/", talk.OpinionResponses, "opinion-responses"),
    door(f"{ONE}comments/", talk.ProposalComments, "comments"),
    door(f"{ONE}comments/{number('id')}/", talk.ProposalComment, "comment"),
    door(f"{ONE}comments/{number('id')}/settle/", talk.CommentSettled, "comment-settle"),
    door("dossiers/", dossiers.DossierList, "dossiers"),
    door(f"dossiers/{CODE}/", dossiers.DossierDetail, "dossier"),
    door(f"dossiers/{CODE}/documents/", documents.DossierDocuments, "dossier-documents"),
    door(f"dossiers/{CODE}/documents/{KIND}/", documents.DossierDocument, "dossier-document"),
    door(f"dossiers/{CODE}/decision/", dossiers.DossierDecision, "dossier-decision"),
    door("reorganisations/", acts_writing.ActList, "reorganisations"),
    door(ACT, acts_writing.ActDetail, "reorganisation"),
    door(f"{ACT}preview/", acts.ActPreview, "reorganisation-preview"),
    door(f"{ACT}lines/", acts_writing.ActLines, "reorganisation-lines"),
    door(f"{ACT}lines/{number('position')}/", acts_writing.ActLine, "reorganisation-line"),
    door(f"{ACT}moves/", acts.ActMoves, "reorganisation-moves"),
    *(door(f"{ACT}moves/{move}/", acts_writing.ActMove, f"reorganisation-move-{move}", move=move) for move in acts_writing.VERBS),
    door(f"{ACT}moves/decide/", acts_writing.ActDecided, "reorganisation-move-decide"),
    door("delegations/", delegations.DelegationList, "delegations"),
    door("delegations/deputies/", delegations.Deputies, "deputies"),
    door(f"delegations/{number('id')}/", delegations.DelegationDetail, "delegation"),
    door(f"delegations/{number('id')}/revoke/", delegations.DelegationRevoked, "delegation-revoke"),
    door(".*", Nowhere, "nowhere"),
]
