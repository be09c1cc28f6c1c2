"""Public pages of the catalogue. Each translates the address, asks one question of `queries`, and shows the answer."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from agencies.authority import seats_of
from agencies.models import Role
from catalog.entries import dictionary_sheets, facets, files, listing, panels, presentation, queries
from catalog.entries.content import content_of
from catalog.entries.forms import SearchForm, TimeForm, asked
from catalog.entries.models import DatabaseVersion, SharedDatabase
from catalog.entries.suggestions import similar
from catalog.entries.wanted import FACETS, Wanted
from hcm_registry import lists
from hcm_registry.kernel.periods import today
from hcm_registry.keyset import Page

TABS = ("overview", "schema", "history")


def home(request: HttpRequest) -> HttpResponse:
    """What the catalogue is, how much of it is known, and what changed last."""
    on = today(now())
    counts = facets.counts(Wanted(on=on))
    context = {
        "total": counts["total"][""],
        "first": queries.first_decision(),
        "facets": [listing.facet(name, counts[name], listing.Address(request)) for name in ("theme", "agency")],
        "changes": queries.latest_changes(),
        "on": on,
    }
    return render(request, "catalog/home.html", context)


def database_list(request: HttpRequest) -> HttpResponseBase:
    """The catalogue on a day, narrowed by words and facets; also as a file with `?format=xlsx|csv|json`."""
    form = SearchForm(request.GET)
    answers = asked(form)
    wanted = _wanted(request, answers)
    if request.GET.get("format") in (*lists.FORMATS, "json"):
        return _file(request, wanted, answers["sort"])
    found = queries.listed(wanted, sort=answers["sort"], cursor=request.GET.get("cursor", ""), size=answers["size"])
    address = listing.Address(request)
    context = {
        "form": form,
        "wanted": wanted,
        "window": found.page,
        "total_text": listing.total_text(found),
        "facets": [listing.facet(name, found.counts[name], address, told=not found.capped) for name in FACETS],
        "chips": listing.chips(wanted, address),
        "sorts": listing.sorts(form, address),
    }
    context |= listing.links(wanted, found.page, address)
    return render(request, "catalog/entries/list.html", context | _when_empty(wanted, found.page, address))


def database_detail(request: HttpRequest, code: str) -> HttpResponseBase:
    """One database on a day; 404, with a way to the days on which it was there, when it was not. `?format=xlsx`: its dictionary."""
    database = _entry(code)
    form, at = TimeForm(request.GET), now()
    times = asked(form)
    on, known_at = times["as_of"] or today(at), times["known_at"]
    version, past = queries.said_on(database, on, known_at), queries.past(database, known_at)
    context: dict[str, Any] = {"at": at, "database": database, "form": form, "on": on, "known_at": known_at, "past": past}
    context["history"] = listing.history(past, known_at)
    if version is None:
        return render(request, "catalog/entries/absent.html", context, status=404)
    if request.GET.get("format") == "xlsx":
        return lists.workbook(request, f"tu-dien-{code}", dictionary_sheets.template(content_of(version)["datasets"]), at=at)
    tab = request.GET["tab"] if request.GET.get("tab") in TABS else TABS[0]
    context |= _said(version) | {
        "tab": tab,
        "asked_for_time": bool(times["as_of"] or known_at),
        "since": listing.validity(version, known_at),
        "proposal": queries.in_process(database, request.user, at),
        "panels": [] if times["as_of"] or known_at else panels.of(database, request.user, at),
        "tabs": [(name, listing.tab_url(request, name), name == tab) for name in TABS],
        "proposal_url": _proposal_url(request, database, at),
        "file_url": listing.tab_url(request, "schema") + "&format=xlsx",
    }
    return render(request, "catalog/entries/detail.html", context)


def _said(version: DatabaseVersion) -> dict[str, Any]:
    datasets, groups = list(version.datasets.all()), presentation.facts(version)
    return {
        "version": version,
        "groups": groups,
        "unknown": [label for group in groups for label in group.unknown],
        "tables": [(dataset, presentation.dictionary(dataset)) for dataset in datasets],
        "columns": sum(len(dataset.fields.all()) for dataset in datasets),
    }


def database_compare(request: HttpRequest, code: str) -> HttpResponse:
    """Two versions of one database side by side; the last two unless `?from=` and `?to=` say otherwise."""
    database = _entry(code)
    past = {version.number: version for version in queries.past(database)}
    numbers = sorted(past)
    new = _chosen(request.GET.get("to"), past) or past[numbers[-1]]
    old = _chosen(request.GET.get("from"), past) or past[max((n for n in numbers if n < new.number), default=new.number)]
    context = {
        "database": database,
        "past": list(past.values()),
        "old": old,
        "new": new,
        "changes": presentation.changes(content_of(old), content_of(new)),
        "old_label": _("Phiên bản %(number)d") % {"number": old.number},
        "new_label": _("Phiên bản %(number)d") % {"number": new.number},
    }
    return render(request, "catalog/entries/compare.html", context)


def _wanted(request: HttpRequest, answers: dict[str, Any]) -> Wanted:
    present = today(now())
    return Wanted(
        on=answers["as_of"] or present,
        known_at=answers["known_at"],
        today=present,
        q=answers["q"],
        facets={name: answers[name] for name in FACETS if answers[name]},
        maintainer=request.user if answers["mine"] and request.user.is_authenticated else None,
    )


def _when_empty(wanted: Wanted, window: Page, address: listing.Address) -> dict[str, Any]:
    if window.rows:
        return {}
    anywhere = DatabaseVersion.objects.as_of(wanted.on, wanted.known_at, today=wanted.today)
    return {"similar": similar(anywhere, wanted.q), "to_drop": listing.droppable(wanted, address)}


def _entry(code: str) -> SharedDatabase:
    database = queries.entry(code)
    if database is None:
        raise Http404(_("Không có cơ sở dữ liệu mang mã này."))
    return database


def _chosen(number: str | None, past: dict[int, DatabaseVersion]) -> DatabaseVersion | None:
    if not number:
        return None
    if not number.isdecimal() or int(number) not in past:
        raise Http404(_("Không có phiên bản này."))
    return past[int(number)]


def _proposal_url(request: HttpRequest, database: SharedDatabase, at: Any) -> str:
    if not seats_of(request.user, at).with_role(Role.REGISTRAR):
        return ""
    try:
        return f"{reverse('catalog:proposal-new')}?kind=AMEND&database={database.code}"
    except NoReverseMatch:
        return ""


def _file(request: HttpRequest, wanted: Wanted, sort: str) -> HttpResponseBase:
    at, found, said = now(), queries.ordered(wanted, sort=sort), listing.said(wanted)
    if lists.asked(request):
        return lists.as_file(request, files.CATALOGUE, found, at=at, said=said, each=files.lines)
    about = dict(lists.about(said, request.user, at))
    headers = {"Content-Disposition": f'attachment; filename="danh-muc-{wanted.on:%Y-%m-%d}.json"'}
    return StreamingHttpResponse(files.as_json(found, {"about": about}), content_type="application/json", headers=headers)
