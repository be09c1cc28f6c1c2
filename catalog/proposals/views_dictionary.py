"""Pages of the data dictionary of an item: its tables, the rows of one table, and a paste from a spreadsheet."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog.entries import validation
from catalog.proposals import dictionary, drafting, drafts
from catalog.proposals.desk import (
    draft_of,
    forget_aside,
    item_of,
    person,
    put_aside,
    said,
    saved_text,
    sentence,
    signed_in,
    take_pen,
    writer,
)
from catalog.proposals.forms import COLUMNS, ColumnFormSet, DatasetForm, PasteForm
from catalog.proposals.models import ChangeItem
from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.kernel.periods import today


@signed_in
def tables(request: HttpRequest, code: str, position: int) -> HttpResponse:
    """The tables of the dictionary: add, move, remove; each opens on its own page."""
    at = now()
    item = _item(request, code, position, at)
    if request.method == "POST":
        found = item.content["datasets"]  # type: ignore[index]  # an item with a dictionary has content
        wanted, place = dictionary.rearranged(found, request.POST.get("row", ""), lambda: dictionary.new_table(found))
        _keep(request, item, wanted, at)
        added = request.POST.get("row") == "add"
        return (
            redirect("catalog:proposal-table", code, position, place) if added else redirect("catalog:proposal-dictionary", code, position)
        )
    problems = _problems(item, at)
    listed = [(table, _count(problems, f"datasets/{table['name']}")) for table in item.content["datasets"]]  # type: ignore[index]  # an item with a dictionary has content
    context = {"proposal": item.proposal, "item": item, "tables": listed, "writer": writer(request, item.proposal, at)}
    return render(request, "catalog/proposals/draft/dictionary.html", context)


@signed_in
def table(request: HttpRequest, code: str, position: int, number: int) -> HttpResponse:
    """One table: its names and a row for each column. Whatever is typed is kept; what is wrong is said in its cell."""
    at = now()
    item = _item(request, code, position, at)
    found = _table(item, number)
    aside = put_aside(request)
    given = request.POST if request.method == "POST" else aside or as_data(found)
    head, rows = DatasetForm(given), ColumnFormSet(given, prefix=COLUMNS)
    broken = _save_table(request, item, number, head, rows, at) if request.method == "POST" else ""
    if request.method == "POST" and not broken and (onward := _after(request, item, number)):
        return redirect(onward)
    if "check" in request.GET or (request.method == "POST" and not broken):
        wrong = _explain(item, number, head, rows, _problems(item, at))
        if request.method == "POST" and not wrong:
            messages.success(request, saved_text(at))
            return redirect("catalog:proposal-dictionary", code, position)
    context = {"proposal": item.proposal, "item": item, "number": number, "table": found, "form": head, "rows": rows}
    context |= {"aside": aside is not None, "broken": broken, "writer": writer(request, item.proposal, at)}
    context |= {"saved": saved_text(item.proposal.saved_at or at), "has_errors": bool(head.errors or rows.total_error_count())}
    return render(request, "catalog/proposals/draft/table.html", context, status=409 if broken else 200)


@signed_in
@require_POST
def autosave(request: HttpRequest, code: str, position: int, number: int) -> HttpResponse:
    """Keep the whole table as typed: rows move and go, so none of them is known by itself."""
    at = now()
    item = _item(request, code, position, at)
    _table(item, number)
    head, rows = DatasetForm(request.POST), ColumnFormSet(request.POST, prefix=COLUMNS)
    unreadable = not (head.is_valid() and rows.is_valid())
    broken = _save_table(request, item, number, head, rows, at)
    return said(broken or saved_text(at), status=422 if unreadable else 409 if broken else 200)


@signed_in
def paste(request: HttpRequest, code: str, position: int, number: int) -> HttpResponse:
    """Lines from a spreadsheet: first what they would add, change and remove; then, asked again, do it."""
    at = now()
    item = _item(request, code, position, at)
    found = _table(item, number)
    form, result, broken = PasteForm(request.POST or put_aside(request)), None, ""
    if request.method == "POST" and form.is_valid():
        result = dictionary.pasted(form.cleaned_data["lines"], found["fields"], whole=form.cleaned_data["whole"])
        if "apply" in request.POST:
            broken = _apply(request, item, _replaced(item, number, found | {"fields": result.rows}), at)
            if not broken:
                return redirect(reverse("catalog:proposal-table", args=[code, position, number]) + "?check=1")
    context = {"proposal": item.proposal, "item": item, "number": number, "table": found, "form": form, "result": result}
    context |= {"broken": broken, "writer": writer(request, item.proposal, at)}
    return render(request, "catalog/proposals/draft/paste.html", context, status=409 if broken else 200)


def as_data(found: dict[str, Any]) -> dict[str, Any]:
    """A table as its form would post it."""
    data: dict[str, Any] = {"name": found["name"], "title": found["title"], "description": found["description"]}
    data |= {f"{COLUMNS}-TOTAL_FORMS": len(found["fields"]), f"{COLUMNS}-INITIAL_FORMS": 0}
    for index, column in enumerate(found["fields"]):
        for name, value in column.items():
            data[f"{COLUMNS}-{index}-{name}"] = "\n".join(value) if isinstance(value, list) else "" if value is None else value
    return data


def _item(request: HttpRequest, code: str, position: int, at: datetime) -> ChangeItem:
    item = item_of(draft_of(request, code, at), position)
    if item.content is None:
        raise Http404
    return item


def _table(item: ChangeItem, number: int) -> dict[str, Any]:
    found = item.content["datasets"]  # type: ignore[index]  # an item with a dictionary has content
    if number >= len(found):
        raise Http404
    return found[number]


def _replaced(item: ChangeItem, number: int, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    found = item.content["datasets"]  # type: ignore[index]  # an item with a dictionary has content
    return [*found[:number], wanted, *found[number + 1 :]]


def _keep(request: HttpRequest, item: ChangeItem, wanted: list[dict[str, Any]], at: datetime) -> None:
    take_pen(request, item.proposal, at)
    drafts.save_content(item, {"datasets": wanted}, by=person(request), at=at)
    forget_aside(request)


def _apply(request: HttpRequest, item: ChangeItem, wanted: list[dict[str, Any]], at: datetime) -> str:
    """Keep what was pasted; the refusing sentence otherwise."""
    try:
        _keep(request, item, wanted, at)
    except RuleBroken as broken:
        return sentence(broken)
    messages.success(request, _("Đã áp dụng phần dán."))
    return ""


def _save_table(request: HttpRequest, item: ChangeItem, number: int, head: Any, rows: Any, at: datetime) -> str:
    """Keep the table as typed, after what the pressed button asks for; the refusing sentence otherwise."""
    if not (head.is_valid() and rows.is_valid()):
        return _("Có ký tự không lưu được. Gõ lại ở các ô được nêu.")
    columns = [form.cleaned_data for form in rows]
    columns, _place = dictionary.rearranged(columns, request.POST.get("row", ""), dictionary.new_column)  # no button: as they are
    try:
        _keep(request, item, _replaced(item, number, head.cleaned_data | {"fields": columns}), at)
    except RuleBroken as broken:
        return sentence(broken)
    return ""


def _after(request: HttpRequest, item: ChangeItem, number: int) -> str:
    """Where a button leads; empty for “save”, which first looks for mistakes."""
    args = [item.proposal.code, item.position, number]
    if "row" in request.POST:
        columns = [None] * len(_table(item, number)["fields"])
        before = [None] * int(request.POST.get(f"{COLUMNS}-TOTAL_FORMS", len(columns)))
        _rows, place = dictionary.rearranged(before, request.POST["row"], dict)  # type: ignore[arg-type]  # dict makes an empty row
        return reverse("catalog:proposal-table", args=args) + f"#{COLUMNS}-{place}-row"
    if "paste" in request.POST:
        return reverse("catalog:proposal-paste", args=args)
    return reverse("catalog:proposal-dictionary", args=args[:2]) if "later" in request.POST else ""


def _explain(item: ChangeItem, number: int, head: Any, rows: Any, problems: dict[str, list[str]]) -> int:
    """Put every sentence into the cell it is about; returns how many."""
    found = _table(item, number)
    root = f"datasets/{found['name']}"
    wrong = [(head, "name", problems.get(root)), (head, "title", problems.get(f"{root}/title"))]
    for form, column in zip(rows, found["fields"], strict=False):
        place = f"{root}/fields/{column['name']}"
        wrong += [(form, name, problems.get(f"{place}/{name}" if name != "name" else place)) for name in form.fields]
    head.is_valid()
    rows.is_valid()
    for form, name, sentences in wrong:
        if sentences:
            form.add_error(name, sentences)
    return sum(bool(sentences) for _form, _name, sentences in wrong)


def _problems(item: ChangeItem, at: datetime) -> dict[str, list[str]]:
    base = drafting.base_of(item) if item.base_version else None
    found = validation.problems(item.content or {}, base=base, on=today(at))
    return {path: sentences for path, sentences in found.items() if path.startswith("datasets")}


def _count(problems: dict[str, list[str]], root: str) -> int:
    return sum(path == root or path.startswith(f"{root}/") for path in problems)
