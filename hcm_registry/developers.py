"""Pages for those who call the API: what each problem means, in two languages. The rules of calling are one template."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hcm_registry.api.kinds import GENERIC, kind_of, rules


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """Every kind of problem: those of the API, then those of the law."""
    context = {"generic": GENERIC.items(), "rules": sorted(rules().items())}
    return render(request, "developers/problems.html", context)


@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """What one kind means and what to do: where a problem's `type` leads a browser."""
    kind = kind_of(code)
    if kind is None:
        raise Http404
    return render(request, "developers/problem.html", {"code": code, "kind": kind})
