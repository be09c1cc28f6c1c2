"""Public pages of agencies."""

from datetime import date

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import queries, sheets
from hcm_registry import lists
from hcm_registry.kernel.errors import Unreadable
from hcm_registry.kernel.periods import period_in_words, today


class DayForm(forms.Form):
    """On which day."""

    as_of = forms.DateField(
        label=gettext_lazy("Tại ngày"), required=False, widget=forms.DateInput(attrs={"placeholder": "25/12/2026", "autocomplete": "off"})
    )


def agency_list(request: HttpRequest) -> HttpResponseBase:
    """The agencies of a day; also as a file."""
    form, day = _day(request)
    found = queries.on_day(day)
    if lists.asked(request):
        return lists.as_file(request, sheets.AGENCIES, found, at=now(), said=[(form.fields["as_of"].label, f"{day:%d/%m/%Y}")])
    return render(request, "agencies/list.html", {"form": form, "on": day, "agencies": found})


def agency_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One agency: what it was called and when, its codes, where its functions came from and went, what it manages."""
    form, day = _day(request)
    agency = queries.whole(key)
    if agency is None:
        raise Http404(_("Không có cơ quan này."))
    managed, more = queries.managed(agency, day)
    context = {
        "form": form,
        "on": day,
        "agency": agency,
        "active": period_in_words(agency.active),
        "names": [(name, period_in_words(name.period)) for name in sorted(agency.names.all(), key=lambda name: -name.pk)],
        "codes": [(code, period_in_words(code.period)) for code in agency.codes.all()],
        "mandates": [(mandate, period_in_words(mandate.period)) for mandate in agency.mandates.all()],
        "managed": managed,
        "more": more,
        "contacts": queries.contacts(agency, day),
    }
    return render(request, "agencies/detail.html", context)


def _day(request: HttpRequest) -> tuple[DayForm, date]:
    form = DayForm(request.GET)
    if not form.is_valid():
        raise Unreadable(errors=form.errors)
    return form, form.cleaned_data["as_of"] or today(now())
