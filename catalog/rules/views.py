"""The terms that law and city lay down, for everybody to read; an administrator lays down another for a period."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies import authority
from agencies.models import Role
from catalog.rules import queries, sheets
from catalog.rules.forms import DayForm, RuleForm
from catalog.rules.models import Matter
from hcm_registry import lists
from hcm_registry.kernel.periods import today


@require_safe
def rule_list(request: HttpRequest) -> HttpResponseBase:
    """Every matter with the rule for a record of the day asked about, and the rules of other days; also as a file."""
    at, form = now(), DayForm(request.GET)
    day = (form.cleaned_data["as_of"] if form.is_valid() else None) or today(at)
    if lists.asked(request):
        return lists.as_file(request, sheets.RULES, sheets.rows(queries.standing(day)), at=at, said=sheets.narrowed(day))
    may_change = request.user.is_authenticated and bool(authority.seats_of(request.user, at).with_role(Role.ADMIN))
    context = {"form": form, "on": day, "matters": queries.standing(day), "may_change": may_change}
    return render(request, "catalog/rules/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule_new(request: HttpRequest, key: str) -> HttpResponse:
    """Lay down a rule."""
    at = now()
    authority.require(request.user, Role.ADMIN, at)
    if key not in Matter.values:
        raise Http404
    form = RuleForm(request.POST or None, matter=Matter(key))
    if request.method == "POST" and form.is_valid() and form.act(by=request.user, at=at):
        messages.success(request, _("Đã đặt quy định. Hồ sơ bắt đầu từ nay có ngày trong thời gian áp dụng được tính theo quy định này."))
        return redirect("catalog:rule-list")
    return render(request, "catalog/rules/new.html", {"form": form, "matter": Matter(key)})
