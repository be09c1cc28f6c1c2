"""The one door by which a list leaves as a file: all the rows its reader may see, and who took it, when and narrowed by what.

A view that shows a list hands the same rows to `as_file` when the address asks for `?format=xlsx` or `csv`. An Excel file tells
what it is on a second sheet. A CSV file is rows and nothing else, so that programs read it: there the name of the file and the
header `X-About` (JSON) tell it.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.sheets import Cell, Sheet, as_csv, as_excel, in_words

FORMATS = ("xlsx", "csv")
MOST, CHUNK = 200_000, 2000
CSV = "text/csv; charset=utf-8"
Said = Iterable[tuple[Any, Any]]


class TooMany(RuleBroken):
    """More rows than one file is made of."""

    message = gettext_lazy("Danh sách dài quá %(most)s dòng. Hãy lọc bớt rồi tải lại.")
    status = 400


def portions(rows: Any) -> Iterable[Any]:
    """The rows one by one, fetched so many at a time."""
    return rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else rows


@dataclass(frozen=True)
class Column:
    """One column of a list: what stands over it, and what of a row stands in it."""

    heading: Any
    read: Callable[[Any], Cell]
    width: int = 18


@dataclass(frozen=True)
class Table:
    """A list as a file: the beginning of its name, its title and its columns."""

    name: str
    title: Any
    columns: tuple[Column, ...]
    frozen: int = 1  # columns that stay in sight

    def sheet(self, rows: Iterable[Any]) -> Sheet:
        """The rows as a sheet, read one by one."""
        lines = ([column.read(row) for column in self.columns] for row in rows)
        head, widths = [str(column.heading) for column in self.columns], [column.width for column in self.columns]
        return Sheet(str(self.title), head, lines, widths, self.frozen)


def asked(request: HttpRequest) -> bool:
    """Whether the address asks for the list as a file."""
    return request.GET.get("format") in FORMATS


def as_file(
    request: HttpRequest, table: Table, rows: Any, *, at: datetime, said: Said = (), each: Callable[[Any], Iterable[Any]] = portions
) -> HttpResponseBase:
    """All of the rows, a queryset in its order or a list; `each` makes of them what the columns read. Error: TooMany."""
    _few_enough(rows)
    told = about(said, request.user, at)
    if request.GET["format"] == "xlsx":
        return workbook(request, table.name, [table.sheet(each(rows)), about_sheet(told)], at=at)
    response = StreamingHttpResponse(_speaking(lambda: as_csv(table.sheet(each(rows)))), content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="{_name(table.name, at)}.csv"'
    response["X-About"] = json.dumps({_("Danh sách"): str(table.title), **dict(told)})
    return response


def workbook(request: HttpRequest, name: str, sheets: Sequence[Sheet], *, at: datetime) -> HttpResponseBase:
    """Several sheets in one Excel file."""
    return FileResponse(as_excel(sheets, at), as_attachment=True, filename=f"{_name(name, at)}.xlsx")


def about(said: Said, user: Any, at: datetime) -> list[tuple[str, str]]:
    """What a file says of itself: what its list was narrowed by, when it was taken and by whom."""
    given = [(str(label), str(value)) for label, value in said] or [(_("Bộ lọc"), _("không lọc"))]
    who = str(user) if user.is_authenticated else _("người đọc không đăng nhập")
    return [*given, (_("Tải lúc"), in_words(at)), (_("Người tải"), who), (_("Ô trống"), _("chưa rõ, hoặc không có"))]


def about_sheet(told: Sequence[tuple[str, str]]) -> Sheet:
    """The same as a sheet."""
    return Sheet(_("Về tệp này"), [_("Mục"), _("Nội dung")], told, [36, 90])


def said_by(form: forms.Form) -> list[tuple[Any, Any]]:
    """What a list was narrowed by, in the words of its form."""
    given = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
    return [(form.fields[name].label, _choice(form.fields[name], value)) for name, value in given.items()]


def _choice(field: forms.Field, value: Any) -> Any:
    return dict(getattr(field, "choices", ())).get(value, value)


def _few_enough(rows: Any) -> None:
    found = rows.order_by()[: MOST + 1].count() if isinstance(rows, QuerySet) else len(rows)
    if found > MOST:
        raise TooMany(TooMany.message % {"most": f"{MOST:,}".replace(",", ".")})


def _speaking(write: Callable[[], Iterator[str]]) -> Iterator[str]:
    """The pieces in the language of now: they are written when the answer is under way and nobody's language is active."""
    language = get_language()
    pieces = write()
    while True:
        with override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def _name(name: str, at: datetime) -> str:
    return f"{name}-{localtime(at):%Y-%m-%d-%H%M}"
