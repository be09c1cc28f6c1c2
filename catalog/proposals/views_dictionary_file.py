"""The data dictionary of an item as a file: taken away to be filled in, sent back, looked at, and applied to the draft."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.entries import dictionary_sheets, table_schema, validation
from catalog.proposals import dictionary_files, drafting, drafts
from catalog.proposals.desk import draft_of, item_of, person, sentence, signed_in, take_pen, writer
from catalog.proposals.dictionary_files import Change, Given, Wrong
from catalog.proposals.forms import COLUMNS, DictionaryFileForm
from catalog.proposals.models import ChangeItem
from hcm_registry import lists
from hcm_registry.acting import blame
from hcm_registry.kernel.errors import Invalid, RuleBroken
from hcm_registry.kernel.periods import today
from hcm_registry.tables import opened


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def dictionary_file(request: HttpRequest, code: str, position: int) -> HttpResponseBase:
    """The form, the template (`?format=xlsx`), the Table Schema (`?format=json`), what a file would change, or the change made."""
    at = now()
    item = item_of(draft_of(request, code, at), position)
    if request.GET.get("format"):
        return _template(request, item, at)
    if "apply" in request.POST:
        return _applied(request, item, at)
    form = DictionaryFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid() and (given := _read(form)) is not None:
        context = _preview(item, given, whole=form.cleaned_data["whole"], at=at) | {"encoding": given.encoding}
        if given.encoding:
            form.offer(given.encoding.candidates)
    return _page(request, item, form, at, status=400 if form.errors else 200, **context)


def _page(request: HttpRequest, item: ChangeItem, form: Any, at: datetime, *, status: int = 200, **context: Any) -> HttpResponse:
    context |= {"proposal": item.proposal, "item": item, "form": form, "writer": writer(request, item.proposal, at)}
    return render(request, "catalog/proposals/draft/dictionary_file.html", context, status=status)


def _datasets(item: ChangeItem) -> list[dict[str, Any]]:
    return (item.content or {}).get("datasets") or []


def _template(request: HttpRequest, item: ChangeItem, at: datetime) -> HttpResponseBase:
    name = f"tu-dien-{item.proposal.code}-{item.position}"
    if request.GET["format"] == "json":
        head = {"name": name.lower(), "title": item.name, "profile": "data-package"}
        document = head | {"resources": table_schema.resources(_datasets(item))}
        headers = {"Content-Disposition": f'attachment; filename="{name}.json"'}
        return JsonResponse(document, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 1})
    return lists.workbook(request, name, dictionary_sheets.template(_datasets(item)), at=at)


def _read(form: Any) -> Given | None:
    """What the file says; None, with the reason on the form, when it cannot be read."""
    file, encoding = form.cleaned_data["file"], form.cleaned_data["encoding"]
    try:
        return dictionary_files.read(file, encoding)
    except Invalid as error:
        if getattr(error, "refused", "") == "ENCODING_UNKNOWN":
            with opened(file) as book:
                form.offer(book.encoding.candidates if book.encoding else ())
        blame(form, error)
        return None


def _preview(item: ChangeItem, given: Given, *, whole: bool, at: datetime) -> dict[str, Any]:
    datasets, changes = dictionary_files.laid(given.tables, _datasets(item), whole=whole)
    base = drafting.base_of(item) if item.base_version else None
    problems = validation.problems((item.content or {}) | {"datasets": datasets}, base=base, on=today(at))
    wrong = [*given.wrong, *given.found_wrong(problems)]
    context = {
        "changes": changes,
        "wrong": wrong,
        "unreadable": bool(given.wrong),
        "sealed": dictionary_files.sealed(given),
        "whole": whole,
    }
    rows = [(one, [each for each in wrong if given.about.get(each.place, ())[:2] == (one.table, one.name)]) for one in changes]
    return context | {"rows": rows, "cells": _cells(item, given, wrong, changes)}


def _cells(item: ChangeItem, given: Given, wrong: Sequence[Wrong], changes: Sequence[Change]) -> list[tuple[Wrong, str, str]]:
    """Each wrong cell, with the row of this page that it is about, and its place in the editor where the draft has that row."""
    rows = {(one.table, one.name): f"r-{number}" for number, one in enumerate(changes, start=1)}
    numbers = {one["name"]: number for number, one in enumerate(_datasets(item))}
    held = {(one["name"], row["name"]): place for one in _datasets(item) for place, row in enumerate(one["fields"])}
    found = []
    for number, one in enumerate(wrong, start=1):
        table, name, attribute = given.about.get(one.place, ("", "", ""))
        place, url = held.get((table, name)), ""
        if place is not None or (table in numbers and not name):
            url = reverse("catalog:proposal-table", args=[item.proposal.code, item.position, numbers[table]])
            url += f"#id_{attribute}" if place is None else f"#id_{COLUMNS}-{place}-{attribute}"
        found.append((one, rows.get((table, name), f"o-{number}"), url))
    return found


def _applied(request: HttpRequest, item: ChangeItem, at: datetime) -> HttpResponse:
    try:
        given = dictionary_files.unsealed(request.POST.get("given", ""))
        datasets, _changes = dictionary_files.laid(given, _datasets(item), whole="whole" in request.POST)
        take_pen(request, item.proposal, at)
        drafts.save_content(item, {"datasets": datasets}, by=person(request), at=at)
    except RuleBroken as broken:
        return _page(request, item, DictionaryFileForm(), at, status=409, broken=sentence(broken))
    messages.success(request, _("Đã áp dụng tệp vào từ điển của bản nháp."))
    return redirect("catalog:proposal-dictionary", item.proposal.code, item.position)
