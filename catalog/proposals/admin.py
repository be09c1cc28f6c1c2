"""Proposals and what lies in their files, to be read: everything that happens to them is a move."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from agencies.admin import ReadOnly
from catalog.proposals.claims import Claim
from catalog.proposals.models import ChangeItem, ChangeProposal, Dossier
from catalog.proposals.papers import Attachment, Author, FieldComment, Opinion, OpinionResponse, ProposalStep, Revision, Turn


@admin.register(ChangeProposal)
class ProposalAdmin(ReadOnly):
    """A proposal."""

    list_display = ["code", "title", "agency", "state", "created_at", "is_demo"]
    list_filter = ["state"]
    search_fields = ["code", "title"]


@admin.register(ProposalStep)
class StepAdmin(ReadOnly):
    """A step."""

    list_display = ["proposal", "move", "source", "target", "by", "at"]
    list_select_related = ["proposal", "by"]


@admin.register(Dossier)
class DossierAdmin(ReadOnly):
    """A bundle."""

    list_display = ["code", "title", "letter_number", "decision"]


@admin.register(ChangeItem)
class ItemAdmin(ReadOnly):
    """An item, also when it was dropped."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChangeItem]:
        """Everything on file."""
        return ChangeItem.on_file.all()


@admin.register(Attachment, Author, Claim, FieldComment, Opinion, OpinionResponse, Revision, Turn)
class PaperAdmin(ReadOnly):
    """Anything else in the file."""
