"""The base of every door: language, quota, typed parameters, conditional answers. A door translates; it decides nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.http import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.timezone import now
from rest_framework import serializers
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hcm_registry.api import conditional, idempotency, quota
from hcm_registry.api.parameters import Parameter, read_all
from hcm_registry.api.problems import request_id
from hcm_registry.api.shapes import Nothing

VARY = ("Accept", "Accept-Language", "Cookie")


@dataclass(frozen=True)
class Operation:
    """One method of a door as the contract shows it. `name` is the operationId and never changes."""

    name: str
    gives: Any = None
    takes: type[serializers.Serializer] | None = None  # type: ignore[type-arg]
    about: str = ""
    status: int = 200
    if_match: bool = False


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
        response.headers["Content-Language"] = language
        return response

    def perform_authentication(self, request: Request) -> None:
        """Know who asks, and count it, before anything is refused."""
        super().perform_authentication(request)
        self._stand = quota.count(request)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After identity and rights: the moment, and the parameters."""
        super().initial(request, *args, **kwargs)
        self.at = now()
        reading = request.method in {"GET", "HEAD"}
        self.asked = read_all(request.query_params, self.asks if reading else ())

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

    def operation(self, method: str) -> Operation:
        """What the contract says of the method."""
        return self.operations[method.lower()]

    def body(self) -> dict[str, Any]:
        """The typed body of this request. Error: ValidationError with pointers."""
        shape = (self.operation(self.request.method or "").takes or Nothing)(data=self.request.data)
        shape.is_valid(raise_exception=True)
        return dict(shape.validated_data)

    def once(self, work: Callable[[], Response]) -> Response:
        """Do it once, however often it is asked with the same Idempotency-Key."""
        return idempotency.once(self.request, work)


class Reading(Door):
    """A door with a GET: `validator` is asked first and is cheap, `answer` only when the client holds something older."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """200 with a strong ETag, or 304."""
        tag = self.tag()
        if conditional.fresh(request, tag):
            return Response(status=304, headers={"ETag": tag})
        return Response(self.answer(), headers={"ETag": tag})

    def tag(self) -> str:
        """The strong ETag of the answer to this request."""
        asked = sorted(self.asked.items())
        return conditional.tag_of(self.request.path, repr(asked), translation.get_language(), *self.validator())

    def validator(self) -> tuple[object, ...]:
        """What the answer depends on besides address, parameters and language."""
        raise NotImplementedError

    def answer(self) -> Any:
        """The body."""
        raise NotImplementedError


class Public(Door):
    """Anybody may read: the catalogue is published."""

    permission_classes = (AllowAny,)


def _signed_in(request: Any) -> bool:
    user = getattr(request, "_user", None)
    return bool(user is not None and user.is_authenticated)
