"""Papers for other systems: which there are of a proposal or a dossier, and each as a file."""

from functools import cached_property
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from catalog.documents import offers
from catalog.documents.views import USUAL
from catalog.proposals.api.dossiers import Dossiers
from catalog.proposals.api.files import Files
from hcm_registry.api import parameters
from hcm_registry.api.conditional import Stamp
from hcm_registry.api.doors import Download, Operation
from hcm_registry.api.shapes import listing_of
from hcm_registry.documents import FORMATS

FORMAT = parameters.choice("format", FORMATS, _("Dạng tệp; mặc định là docx."))
MEDIA = tuple(kind.content_type for kind in FORMATS.values())


class PaperShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """A paper that may be had now, and in which forms."""

    kind = serializers.ChoiceField(choices=list(offers.KINDS))
    title = serializers.CharField()
    formats = serializers.ListField(child=serializers.ChoiceField(choices=list(FORMATS)))


class Papers(Files):
    """What the doors to papers share: a subject, and what is offered of it to the caller."""

    def subject(self) -> offers.Subject:
        """Of what. Error: Http404."""
        return self.proposal()

    def stamp(self) -> Stamp:
        """What is offered, to whom, in the caller's language."""
        return Stamp((self.user.pk, [kind.key for kind in self._offered]))

    def answer(self) -> Any:
        """Every paper that may be had now."""
        found = [{"kind": kind.key, "title": str(kind.title), "formats": list(FORMATS)} for kind in self._offered]
        return {"results": found}

    @cached_property
    def _offered(self) -> list[offers.Kind]:
        return offers.offered(self.subject(), self.user, self.at)


class PaperFile(Papers):
    """One paper, made now from what is on record: the same content gives the same bytes."""

    renderer_classes = (Download,)
    asks = (FORMAT,)

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file, by its hash. Error: Http404 where it is not offered."""
        found = offers.made(self.subject(), self.kwargs["kind"], self.user, self.at)
        if found is None:
            raise Http404
        paper, name = found
        form = FORMATS[self.asked.get("format", USUAL)]
        data = form.write(paper)
        kept = {"name": f"{name}{form.suffix}", "content_type": form.content_type, "sha256": sha256(data).hexdigest()}
        return self.file(ContentFile(data), **kept)


class ProposalDocuments(Papers):
    """The papers of a proposal."""

    operations = {"get": Operation("proposals_documents_list", listing_of(PaperShape), about=_("Văn bản lập được từ đề xuất lúc này."))}


class ProposalDocument(PaperFile):
    """One paper of a proposal."""

    operations = {"get": Operation("proposals_documents_file", bytes, about=_("Một văn bản của đề xuất, theo NĐ 30/2020."), media=MEDIA)}


class OfDossier(Papers, Dossiers):
    """A dossier as the subject of papers."""

    def subject(self) -> offers.Subject:
        """Error: Http404."""
        return get_object_or_404(self.dossiers(), code=self.kwargs["code"])


class DossierDocuments(OfDossier):
    """The papers of a dossier."""

    operations = {"get": Operation("dossiers_documents_list", listing_of(PaperShape), about=_("Văn bản lập được từ hồ sơ trình lúc này."))}


class DossierDocument(OfDossier, PaperFile):
    """One paper of a dossier."""

    operations = {"get": Operation("dossiers_documents_file", bytes, about=_("Một văn bản của hồ sơ trình, theo NĐ 30/2020."), media=MEDIA)}
