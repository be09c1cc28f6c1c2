"""How proposals look from outside: bodies that may be sent, answers that are given.

Codes only, so that a version is one text in every language.
"""

from typing import Any

from django.db import models
from rest_framework import serializers

from agencies.models import Agency
from catalog.entries.models import SharedDatabase
from catalog.proposals.drafts import HEAD_FIELDS
from catalog.proposals.models import ChangeItem, ChangeProposal
from catalog.proposals.states import ItemKind, Stance, State
from hcm_registry.api.shapes import Body

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


def by_key(model: type[models.Model], field: str, **options: Any) -> serializers.SlugRelatedField:  # type: ignore[type-arg]
    """An object named in a body by its stable key."""
    return serializers.SlugRelatedField(slug_field=field, queryset=model._default_manager.all(), **options)


class ItemBody(Body):
    """What is asked for one database. `content` may give some members; the rest is what is in force, or unknown."""

    kind = serializers.ChoiceField(choices=ItemKind.choices)
    database = by_key(SharedDatabase, "code", required=False)
    content = serializers.DictField(required=False)


class ContentBody(Body):
    """Members of the content to be kept, as typed."""

    content = serializers.DictField()


class HeadBody(Body):
    """Members of the proposal itself."""

    title = serializers.CharField(required=False, allow_blank=True, max_length=255)
    reason = serializers.CharField(required=False, allow_blank=True)
    legal_ground = serializers.CharField(required=False, allow_blank=True)
    letter_number = serializers.CharField(required=False, allow_blank=True, max_length=60)
    letter_date = serializers.DateField(required=False, allow_null=True)
    wanted_on = serializers.DateField(required=False, allow_null=True)
    no_state_secret = serializers.BooleanField(required=False)


class ProposalBody(HeadBody):
    """A new proposal. `agency` may be left out by somebody who is an officer of one agency only."""

    agency = by_key(Agency, "key", required=False)
    items = serializers.ListField(child=ItemBody(), required=False, max_length=200)


class CommentBody(Body):
    """A remark on one member of one item."""

    item = serializers.IntegerField(min_value=1)
    path = serializers.CharField(max_length=200)
    text = serializers.CharField()


class AnswerBody(Body):
    """The opinion of a consulted agency. `agency` is needed by somebody who speaks for several."""

    agency = by_key(Agency, "key", required=False)
    stance = serializers.ChoiceField(choices=Stance.choices)
    comment = serializers.CharField(required=False, allow_blank=True)
    field_comments = serializers.DictField(child=serializers.CharField(), required=False)


class ItemShape(serializers.Serializer):  # type: ignore[type-arg]
    """What is asked for one database, in short."""

    position = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=ItemKind.choices)
    database = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_blank=True)
    base_version = serializers.IntegerField(allow_null=True)
    result_version = serializers.IntegerField(allow_null=True)


class ItemDetailShape(ItemShape):
    """What is asked for one database, whole; null content asks to take it out of the catalogue."""

    content = serializers.DictField(allow_null=True)


class StepShape(serializers.Serializer):  # type: ignore[type-arg]
    """One move that was made."""

    move = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    target = serializers.CharField()
    by = serializers.CharField(allow_null=True)
    on_behalf_of = serializers.CharField(allow_null=True)
    title = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    note = serializers.CharField(allow_blank=True)


class ProposalShape(serializers.ModelSerializer):  # type: ignore[type-arg]
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


class MoveShape(serializers.Serializer):  # type: ignore[type-arg]
    """A move the caller may make now."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    needs_note = serializers.BooleanField()
    target = serializers.ChoiceField(choices=State.choices)
    href = serializers.CharField()


class OpinionShape(serializers.Serializer):  # type: ignore[type-arg]
    """What one agency is asked and answers."""

    agency = serializers.CharField()
    revision = serializers.IntegerField()
    asked_at = serializers.DateTimeField()
    due_on = serializers.DateField()
    stance = serializers.ChoiceField(choices=Stance.choices, allow_blank=True)
    comment = serializers.CharField(allow_blank=True)
    field_comments = serializers.DictField(child=serializers.CharField())
    answered_at = serializers.DateTimeField(allow_null=True)
    voided_at = serializers.DateTimeField(allow_null=True)


class CommentShape(serializers.Serializer):  # type: ignore[type-arg]
    """A remark on one member of one item."""

    id = serializers.IntegerField()
    item = serializers.IntegerField()
    path = serializers.CharField()
    text = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)


class Listing(serializers.Serializer):  # type: ignore[type-arg]
    """A short list, given whole."""


def listing_of(shape: type[serializers.Serializer]) -> type[serializers.Serializer]:  # type: ignore[type-arg]
    """The shape of a short list of `shape`, given whole."""
    return type(f"{shape.__name__.removesuffix('Shape')}ListShape", (Listing,), {"results": shape(many=True)})


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
    }


def _step(step: Any) -> dict[str, Any]:
    plain = {name: getattr(step, name) for name in ("move", "source", "target", "title", "at", "note")}
    return plain | {"by": step.by and str(step.by), "on_behalf_of": step.on_behalf_of and str(step.on_behalf_of)}
