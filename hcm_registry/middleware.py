"""A broken rule becomes a page that says what to do; those who decide show a second factor where the city asks for it."""

import re
from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now

from agencies.authority import seats_of
from agencies.models import Role
from agencies.queries import whom_to_ask
from catalog.proposals.desk import in_words
from catalog.proposals.queries import last_step
from catalog.proposals.workflow import MOVES
from hcm_registry.addresses import within
from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.kernel.periods import today

GetResponse = Callable[[HttpRequest], HttpResponse]
DECIDERS = (Role.HEAD, Role.APPRAISER, Role.INTAKE, Role.CLERK, Role.ADMIN)
PAGES = {403: "403.html", 409: "409.html"}


class BrokenRuleMiddleware:
    """Outside the API (which has its own answer) a RuleBroken that no view treated is shown with its own sentence."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The rule's sentence, what it concerns, and a way back."""
        if not isinstance(exception, RuleBroken):
            return None
        context = {"message": exception.text, "needed": exception.detail.get("needed"), "typed": in_words(request)}
        if exception.status == 403:
            context["ask"] = whom_to_ask(exception.detail.get("at_agency"), today(now()))
        else:
            context |= _what_changed(request)
        return render(request, PAGES.get(exception.status, "400.html"), context, status=exception.status)


def _what_changed(request: HttpRequest) -> dict[str, Any]:
    """Who was on this proposal last, what they did, and where it can be read; nothing for other pages."""
    code = request.resolver_match.kwargs.get("code", "") if request.resolver_match else ""
    step = last_step(code, request.user, now())
    if step is None:
        return {}
    return {"step": step, "done": MOVES[step.move].label, "changed_url": reverse("catalog:proposal-detail", args=[code])}


class SecondFactorMiddleware:
    """With REQUIRE_TOTP, somebody in a deciding role sets up a second factor before anything else.

    Pages lead there; the API says so in a problem of its own (hcm_registry.api.doors), for a program does not follow a form.
    """

    OUTSIDE = re.compile(r"(/[a-z]{2})?/accounts/|/static/|/healthz|/readyz|/metrics")  # in any language

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_TOTP and not self.OUTSIDE.match(request.path) and self._lacking(request):
            if not request.path.startswith("/api/"):
                return redirect("mfa_activate_totp")
            request.lacks_second_factor = True  # type: ignore[attr-defined]  # a mark of ours
        return self.get_response(request)

    def _lacking(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_authenticated and bool(seats_of(user, now()).with_role(*DECIDERS)) and not is_mfa_enabled(user)


class ClientAddressMiddleware:
    """Behind TRUSTED_PROXIES, REMOTE_ADDR becomes the client's: the last address of X-Forwarded-For that is no proxy of ours.

    Quotas, locks after wrong passwords and logs read it. Whoever is not a trusted proxy may write in that header what they like.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        while hops and within(request.META.get("REMOTE_ADDR", ""), settings.TRUSTED_PROXIES):
            request.META["REMOTE_ADDR"] = hops.pop()
        return self.get_response(request)
