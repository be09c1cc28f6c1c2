"""Acts of reorganisation: those decided for everybody to read; those prepared for who prepares, records and is concerned."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.authority import seats_of
from agencies.models import Role
from catalog.decisions.forms import PaperForm
from catalog.proposals.desk import person
from catalog.reorganisation import actions, preview, sheets, soundness
from catalog.reorganisation.forms import AboutForm, ActForm, DecideForm, LineForm, NoteForm
from catalog.reorganisation.models import Reorganisation
from catalog.reorganisation.querysets import reads_inside
from catalog.reorganisation.states import State
from catalog.reorganisation.workflow import ADMINISTRATOR, MOVES
from hcm_registry import lists
from hcm_registry.kernel.workflow import open_to
from hcm_registry.keyset import Order, beside, page

PAGES = "catalog/reorganisation/"
ASKED = ["GET", "HEAD", "POST"]
NEWEST, SIZE = Order(("pk",), down=True), 50
BY_HAND = ("propose", "return", "withdraw")


@require_safe
def act_list(request: HttpRequest) -> HttpResponseBase:
    """Every act the reader may see, the latest first; also as a file."""
    at = now()
    found = Reorganisation.objects.visible_to(request.user, at).listed()
    if lists.asked(request):
        return lists.as_file(request, sheets.ACTS, NEWEST.of(found), at=at)
    window = page(found, NEWEST, cursor=request.GET.get("cursor", ""), size=SIZE)
    may_begin = bool(seats_of(request.user, at).with_role(Role.ADMIN))
    return render(request, f"{PAGES}list.html", {"window": window, "may_begin": may_begin} | beside(window, {}))


@login_required
@require_http_methods(ASKED)
def act_new(request: HttpRequest) -> HttpResponse:
    """An administrator begins one."""
    at = now()
    ADMINISTRATOR.standing(None, request.user, at)
    form = ActForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (act := form.act(by=request.user, at=at)):
        return redirect("catalog:reorganisation-detail", act.pk)
    return _form(request, form, None, _("Lập văn bản sắp xếp cơ quan"))


@require_safe
def act_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One act: its lines, what would pass or has passed, and what the reader may do."""
    at = now()
    if not request.user.is_authenticated and not Reorganisation.objects.visible_to(request.user, at).filter(pk=pk).exists():
        return redirect_to_login(request.path)
    act = _act(request, pk, at)
    inside = reads_inside(seats_of(request.user, at), act)
    context = {
        "act": act,
        "lines": act.lines.select_related("predecessor", "successor").prefetch_related(
            "predecessor__names", "successor__names", "databases"
        ),
        "inside": inside,
        "groups": preview.groups_of(act, request.user, at) if inside else [],
        "steps": act.steps.select_related("by") if inside else [],
        "wrong": soundness.shortcomings(act) if act.state == State.DRAFT else {},
        "moves": open_to(act, [MOVES[name] for name in BY_HAND], request.user, at),
        "writes": act.state == State.DRAFT and bool(seats_of(request.user, at).with_role(Role.ADMIN)),
        "decides": bool(open_to(act, [MOVES["decide"]], request.user, at)),
    }
    return render(request, f"{PAGES}detail.html", context)


@login_required
@require_http_methods(ASKED)
def act_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What a draft says of itself."""
    at = now()
    act = _act(request, pk, at)
    ADMINISTRATOR.standing(act, request.user, at)
    first = {name: getattr(act, name) for name in ("title", "wanted_on", "legal_ground")}
    return _perform(request, ActForm(request.POST or None, act=act, initial=first), act, _("Sửa văn bản sắp xếp"), at)


@login_required
@require_http_methods(ASKED)
def line_new(request: HttpRequest, pk: int) -> HttpResponse:
    """One more agency."""
    at = now()
    act = _act(request, pk, at)
    ADMINISTRATOR.standing(act, request.user, at)
    return _perform(request, LineForm(request.POST or None, act=act), act, _("Thêm cơ quan thay đổi"), at)


@login_required
@require_POST
def line_drop(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """One agency less."""
    at = now()
    act = _act(request, pk, at)
    ADMINISTRATOR.standing(act, request.user, at)
    actions.drop_line(get_object_or_404(act.lines, position=line), by=person(request), at=at)
    return redirect("catalog:reorganisation-detail", pk)


@login_required
@require_http_methods(ASKED)
def act_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Send it, give it back, or withdraw it."""
    at = now()
    act = _act(request, pk, at)
    if move not in BY_HAND:
        raise Http404
    MOVES[move].by.standing(act, request.user, at)
    form = NoteForm(request.POST if request.method == "POST" else None, act=act, move=MOVES[move])
    return _perform(request, form, act, str(MOVES[move].label), at)


@login_required
@require_http_methods(ASKED)
def act_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The clerk records the signed paper; of its file they are first shown what was found in it."""
    at = now()
    act = _act(request, pk, at)
    MOVES["decide"].permit(act, request.user, at)
    paper = PaperForm(request.POST or None, request.FILES or None, by=request.user, at=at)
    form, title = DecideForm(request.POST or None, act=act, paper=paper), _("Ghi nhận văn bản")
    if paper.is_bound and not paper.recordable:
        return _form(request, form, act, title)
    return _perform(request, form, act, title, at)


def _act(request: HttpRequest, pk: int, at: datetime) -> Reorganisation:
    return get_object_or_404(Reorganisation.objects.visible_to(request.user, at).select_related("decision"), pk=pk)


def _perform(request: HttpRequest, form: AboutForm, act: Reorganisation, title: str, at: datetime) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and form.act(by=request.user, at=at):
        messages.success(request, _("Đã lưu: %(what)s.") % {"what": title})
        return redirect("catalog:reorganisation-detail", act.pk)
    return _form(request, form, act, title)


def _form(request: HttpRequest, form: AboutForm, act: Any, title: str) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "act": act, "title": title}
    paper = form.paper if isinstance(form, DecideForm) else None
    if paper:
        context |= {"paper": paper, "groups": preview.groups_of(act, request.user, now())}
    return render(request, f"{PAGES}form.html", context, status=400 if form.errors or (paper and paper.errors) else 200)
