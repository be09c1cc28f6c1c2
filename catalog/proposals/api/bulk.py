"""One move on many proposals in one call, tried first when asked; each file by itself, as on the page."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from catalog.proposals import bulk
from catalog.proposals.api.files import Files
from catalog.proposals.bulk import Picked
from catalog.proposals.workflow import MOVES
from hcm_registry.api.doors import Operation
from hcm_registry.api.shapes import Body, Flag, Text, Whole
from hcm_registry.kernel.errors import Invalid, NoteRequired


class PickedBody(Body):
    """A proposal at the version the caller read."""

    code = Text(max_length=20)
    version = Whole(min_value=1, max_value=2_147_483_647)


class BulkBody(Body):
    """Which move, on which proposals, with one reason; `dry_run` changes nothing."""

    example = {"move": "accept", "proposals": [{"code": "DX-2023-0147", "version": 3}], "note": "", "dry_run": True}

    move = serializers.ChoiceField(choices=list(bulk.VERBS))
    proposals = serializers.ListField(child=PickedBody(), min_length=1, max_length=bulk.MOST)
    note = Text(required=False, allow_blank=True, default="")
    dry_run = Flag(required=False, default=False)


class ResultShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """What became of one proposal; `why` says what kept the move from being made."""

    code = serializers.CharField()
    title = serializers.CharField()
    done = serializers.BooleanField()
    why = serializers.CharField(allow_blank=True)


class BulkShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """One result a proposal, in the order asked."""

    dry_run = serializers.BooleanField()
    results = ResultShape(many=True)


class BulkMoves(Files):
    """Many at once."""

    http_method_names = ("post", "options")
    operations = {"post": Operation("proposals_bulk", BulkShape, BulkBody, _("Một việc trên nhiều đề xuất, xét riêng từng hồ sơ."))}

    def post(self, request: Any) -> Response:
        """Make (or try) the move on each. Error: Invalid (no reason); what a single file refuses stands in its result."""
        body = self.body()
        if MOVES[body["move"]].needs_note and not body["note"].strip():
            raise Invalid(errors={"note": [str(NoteRequired.message)]})
        return self.once(lambda: self._make(**body))

    def _make(self, move: str, proposals: list[dict[str, Any]], note: str, dry_run: bool) -> Response:
        picked = [Picked(**one) for one in proposals]
        results = bulk.make(move, picked, note=note, by=self.user, at=self.at, trial=dry_run)
        return Response({"dry_run": dry_run, "results": [vars(one) for one in results]})
