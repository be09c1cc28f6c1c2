"""The items of a proposal: what is asked for each database, how that differs, and what collides with the version now in force."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from catalog.entries.api_history import shown
from catalog.entries.content import content_of, empty
from catalog.entries.difference import differences
from catalog.journal.actions import head
from catalog.proposals import drafts, guards
from catalog.proposals.api import bodies, shapes
from catalog.proposals.api.files import ByVersion, Files, tag_of
from catalog.proposals.models import ChangeItem
from hcm_registry.api.conditional import Stamp
from hcm_registry.api.doors import Operation
from hcm_registry.api.shapes import listing_of
from hcm_registry.kernel.errors import Invalid


class ProposalItems(ByVersion):
    """The items of a proposal. Their ETag is the proposal's: a proposal is judged as one file."""

    operations = {
        "get": Operation("proposals_items_list", listing_of(shapes.ItemDetailShape), about=_("Nội dung của đề xuất.")),
        "post": Operation("proposals_items_create", shapes.ProposalDetailShape, bodies.ItemBody, _("Thêm vào bản nháp."), 201),
    }

    def answer(self) -> Any:
        """Every item, in order."""
        items = self.proposal().items.select_related("database", "base_version", "result").order_by("position")
        return {"results": [shapes.item_of(item) for item in items]}

    def post(self, request: Any, code: str) -> Response:
        """One more item. Errors: NotAuthorised, WrongState, NotYourDatabase, Elsewhere, Invalid."""
        body = self.body()
        return self.once(lambda: self._add(body))

    def _add(self, body: dict[str, Any]) -> Response:
        with self.drafting(must_match=False) as proposal:
            item = drafts.add_item(proposal, **body, by=self.user, at=self.at)
        response = self.whole(proposal, 201)
        response["Location"] = f"{response['Location']}items/{item.position}/"
        return response


class ProposalItem(ByVersion):
    """One item."""

    operations = {
        "get": Operation("proposals_items_read", shapes.ItemDetailShape, about=_("Nội dung đề xuất cho một cơ sở dữ liệu.")),
        "patch": Operation("proposals_items_update", shapes.ProposalDetailShape, bodies.ContentBody, _("Ghi một số mục."), if_match=True),
        "delete": Operation("proposals_items_delete", about=_("Bỏ khỏi bản nháp."), status=204, if_match=True),
    }

    def answer(self) -> Any:
        """The item. Error: Http404."""
        return shapes.item_of(self.item(self.proposal()))

    def patch(self, request: Any, code: str, position: str) -> Response:
        """Keep some members of the content. Errors: NotAuthorised, WrongState, Elsewhere, Invalid."""
        item, body = self.item(self.proposal()), self.body()
        with self.drafting() as proposal:
            drafts.save_content(item, body["content"], by=self.user, at=self.at)
        return self.whole(proposal)

    def delete(self, request: Any, code: str, position: str) -> Response:
        """Ask nothing for this database any more. Errors: NotAuthorised, WrongState, Elsewhere."""
        item = self.item(self.proposal())
        with self.drafting() as proposal:
            drafts.drop_item(item, by=self.user, at=self.at)
        return Response(status=204, headers={"ETag": tag_of(proposal.version)})


class ItemDiff(Files):
    """What the item would change."""

    operations = {"get": Operation("proposals_items_diff", shapes.ItemDiffShape, about=_("Khác gì với phiên bản đã soạn từ đó."))}

    def answer(self) -> Any:
        """The differences in reading order; none where the database is to leave the catalogue. Error: Http404."""
        item = self.item(self.proposal())
        base = content_of(item.base_version) if item.base_version else empty()
        changes = [shown(change) for change in differences(base, item.content)] if item.content is not None else []
        return {"breaking": item.content is None or any(change["breaking"] for change in changes), "differences": changes}


class ItemConflicts(Files):
    """What both the item and a later version changed, three sides each; and the choice between them, which moves the draft onto it."""

    operations = {
        "get": Operation("proposals_items_conflicts_list", shapes.SettlementShape, about=_("Các mục trùng với bản hiện hành, đủ ba bên.")),
        "post": Operation(
            "proposals_items_conflicts_settle",
            shapes.ProposalDetailShape,
            bodies.SettlementBody,
            _("Chọn cho từng mục trùng và chuyển bản nháp sang bản hiện hành."),
            if_match=True,
        ),
    }

    def stamp(self) -> Stamp:
        """The proposal, and the catalogue it is held against."""
        version, at = self.version()
        return Stamp((version, head()), at)

    def answer(self) -> Any:
        """The conflicts. Error: Http404."""
        item = self.item(self.proposal())
        present = item.database.versions.open().values_list("number", flat=True).first() if item.database else None
        found = [{"item": item.position, **asdict(conflict)} for conflict in guards.conflicts(item)]
        base = item.base_version.number if item.base_version else None
        return {"base_version": base, "present_version": present, "conflicts": found}

    def tags(self, version: int) -> tuple[str, ...]:
        """The proposal's, or that of the conflicts as they stand."""
        return (*super().tags(version), self.tag(self.stamp()))

    def post(self, request: Any, code: str, position: str) -> Response:
        """Settle all of them. Errors: NotAuthorised, WrongState, Elsewhere, Invalid naming what was not chosen or does not collide."""
        item, body = self.item(self.proposal()), self.body()
        return self.once(lambda: self._settle(item, body["choices"]))

    def _settle(self, item: ChangeItem, choices: dict[str, str]) -> Response:
        with self.drafting() as proposal:
            if item.database and not item.database.versions.open().exists():
                raise guards.StaleBase(conflicts=guards.collisions(proposal))  # nothing is in force to move onto: drop the item
            _check_choices(choices, {conflict.path for conflict in guards.conflicts(item)})
            drafts.rebase(item, choices, by=self.user, at=self.at)
        return self.whole(proposal)

    def pointer(self, field: str) -> str:
        """Into the body."""
        return f"/{field}"


def _check_choices(choices: dict[str, str], paths: set[str]) -> None:
    named = {path: _("Chọn “mine” hoặc “theirs” cho mục trùng này.") for path in paths - choices.keys()}
    named |= {path: _("Mục này không trùng; bỏ khỏi yêu cầu.") for path in choices.keys() - paths}
    if named:
        raise Invalid(errors={_place(path): [sentence] for path, sentence in sorted(named.items())})


def _place(path: str) -> str:
    return "choices/" + path.replace("~", "~0").replace("/", "~1")
