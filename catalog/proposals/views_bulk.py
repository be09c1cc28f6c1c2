"""One move on many proposals: picked, tried, made; what became of each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from catalog.proposals import bulk
from catalog.proposals.desk import person, signed_in
from catalog.proposals.forms_bulk import BulkForm

PAGES = "catalog/proposals/bulk/"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_move(request: HttpRequest) -> HttpResponse:
    """The files that wait for the reader; then a trial that changes nothing; then, confirmed, the moves."""
    at = now()
    form = BulkForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "proposals": bulk.waiting(request.user, at), "picked": request.POST.getlist("pick")}
        return render(request, f"{PAGES}pick.html", context, status=400 if request.method == "POST" else 200)
    trial = "confirmed" not in request.POST
    results = bulk.make(form.move_name, form.picks, note=form.cleaned_data["note"], by=person(request), at=at, trial=trial)
    good = [one.code for one in results if one.done]
    context = {"form": form, "results": results, "trial": trial, "good": good, "bad": len(results) - len(good)}
    context["ready"] = [f"{one.code}@{one.version}" for one in form.picks if one.code in good]
    return render(request, f"{PAGES}result.html", context)
