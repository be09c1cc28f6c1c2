"""What the list says around its rows: facets, chips, orders, ways out of an empty answer, and the history of an entry."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from catalog.entries import presentation, queries, search
from catalog.entries.choices import UNKNOWN
from catalog.entries.content import content_of
from catalog.entries.forms import SearchForm
from catalog.entries.models import DatabaseVersion
from catalog.entries.wanted import FACETS, Wanted
from hcm_registry.kernel.periods import period_in_words, starting
from hcm_registry.keyset import Page

FEW = 8  # values of a facet shown at once


class Address:
    """The address of the list with one thing otherwise; any change goes back to the first page."""

    def __init__(self, request: HttpRequest) -> None:
        self.path = reverse("catalog:database-list")
        self.query = request.GET.copy() if request.path == self.path else type(request.GET)(mutable=True)

    def having(self, **values: Any) -> str:
        """With these values; an empty one is left out."""
        query = self.query.copy()
        for name in ("cursor", "format"):
            query.pop(name, None)
        for name, value in values.items():
            query.pop(name, None)
            if value:
                query[name] = str(value)
        return f"{self.path}?{query.urlencode()}" if query else self.path

    def fields(self, *but: str) -> list[tuple[str, str]]:
        """What a form on the page must carry on, less its own inputs."""
        return [(name, str(value)) for name, value in self.query.items() if name not in {"cursor", "format", *but} and value]


@dataclass(frozen=True)
class Value:
    """One value of a facet, a chip or a choice, as a link."""

    label: str
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True)
class Facet:
    """A facet and its values, most frequent first; the rest are folded."""

    name: str
    title: str
    values: list[Value]

    @property
    def shown(self) -> list[Value]:
        """The first few."""
        return self.values[:FEW]

    @property
    def folded(self) -> list[Value]:
        """The others."""
        return self.values[FEW:]


@dataclass(frozen=True)
class Past:
    """One version in the history of an entry: when, by what, and what it changed."""

    version: DatabaseVersion
    when: str
    changed: str
    previous: int | None

    @property
    def times(self) -> str:
        """The query under which the entry's page shows it: its first day; where it has no day, as known when it was recorded."""
        asked = {"as_of": self.version.since.isoformat()}
        if self.version.in_force.isempty:
            asked["known_at"] = self.version.recorded_at.isoformat()
        return urlencode(asked)


def facet(name: str, counted: dict[str, int], address: Address, *, told: bool = True) -> Facet:
    """A facet with its counts, or without them where they would be of another list."""
    names = _names(name, list(counted))
    chosen = address.query.get(name)
    order = sorted(counted, key=lambda value: (value == UNKNOWN, -counted[value], names.get(value, value)))
    values = [
        Value(names.get(value, value), address.having(**{name: "" if value == chosen else value}), count if told else None, value == chosen)
        for value, count in ((value, counted[value]) for value in order)
    ]
    return Facet(name, str(SearchForm.base_fields[name].label), values)


def chips(wanted: Wanted, address: Address) -> list[Value]:
    """What the list is narrowed by, each with a way to be rid of it."""
    return [Value(_said(wanted, name), address.having(**{name: ""})) for name in wanted.filters]


def droppable(wanted: Wanted, address: Address) -> list[Value]:
    """For an empty list: which filter to drop, and what that would give, the most first."""
    found = [Value(_said(wanted, name), address.having(**{name: ""}), count) for name, count in queries.to_drop(wanted)]
    return sorted((value for value in found if value.count), key=lambda value: -(value.count or 0))


def sorts(form: SearchForm, address: Address) -> list[Value]:
    """The orders of the list."""
    now = form.cleaned_data["sort"] or ("" if form.cleaned_data["q"] else "name")
    choices = form.fields["sort"].choices  # type: ignore[attr-defined]  # a choice field
    return [Value(str(text), address.having(sort=key), current=key == now) for key, text in choices if key or form.cleaned_data["q"]]


def links(wanted: Wanted, window: Page, address: Address) -> dict[str, Any]:
    """Where the page leads: its neighbours, its files, one's own databases; and what its form and rows carry on."""
    times = {name: address.query.get(name, "") for name in ("as_of", "known_at")}
    kept = urlencode({name: value for name, value in times.items() if value})
    plain = {name: "" for name in (*FACETS, "q", "mine")}
    return {
        "next": address.having(cursor=window.next) if window.next else "",
        "previous": address.having(cursor=window.previous) if window.previous else "",
        "as_json": address.having(format="json"),
        "mine_url": address.having(mine="" if wanted.maintainer else "on"),
        "clear": address.having(**plain),
        "carried": address.fields("q", "as_of", "known_at", "size"),
        "times": f"?{kept}" if kept else "",
    }


def total_text(found: queries.Listed) -> str:
    """How many there are; words find at most so many."""
    if found.capped:
        return _("hơn %(total)s") % {"total": number_format(search.CAP, force_grouping=True)}
    return number_format(found.counts["total"][""], force_grouping=True)


def tab_url(request: HttpRequest, name: str) -> str:
    """The same entry on the same day, under another tab."""
    query = request.GET.copy()
    query.pop("tab", None)
    if name != "overview":
        query["tab"] = name
    return f"?{query.urlencode()}" if query else request.path


def said(wanted: Wanted) -> list[tuple[str, str]]:
    """What the list was asked for, in words: the day, as known when, the filters."""
    known = date_format(localtime(wanted.known_at), "SHORT_DATETIME_FORMAT") if wanted.known_at else _("hiện nay")
    return [
        (_("Danh mục có hiệu lực tại ngày"), date_format(wanted.on, "SHORT_DATE_FORMAT")),
        (_("Theo những gì đã ghi nhận đến"), known),
        (_("Bộ lọc"), "; ".join(_said(wanted, name) for name in wanted.filters) or _("không lọc")),
    ]


def history(past: list[DatabaseVersion], known_at: datetime | None) -> list[Past]:
    """Newest first: each version with what it changed against the one before."""
    before: Iterable[DatabaseVersion | None] = [*past[1:], None]
    return [_past(version, previous, known_at) for version, previous in zip(past, before, strict=False)]


def validity(version: DatabaseVersion, known_at: datetime | None) -> str:
    """The period in words, as known at the moment; a day that the decision only bounds says so."""
    span = version.in_force
    if known_at is not None and version.closed_at is not None and version.closed_at > known_at:
        span = starting(version.since)
    day = date_format(version.since, "SHORT_DATE_FORMAT")
    words = _("%(day)s, được thay thế ngay trong ngày") % {"day": day} if span.isempty else period_in_words(span)
    return words if version.decision.day_known else _("%(period)s (chưa rõ ngày chính xác)") % {"period": words}


def _past(version: DatabaseVersion, previous: DatabaseVersion | None, known_at: datetime | None) -> Past:
    when = validity(version, known_at)
    if previous is None:
        return Past(version, when, _("Vào danh mục"), None)
    changed = presentation.summary(presentation.changes(content_of(previous), content_of(version)))
    return Past(version, when, _("Sửa: %(what)s") % {"what": changed} if changed else _("Không đổi nội dung"), previous.number)


def _said(wanted: Wanted, name: str) -> str:
    if name == "q":
        return _("Từ khóa: %(q)s") % {"q": wanted.q}
    if name == "mine":
        return _("Tôi phụ trách")
    value = wanted.facets[name]
    return f"{SearchForm.base_fields[name].label}: {_names(name, [value]).get(value, value)}"


def _names(name: str, values: list[str]) -> dict[str, str]:
    unknown = {UNKNOWN: _("Chưa xác định")}
    if name == "agency":
        return queries.agency_names([value for value in values if value != UNKNOWN]) | unknown
    return {key: str(text) for key, text in SearchForm.base_fields[name].choices if key} | unknown  # type: ignore[attr-defined]  # the stubs know no kind of field here
