"""Papers of a proposal: sent as a multipart form, known by SHA-256, given out as downloads, taken out while it is a draft."""

from typing import Any

from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from catalog.proposals import drafts
from catalog.proposals.api import bodies, shapes
from catalog.proposals.api.files import ByVersion, Files, tag_of
from catalog.proposals.papers import Attachment
from hcm_registry import uploads
from hcm_registry.api.conditional import Stamp
from hcm_registry.api.doors import Download, Operation
from hcm_registry.api.parsing import NfcMultiPartParser
from hcm_registry.api.shapes import listing_of
from hcm_registry.files import findings
from hcm_registry.files.findings import with_findings
from hcm_registry.kernel.errors import Invalid


class Papers(ByVersion):
    """A door to papers: besides the proposal's version its ETag knows what was found in files since. A writer may send either."""

    def stamp(self) -> Stamp:
        """The proposal's version, and what is known of files."""
        version, at = self.version()
        return Stamp((version, *findings.mark()), at)

    def tag(self, stamp: Stamp) -> str:
        """Of both."""
        return Files.tag(self, stamp)

    def tags(self, version: int) -> tuple[str, ...]:
        """The proposal's, or that of its papers as they are shown."""
        return (*super().tags(version), self.tag(self.stamp()))


class ProposalAttachments(Papers):
    """The papers of a proposal."""

    parser_classes = (NfcMultiPartParser,)
    operations = {
        "get": Operation("proposals_attachments_list", listing_of(shapes.AttachmentShape), about=_("Tài liệu kèm theo đề xuất.")),
        "post": Operation(
            "proposals_attachments_create",
            shapes.AttachmentShape,
            about=_("Thêm tài liệu vào bản nháp."),
            status=201,
            form=bodies.AttachmentBody,
        ),
    }

    def answer(self) -> Any:
        """Every paper, in the order of adding."""
        papers = with_findings(self.proposal().attachments.select_related("added_by").order_by("pk"))
        return {"results": [shapes.attachment_of(paper, self.kwargs["code"]) for paper in papers]}

    def post(self, request: Any, code: str) -> Response:
        """One more paper. Errors: NotAuthorised, WrongState, Elsewhere, FileTooLarge (413), FileNotTaken (415), Invalid."""
        body = self.body()
        return self.once(lambda: self._attach(**body))

    def pointer(self, field: str) -> str:
        """Into the form."""
        return f"/{field}"

    def _attach(self, kind: str, file: Any, sha256: str = "") -> Response:
        if sha256 and uploads.digest(file) != sha256:
            raise Invalid(errors={"sha256": [_("Tệp nhận được không khớp mã băm này. Gửi lại tệp.")]})
        with self.drafting(must_match=False) as proposal:
            paper = drafts.attach(proposal, file, kind, by=self.user, at=self.at)
        shown = _shown(paper, proposal.code)
        place = f"/api/v1/proposals/{proposal.code}/attachments/{paper.pk}/"
        return Response(shown, status=201, headers={"ETag": tag_of(proposal.version), "Location": place})


class ProposalAttachment(Papers):
    """One paper: what it is."""

    operations = {
        "get": Operation("proposals_attachments_read", shapes.AttachmentShape, about=_("Một tài liệu kèm theo.")),
        "delete": Operation("proposals_attachments_delete", about=_("Bỏ tài liệu khỏi bản nháp."), status=204, if_match=True),
    }

    def answer(self) -> Any:
        """The paper. Error: Http404."""
        return _shown(paper_of(self), self.kwargs["code"])

    def delete(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Take it out. Errors: NotAuthorised, WrongState, Elsewhere."""
        paper = paper_of(self)
        with self.drafting() as proposal:
            drafts.detach(paper, by=self.user, at=self.at)
        return Response(status=204, headers={"ETag": tag_of(proposal.version)})


class AttachmentFile(Files):
    """One paper: its content."""

    renderer_classes = (Download,)
    operations = {
        "get": Operation(
            "proposals_attachments_file",
            bytes,
            about=_("Nội dung tài liệu, luôn là tải về."),
            media=tuple(uploads.PAPERS.values()),
        )
    }

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file, by its hash. Error: Http404."""
        return self.kept(paper_of(self))


def _shown(paper: Attachment, code: str) -> dict[str, Any]:
    return shapes.attachment_of(with_findings([paper])[0], code)


def paper_of(door: Files) -> Attachment:
    """The paper in the address. Error: Http404."""
    proposal = door.proposal()
    paper = proposal.attachments.filter(pk=door.kwargs["id"]).select_related("added_by").first()
    if paper is None:
        raise Http404
    paper.proposal = proposal
    return paper
