"""Doors that belong to no app: the index, the meaning of each problem, and the answer where there is nothing."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404
from rest_framework import exceptions, serializers

from hcm_registry.api.doors import Door, Operation, Public, Reading
from hcm_registry.api.problems import GENERIC, RULES
from hcm_registry.api.shapes import LinkShape
from hcm_registry.kernel.errors import RuleBroken

SECTIONS = ("databases", "agencies", "decisions", "editions", "proposals")


class MeaningShape(serializers.Serializer):  # type: ignore[type-arg]
    """What a problem type means."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(allow_blank=True)


class Index(Public, Reading):
    """Where to begin."""

    operations = {"get": Operation("index", LinkShape, about="Các phần của API.")}

    def validator(self) -> tuple[object, ...]:
        """Only a release changes it."""
        return SECTIONS

    def answer(self) -> Any:
        """Addresses by name."""
        links = {name: f"/api/v1/{name}/" for name in SECTIONS}
        return {"links": links | {"openapi": "/api/v1/openapi.json", "docs": "/api/v1/docs/"}}


class Meaning(Public, Reading):
    """What a problem's `type` leads to."""

    operations = {"get": Operation("problems_read", MeaningShape, about="Ý nghĩa của một loại lỗi.")}

    def validator(self) -> tuple[object, ...]:
        """Only a release changes it."""
        return ()

    def answer(self) -> Any:
        """Title, status and the usual sentence. Error: Http404."""
        code = self.kwargs["problem"]
        found = {"type": f"/api/v1/problems/{code}"}
        if code in GENERIC:
            status, title = GENERIC[code]
            return found | {"title": str(title), "status": status, "detail": ""}
        for rule in _rules(RuleBroken):
            if rule().code == code:
                return found | {"title": str(RULES), "status": rule.status, "detail": str(rule.message)}
        raise Http404


class Nowhere(Public, Door):
    """There is nothing at this address, whatever the method."""

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Error: NotFound."""
        self.perform_authentication(request)
        raise exceptions.NotFound

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Error: NotFound, not 405."""
        raise exceptions.NotFound


def _rules(rule: type[RuleBroken]) -> Iterator[type[RuleBroken]]:
    yield rule
    for narrower in rule.__subclasses__():
        yield from _rules(narrower)
