"""How proposals look from outside. Codes only, so that a version is one text in every language."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.entries.api_history import DifferenceShape
from catalog.proposals.drafts import HEAD_FIELDS
from catalog.proposals.models import ChangeItem, ChangeProposal
from catalog.proposals.states import AttachmentKind, ItemKind, ResponseKind, Stance, State
from hcm_registry.api.shapes import ConflictShape, ErrorShape
from hcm_registry.files.shapes import ScanShape, SignaturesShape, as_json

HEAD = (
    "code",
    "agency",
    "state",
    "state_reason",
    *HEAD_FIELDS,
    "revision",
    "version",
    "content_hash",
    "receipt_number",
    "created_by",
    "created_at",
    "saved_at",
    "signature_asked_at",
    "submitted_at",
    "accepted_at",
    "appraisal",
    "appraised_at",
    "approved_at",
    "approved_hash",
    "dossier",
    "decision",
    "is_demo",
)
MEMBERS = (*HEAD, "items", "steps")
REFERENCES = {"agency": "key", "created_by": "full_name", "dossier": "code", "decision": "pk"}


@extend_schema_field({"type": "object", "additionalProperties": {}})
class TypedContent(serializers.JSONField):
    """The members of the catalogue, as typed so far: a draft may hold what is not right yet."""


class ItemShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """What is asked for one database, in short."""

    position = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=ItemKind.choices)
    database = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_blank=True)
    base_version = serializers.IntegerField(allow_null=True)
    result_version = serializers.IntegerField(allow_null=True)


class ItemDetailShape(ItemShape):
    """What is asked for one database, whole; null content asks to take it out of the catalogue. Since `dropped_at` it is asked no more."""

    content = TypedContent(allow_null=True)
    dropped_at = serializers.DateTimeField(allow_null=True)


class StepShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """One move that was made."""

    move = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field of this name hides an attribute of the stubs
    target = serializers.CharField()
    by = serializers.CharField(allow_null=True)
    on_behalf_of = serializers.CharField(allow_null=True)
    title = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    note = serializers.CharField(allow_blank=True)


class ProposalShape(serializers.ModelSerializer):  # type: ignore[type-arg]  # generic in the stubs only
    """A proposal in a list. `version` is its ETag."""

    agency = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    created_by = serializers.CharField()
    dossier = serializers.CharField(allow_null=True)
    decision = serializers.IntegerField(allow_null=True)

    class Meta:
        model = ChangeProposal
        fields = HEAD


class ProposalDetailShape(ProposalShape):
    """A proposal with its items and the moves made on it."""

    items = ItemDetailShape(many=True)
    steps = StepShape(many=True)

    class Meta:
        model = ChangeProposal
        fields = MEMBERS


class MoveShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """A move the caller may make now."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name hides an attribute of the stubs
    needs_note = serializers.BooleanField()
    target = serializers.ChoiceField(choices=State.choices)
    href = serializers.CharField()


class ResponseShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """What the appraiser says to one point of an opinion: `path` is empty for the opinion as a whole."""

    path = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(choices=ResponseKind.choices)
    text = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class OpinionShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """What one agency is asked and answers."""

    agency = serializers.CharField()
    revision = serializers.IntegerField()
    asked_at = serializers.DateTimeField()
    due_on = serializers.DateField(allow_null=True)
    stance = serializers.ChoiceField(choices=Stance.choices, allow_blank=True)
    comment = serializers.CharField(allow_blank=True)
    field_comments = serializers.DictField(child=serializers.CharField())
    answered_at = serializers.DateTimeField(allow_null=True)
    voided_at = serializers.DateTimeField(allow_null=True)
    responses = ResponseShape(many=True)


class CommentShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """A remark on one member of one item."""

    id = serializers.IntegerField()
    item = serializers.IntegerField()
    path = serializers.CharField()
    text = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)


class PenShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """Who took the pen last (null: nobody yet); nobody writes once `until` has passed."""

    by = serializers.CharField(allow_null=True)
    since = serializers.DateTimeField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)
    yours = serializers.BooleanField()


class CheckShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """What keeps the proposal from being sent, each with a pointer into it, and what collides with the versions in force."""

    complete = serializers.BooleanField()
    errors = ErrorShape(many=True)  # type: ignore[assignment]  # a field of this name hides an attribute of the stubs
    conflicts = ConflictShape(many=True)


class SettlementShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """The version an item was drafted from, the one now in force (null: none any more), and what both sides changed."""

    base_version = serializers.IntegerField(allow_null=True)
    present_version = serializers.IntegerField(allow_null=True)
    conflicts = ConflictShape(many=True)


class ItemDiffShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """What an item would change in the version it was drafted from."""

    breaking = serializers.BooleanField()
    differences = DifferenceShape(many=True)


class AttachmentShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """A paper of the file, and where its content is."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=AttachmentKind.choices)
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    added_by = serializers.CharField()
    added_at = serializers.DateTimeField()
    href = serializers.CharField()
    scan = ScanShape()
    signatures = SignaturesShape(allow_null=True)


class DossierShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """Approved proposals under one submission letter; `proposals` are those the caller may read, `decision` its id once issued."""

    code = serializers.CharField()
    title = serializers.CharField()
    letter_number = serializers.CharField()
    letter_date = serializers.DateField()
    created_by = serializers.CharField()
    created_at = serializers.DateTimeField()
    decision = serializers.IntegerField(allow_null=True)
    proposals = serializers.ListField(child=serializers.CharField())


HEAD_COLUMNS = tuple(f"{name}__{REFERENCES[name]}" if name in REFERENCES else name for name in HEAD)


def head_of(row: dict[str, Any]) -> dict[str, Any]:
    """A row of HEAD_COLUMNS as members."""
    return {name: row[column] for name, column in zip(HEAD, HEAD_COLUMNS, strict=True)}


def detail_of(proposal: ChangeProposal) -> dict[str, Any]:
    """A proposal whole."""
    (row,) = ChangeProposal.objects.filter(pk=proposal.pk).values(*HEAD_COLUMNS)
    items = proposal.items.select_related("database", "base_version", "result").order_by("position")
    steps = proposal.steps.select_related("by", "on_behalf_of").order_by("pk")
    return head_of(row) | {"items": [item_of(item) for item in items], "steps": [_step(step) for step in steps]}


def item_of(item: ChangeItem) -> dict[str, Any]:
    """An item whole."""
    return {
        "position": item.position,
        "kind": item.kind,
        "database": item.database.code if item.database else None,
        "name": item.name,
        "base_version": item.base_version.number if item.base_version else None,
        "result_version": item.result.number if item.result else None,
        "content": item.content,
        "dropped_at": item.dropped_at,
    }


def attachment_of(paper: Any, code: str) -> dict[str, Any]:
    """A paper, where its content is, and what was found in it: it comes `with_findings`."""
    plain = {name: getattr(paper, name) for name in ("kind", "name", "content_type", "size", "sha256", "added_at")}
    place = f"/api/v1/proposals/{code}/attachments/{paper.pk}/file/"
    return {"id": paper.pk, **plain, "added_by": str(paper.added_by), "href": place, **as_json(paper.findings)}


def _step(step: Any) -> dict[str, Any]:
    plain = {name: getattr(step, name) for name in ("move", "source", "target", "title", "at", "note")}
    return plain | {"by": step.by and str(step.by), "on_behalf_of": step.on_behalf_of and str(step.on_behalf_of)}
