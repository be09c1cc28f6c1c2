"""What the pages of proposals share: who may come in, the pen, and what was typed when the session had already ended.

Somebody whose session ended while they typed presses Save: what they sent is put aside in the new, anonymous session, they
sign in, and come back to the same page with it in the form. It is written to the draft only when they save again. The same
when they had signed in again elsewhere meanwhile, which made the form's token old (hcm_registry.failures.token_refused).
Autosaved fields are in the draft already; a chosen file has to be chosen again.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from agencies.models import User
from catalog.proposals import drafts, workflow
from catalog.proposals.models import ChangeItem, ChangeProposal
from catalog.proposals.papers import Turn
from catalog.proposals.states import EDITABLE
from hcm_registry.kernel.errors import RuleBroken, WrongState

View = Callable[..., HttpResponseBase]
ASIDE = "typed_before_sign_in"
ASIDE_MAX_BYTES = 500_000
SECRETS = ("password", "secret")  # in the names of inputs whose text is never shown again


def signed_in(view: View) -> View:
    """Whoever is not signed in signs in and comes back here; what they posted is put aside first."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
            words = _("Phiên làm việc đã hết. Bấm nút lưu để đăng nhập lại; nội dung đã gõ được giữ nguyên.")
            return said(words, status=401)
        set_aside(request)
        return redirect_to_login(request.path)

    inner.keeps_typed = True  # type: ignore[attr-defined]  # a mark of ours
    return inner


def set_aside(request: HttpRequest) -> bool:
    """Keep what was posted for the page it was typed on; whether there was something that could be kept."""
    typed = request.POST.urlencode() if request.method == "POST" else ""
    if not 0 < len(typed) <= ASIDE_MAX_BYTES:
        return False
    request.session[ASIDE] = [request.path, typed]
    return True


def signed_in_to_press(view: View) -> View:
    """The same for a button of a file's page that brings no text along: after signing in, it is the file that comes back."""

    @wraps(view)
    def inner(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, code, *args, **kwargs)
        return redirect_to_login(reverse("catalog:proposal-detail", args=[code]))

    return inner


def person(request: HttpRequest) -> User:
    """Who is signed in; call it behind `signed_in` only."""
    assert isinstance(request.user, User)
    return request.user


def put_aside(request: HttpRequest) -> QueryDict | None:
    """What was typed on this page before signing in, if anything."""
    path, typed = request.session.get(ASIDE, ("", ""))
    return QueryDict(typed) if path == request.path and request.method == "GET" else None


def forget_aside(request: HttpRequest) -> None:
    """It has been saved."""
    if request.session.get(ASIDE, ("",))[0] == request.path:
        del request.session[ASIDE]


def draft_of(request: HttpRequest, code: str, at: Any) -> ChangeProposal:
    """The draft, for somebody who may write in it. Errors: 404 when not theirs to see, NotAuthorised, WrongState."""
    found = ChangeProposal.objects.visible_to(request.user, at).filter(code=code)
    proposal = found.select_related("agency", "editing_by", "created_by").prefetch_related("agency__names").first()
    if proposal is None:
        raise Http404
    workflow.PROPOSER.standing(proposal, request.user, at)
    if proposal.state not in EDITABLE:
        raise WrongState
    return proposal


def item_of(proposal: ChangeProposal, position: int) -> ChangeItem:
    """One item of the draft, with its base."""
    items = proposal.items.select_related("database", "base_version__managing_agency")
    item = items.prefetch_related("base_version__datasets__fields", "base_version__coordinating_agencies").filter(position=position).first()
    if item is None:
        raise Http404
    item.proposal = proposal
    return item


def take_pen(request: HttpRequest, proposal: ChangeProposal, at: Any) -> None:
    """Before writing: have the pen, or take it over when the person asked to. Error: drafts.Elsewhere."""
    drafts.take_pen(proposal, by=person(request), at=at, force="take_over" in request.POST)


def writer(request: HttpRequest, proposal: ChangeProposal, at: Any) -> Turn | None:
    """The colleague who is writing now, and since when."""
    return drafts.turn_of_another(proposal, than=person(request), at=at)


def in_words(request: HttpRequest) -> list[str]:
    """What was sent and refused, as far as somebody would have to type it again: texts of more than a word, no secret."""
    given = [text for name, texts in request.POST.lists() if not any(word in name for word in SECRETS) for text in texts]
    return [text for text in given if " " in text.strip()]


def said(words: str, *, status: int = 200) -> HttpResponse:
    """A sentence for the line under a form that saves itself."""
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def sentence(broken: RuleBroken) -> str:
    """What the rule says, and what exactly it found."""
    errors = broken.detail.get("errors") or {}
    return " ".join([broken.text, *(text for many in errors.values() for text in many)])


def saved_text(at: Any) -> str:
    """“Đã lưu 14:02”, with the day when it was not today."""
    when = localtime(at)
    return _("Đã lưu %(time)s") % {"time": when.strftime("%H:%M" if when.date() == localdate() else "%H:%M %d/%m/%Y")}
