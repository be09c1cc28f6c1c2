"""The base of every door: language, quota, typed parameters, conditional answers. A door translates; it decides nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.timezone import now
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.permissions import AllowAny, IsAuthenticated, IsAuthenticatedOrReadOnly
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hcm_registry.api import conditional, idempotency, quota
from hcm_registry.api.compression import pack
from hcm_registry.api.keyset import link_header
from hcm_registry.api.parameters import Parameter, read_all
from hcm_registry.api.problems import Problem, request_id
from hcm_registry.api.shapes import Nothing, outline
from hcm_registry.downloads import download
from hcm_registry.files import serving

VARY = ("Accept", "Accept-Language", "Cookie")  # Accept-Encoding is added where it is answered


class Download(BaseRenderer):
    """Of a door that gives files: whatever type is accepted, the file is what there is; refusals are told as everywhere."""

    media_type = "*/*"
    format = "file"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        """A refusal, as JSON."""
        return JSONRenderer().render(data)


@dataclass(frozen=True)
class Operation:
    """One method of a door as the contract shows it. `name` is the operationId and never changes."""

    name: str
    gives: Any = None
    takes: type[serializers.Serializer] | None = None  # type: ignore[type-arg]  # generic in the stubs only
    about: Any = ""
    status: int = 200
    if_match: bool = False
    media: tuple[str, ...] = ()  # of the answer, where it is not JSON
    form: type[serializers.Serializer] | None = None  # type: ignore[type-arg]  # the body as multipart/form-data, where one is taken


class Door(APIView):
    """A door for people who are signed in."""

    permission_classes: Sequence[Any] = (IsAuthenticated,)
    asks: tuple[Parameter, ...] = ()  # query parameters of GET
    operations: ClassVar[dict[str, Operation]] = {}
    at: datetime
    asked: dict[str, Any]
    _stand: quota.Stand | None = None

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer in the language asked for; rendered here, so that no sentence is translated later in another one."""
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, Response):
                response.render()
        response.headers.setdefault("Content-Language", language)
        pack(request, response)
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who asks, counted before anything is refused; their rights; the moment, and the parameters."""
        self.identify(request)
        super().initial(request, *args, **kwargs)
        self.at = now()
        asks = self.asks if request.method in {"GET", "HEAD"} else ()
        self.asked = read_all(request.query_params, asks) if self._has(request.method) else {}

    def identify(self, request: Request) -> None:
        """Know who asks and count them. Errors: Problem 429; 403 for somebody who has to set up a second factor first."""
        try:
            self.perform_authentication(request)
        finally:
            self._stand = quota.count(request)
        if getattr(request, "lacks_second_factor", False):
            place = request.build_absolute_uri(reverse("mfa_activate_totp"))
            raise Problem("second-factor-required", _("Bật xác thực hai lớp tại %(place)s rồi gọi lại.") % {"place": place})

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Headers that every answer carries."""
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(response, VARY)
        response.headers.setdefault("Cache-Control", "private, no-cache" if _signed_in(request) else "no-cache")
        response.headers["X-Request-ID"] = request_id()
        for name, value in (self._stand.headers if self._stand else {}).items():
            response.headers.setdefault(name, value)
        return response

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Which methods there are."""
        return Response(status=204)

    def _has(self, method: str | None) -> bool:
        """Whether there is such a method here; where there is none, that is what the caller is told."""
        return (method or "").lower() in self.http_method_names and hasattr(self, (method or "").lower())

    def operation(self, method: str) -> Operation:
        """What the contract says of the method."""
        return self.operations[method.lower()]

    def body(self) -> dict[str, Any]:
        """The typed body of this request. Error: ValidationError with pointers."""
        operation = self.operation(self.request.method or "")
        sent_as_form = self.request.content_type.startswith("multipart/")
        shape = ((operation.form if sent_as_form else operation.takes) or Nothing)(data=self.request.data)
        shape.is_valid(raise_exception=True)
        return dict(shape.validated_data)

    def once(self, work: Callable[[], Response]) -> Response:
        """Do it once, however often it is asked with the same Idempotency-Key."""
        return idempotency.once(self, work)


class Reading(Door):
    """A door with a GET: `stamp` is asked first and is cheap, `answer` only when the client holds something older."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """200 with a strong ETag, or 304."""
        stamp = self.stamp()
        headers = {"ETag": self.tag(stamp), **stamp.headers}
        if conditional.fresh(request, headers["ETag"]):
            return Response(status=304, headers=headers)
        body = self.answer()
        return Response(body, headers=headers | link_header(request, body))

    def tag(self, stamp: conditional.Stamp) -> str:
        """The strong ETag of the answer to this request."""
        asked, shape = sorted(self.asked.items()), outline(self.operation("get").gives)
        return conditional.tag_of(self.request.path, repr(asked), translation.get_language(), shape, *stamp.parts)

    def kept(self, row: Any) -> HttpResponseBase:
        """The kept file of a row, or the part asked for, as a download, or 304. Errors: Quarantined, NotYetScanned."""
        found = serving.released(row)
        return self._held(serving.tag_of(found)) or serving.download(self.request, found)

    def file(self, file: Any, *, name: str, content_type: str, sha256: str) -> HttpResponseBase:
        """A file as a download, or 304; its hash is its ETag, since its content never changes."""
        tag = f'"{sha256}"'
        if held := self._held(tag):
            return held
        response = download(file, name=name, content_type=content_type, sha256=sha256)
        response.headers["ETag"] = tag
        return response

    def _held(self, tag: str) -> Response | None:
        """304, where the client holds it already."""
        return Response(status=304, headers={"ETag": tag}) if conditional.fresh(self.request, tag) else None

    def stamp(self) -> conditional.Stamp:
        """What the answer depends on besides address, parameters and language."""
        raise NotImplementedError

    def answer(self) -> Any:
        """The body."""
        raise NotImplementedError


class Public(Door):
    """Anybody may read: the catalogue is published."""

    permission_classes = (AllowAny,)


class Published(Door):
    """Anybody may read; whoever writes is signed in."""

    permission_classes = (IsAuthenticatedOrReadOnly,)


def _signed_in(request: Any) -> bool:
    user = getattr(request, "_user", None)
    return bool(user is not None and user.is_authenticated)
