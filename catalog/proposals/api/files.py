"""What every door to proposals shares: only what the person may see is there at all, and who writes has read the present version."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Greatest
from django.http import Http404
from rest_framework.response import Response

from agencies.models import User
from catalog.proposals import drafts
from catalog.proposals.api import shapes
from catalog.proposals.api.pointers import pointer_in
from catalog.proposals.models import ChangeItem, ChangeProposal
from hcm_registry.api import conditional
from hcm_registry.api.conditional import Stamp
from hcm_registry.api.doors import Reading

MOMENTS = ("created_at", "saved_at", "submitted_at", "accepted_at", "appraised_at", "approved_at")


class Files(Reading):
    """A door to proposals."""

    _found: ChangeProposal | None = None

    @property
    def user(self) -> User:
        """The caller, whom the permission has seen to be signed in."""
        return cast(User, self.request.user)

    def visible(self) -> QuerySet[Any]:
        """Proposals the caller may read now."""
        return ChangeProposal.objects.visible_to(self.request.user, self.at)

    def proposal(self) -> ChangeProposal:
        """The proposal in the address. Error: Http404, whether it is absent or hidden."""
        if self._found is None:
            self._found = self.visible().filter(code=self.kwargs["code"]).select_related("agency", "editing_by").first()
        if self._found is None:
            raise Http404
        return self._found

    def there(self) -> None:
        """See that what is to be written on is there, before its body is read. Error: Http404."""
        if "code" in self.kwargs:
            self.proposal()

    def body(self) -> dict[str, Any]:
        """The typed body. Errors: Http404, ValidationError."""
        self.there()
        return super().body()

    def version(self) -> tuple[int, datetime | None]:
        """The number that is the proposal's ETag and when it last moved, without its row. Error: Http404."""
        found = self.visible().filter(code=self.kwargs["code"]).annotate(moved=Greatest(*MOMENTS, Max("steps__at")))
        row = found.values_list("version", "moved").first()
        if row is None:
            raise Http404
        return cast("tuple[int, datetime | None]", row)

    def stamp(self) -> Stamp:
        """The proposal's version: whatever is said of it or in it makes that grow."""
        version, at = self.version()
        return Stamp((version,), at)

    @contextmanager
    def held(self, *, must_match: bool = True) -> Iterator[ChangeProposal]:
        """The proposal under its row lock, after If-Match was compared with it. Errors: Http404, Problem 428 or 412."""
        proposal = self.proposal()
        with transaction.atomic():
            locked = ChangeProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
            check = conditional.require_match if must_match else conditional.match_if_given
            check(self.request, *self.tags(locked.version))
            yield proposal

    def tags(self, version: int) -> tuple[str, ...]:
        """What a writer may send in If-Match at that version."""
        return (tag_of(version),)

    @contextmanager
    def drafting(self, *, must_match: bool = True) -> Iterator[ChangeProposal]:
        """The same, to write in the draft: not over a colleague's shoulder. Errors: also Elsewhere (409)."""
        with self.held(must_match=must_match) as proposal:
            drafts.ask_for_pen(proposal, by=self.user, at=self.at)
            yield proposal

    def item(self, proposal: ChangeProposal) -> ChangeItem:
        """The item in the address, also when it was dropped. Error: Http404."""
        items = ChangeItem.on_file.filter(proposal=proposal, position=self.kwargs["position"])
        found = items.select_related("database", "base_version", "result").first()
        if found is None:
            raise Http404
        found.proposal = proposal
        return found

    def whole(self, proposal: ChangeProposal, status: int = 200) -> Response:
        """The proposal as it is now, with its ETag."""
        data = shapes.detail_of(proposal)
        headers = {"ETag": tag_of(data["version"]), "Location": f"/api/v1/proposals/{proposal.code}/"}
        return Response(data, status=status, headers=headers)

    def pointer(self, field: str) -> str:
        """What a rule calls `1/purpose`, as a pointer into the proposal."""
        items = ChangeItem.objects.filter(proposal=self._found).order_by("position").values_list("position", "content")
        return pointer_in(list(items), field)


class ByVersion(Files):
    """A door whose ETag is the proposal's own, which is what a writer sends back in If-Match, whatever `fields` asked for."""

    def tag(self, stamp: Stamp) -> str:
        """The version alone."""
        return tag_of(cast(int, stamp.parts[0]))


def tag_of(version: int) -> str:
    """A proposal's ETag."""
    return f'"{version}"'
