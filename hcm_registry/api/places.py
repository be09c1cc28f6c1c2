"""Doors that belong to no app: the index, the meaning of each problem, and the answer where there is nothing."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, renderers, serializers

from hcm_registry.api.conditional import Stamp
from hcm_registry.api.doors import Door, Operation, Public, Reading
from hcm_registry.api.kinds import GENERIC, Kind, kind_of, rules
from hcm_registry.api.shapes import LinkShape, listing_of

SECTIONS = (
    "databases",
    "agencies",
    "decisions",
    "editions",
    "duties",
    "proposals",
    "dossiers",
    "reorganisations",
    "delegations",
    "rules",
    "calendar",
)


class MeaningShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """What a problem type means."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(allow_blank=True)


class Fixed(Public, Reading):
    """What only a release changes: the ETag is taken from the text itself."""

    def stamp(self) -> Stamp:
        """The answer."""
        return Stamp((self.answer(),))


class Index(Fixed):
    """Where to begin."""

    operations = {"get": Operation("index", LinkShape, about=_("Các phần của API."))}

    def answer(self) -> Any:
        """Addresses by name."""
        links = {name: f"/api/v1/{name}/" for name in SECTIONS}
        return {"links": links | {"problems": "/api/v1/problems/", "openapi": "/api/v1/openapi.json", "docs": "/api/v1/docs/"}}


class Page(renderers.BaseRenderer):
    """Offered to browsers, which are sent to the page about the problem; never rendered."""

    media_type = "text/html"
    format = "html"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        """A refusal on the way there is told as everywhere else."""
        return renderers.JSONRenderer().render(data)


class Meanings(Fixed):
    """Every kind of problem."""

    operations = {"get": Operation("problems_list", listing_of(MeaningShape), about=_("Mọi loại lỗi mà API có thể trả."))}

    def answer(self) -> Any:
        """All of them, those of the API first."""
        return {"results": [_meaning(code, kind) for code, kind in (GENERIC | rules()).items()]}


class Meaning(Fixed):
    """What a problem's `type` leads to: JSON for programs, a page in two languages for people."""

    renderer_classes = (renderers.JSONRenderer, Page)
    operations = {
        "get": Operation("problems_read", MeaningShape, about=_("Ý nghĩa của một loại lỗi; trình duyệt được dẫn tới trang giải thích."))
    }

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The meaning, or for a browser the way to its page."""
        if request.accepted_renderer.format == Page.format:
            address = reverse("developers-problem", kwargs={"code": self.kwargs["problem"]})
            return HttpResponse(status=303, headers={"Location": address})
        return super().get(request, *args, **kwargs)

    def answer(self) -> Any:
        """Title, status and what to do. Error: Http404."""
        code = self.kwargs["problem"]
        kind = kind_of(code)
        if kind is None:
            raise Http404
        return _meaning(code, kind)


class Nowhere(Public, Door):
    """There is nothing at this address, whatever the method."""

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Error: NotFound."""
        self.identify(request)
        raise exceptions.NotFound

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Error: NotFound, not 405."""
        raise exceptions.NotFound


def _meaning(code: str, kind: Kind) -> dict[str, Any]:
    return {"type": f"/api/v1/problems/{code}", "title": str(kind.title), "status": kind.status, "detail": str(kind.remedy)}
