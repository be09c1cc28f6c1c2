"""Whether a document may become an entry: missing and contradictory things, each named by its path, in the reader's language."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from catalog.entries.codes import CodeList
from catalog.entries.content import COLUMN, DATASET, GOVERNED, REQUIRED, Content, complete, governed, label
from catalog.entries.models import TECHNICAL_NAME, Dataset, Field

Problem = tuple[str, str]


@dataclass(frozen=True)
class Known:
    """What the registry has of the things documents name: each agency named, whether it lives on the day, and the code lists."""

    agencies: dict[str, bool]
    lists: set[str]


def known(contents: Iterable[Content], on: date) -> Known:
    """Looked up once for any number of documents."""
    documents = list(contents)
    named = {key for document in documents for keys in _named(document).values() for key in keys}
    found = Agency.objects.filter(key__in=named).values_list("key", "active") if named else []
    coded = {key for document in documents for key in _coded(document)}
    lists = CodeList.objects.filter(key__in=coded).values_list("key", flat=True) if coded else []
    return Known({key: on in active for key, active in found}, set(lists))


def problems(content: Content, *, base: Content | None, on: date, among: Known | None = None) -> dict[str, list[str]]:
    """Path → sentences; empty when the document may be decided on.

    `base` is the version in force that it amends: what was unknown there may stay unknown, what is known may not be
    emptied. `on` is the day on which agencies must exist. `among`: see `known`, when there are several documents.
    """
    found: dict[str, list[str]] = {}
    for path, sentence in _all(content, base, among or known([content], on)):
        found.setdefault(path, []).append(sentence)
    return found


def _all(content: Content, base: Content | None, among: Known) -> Iterator[Problem]:
    yield from _unknown_names(content)
    document = complete(content)
    yield from _missing(document, base)
    for name in GOVERNED:
        yield from _value(name, document[name])
    yield from _agencies(document, base, among.agencies)
    yield from _contradictions(document)
    yield from _dictionary(document, among.lists)


def _unknown_names(content: Content) -> Iterator[Problem]:
    for name in content.keys() - {*GOVERNED, "datasets"}:
        yield name, _("Không có mục “%(name)s” trong danh mục.") % {"name": name}
    for dataset in content.get("datasets") or []:
        for column in dataset.get("fields") or []:
            for name in column.keys() - set(COLUMN):
                path = f"datasets/{dataset.get('name', '')}/fields/{column.get('name', '')}/{name}"
                yield path, _("Từ điển dữ liệu không có thuộc tính “%(name)s”.") % {"name": name}


def _missing(document: Content, base: Content | None) -> Iterator[Problem]:
    for name in REQUIRED:
        was_known = base is None or base.get(name)
        if was_known and not document[name]:
            yield name, _("Nhập “%(label)s”.") % {"label": label(name)}


def _value(name: str, value: Any) -> Iterator[Problem]:
    field = governed(name)
    if isinstance(field, models.IntegerField):
        if value is not None and not (_whole(value) and 1 <= value <= 5):
            yield name, _("Nhập số từ 1 đến 5.")
    elif isinstance(field, models.ManyToManyField):
        if not _texts(value):
            yield name, _("Nhập danh sách khóa cơ quan.")
    else:
        yield from _text(name, field, value)


def _text(path: str, field: Any, value: Any) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield path, _("Nhập văn bản.")
    elif field.choices and value not in {"" if field.blank else None, *dict(field.choices)}:
        yield path, _("Chọn một trong các giá trị: %(values)s.") % {"values": ", ".join(str(text) for _key, text in field.choices)}
    elif not isinstance(field, models.ForeignKey) and field.max_length and len(value) > field.max_length:
        yield path, _("Nhập không quá %(limit)d ký tự (đang có %(now)d).") % {"limit": field.max_length, "now": len(value)}


def _whole(value: Any) -> bool:
    """A number that an integer column holds; to Python, True is one too."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**31


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _agencies(document: Content, base: Content | None, lives: dict[str, bool]) -> Iterator[Problem]:
    before = _named(base or {})
    for name, found in _named(document).items():
        for key in found:
            if key not in lives:
                yield name, _("Không có cơ quan “%(key)s”. Chọn từ danh sách.") % {"key": key}
            elif not lives[key] and key not in before[name]:
                yield name, _("Cơ quan này không còn hoạt động vào ngày đó. Chọn cơ quan kế thừa.")


def _named(document: Content) -> dict[str, list[str]]:
    """The keys of agencies under each name that holds some; what is no key is judged elsewhere."""
    listed = document.get("coordinating_agencies")
    found = {"managing_agency": [document.get("managing_agency")], "coordinating_agencies": listed if isinstance(listed, list) else []}
    return {name: [key for key in keys if isinstance(key, str) and key] for name, keys in found.items()}


def _coded(document: Content) -> set[str]:
    """The code lists that columns name; what is no key is judged elsewhere."""
    columns = [column for table in _rows(document.get("datasets")) for column in _rows(table.get("fields"))]
    return {key for column in columns if isinstance(key := column.get("code_list"), str) and key}


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _contradictions(document: Content) -> Iterator[Problem]:
    if document["personal_data"] == "SENSITIVE" and document["sharing_class"] == "OPEN":
        yield "sharing_class", _("Dữ liệu cá nhân nhạy cảm không được là dữ liệu mở. Chọn mức chia sẻ khác.")
    if document["personal_data"] in ("BASIC", "SENSITIVE") and not document["personal_data_ground"]:
        yield "personal_data_ground", _("Có dữ liệu cá nhân thì phải nêu căn cứ xử lý.")
    if bool(document["managing_agency"]) != bool(document["managing_agency_basis"]):
        yield "managing_agency_basis", _("Cơ quan quản lý phải kèm căn cứ xác định.")
    kinds = [column["personal_data"] for dataset in document["datasets"] for column in dataset["fields"]]
    if document["personal_data"] == "NONE" and ("BASIC" in kinds or "SENSITIVE" in kinds):
        yield "personal_data", _("Từ điển có trường dữ liệu cá nhân nhưng mục này ghi “không có”. Sửa một trong hai.")
    if document["personal_data"] == "BASIC" and "SENSITIVE" in kinds:
        yield "personal_data", _("Từ điển có trường dữ liệu cá nhân nhạy cảm; chọn “nhạy cảm” hoặc sửa từ điển.")


def _dictionary(document: Content, lists: set[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for dataset in document["datasets"]:
        root = f"datasets/{dataset['name']}"
        yield from _technical_name(root, dataset["name"], seen)
        if not dataset["title"]:
            yield f"{root}/title", _("Nhập tên bảng.")
        yield from _text(f"{root}/title", Dataset._meta.get_field("title"), dataset["title"])
        if not dataset["fields"]:
            yield root, _("Bảng chưa có trường nào. Thêm trường hoặc bỏ bảng.")
        columns: set[str] = set()
        for column in dataset["fields"]:
            place = f"{root}/fields/{column['name']}"
            yield from _technical_name(place, column["name"], columns)
            yield from _column(place, column, lists)


def _technical_name(path: str, name: Any, seen: set[str]) -> Iterator[Problem]:
    if not isinstance(name, str) or not re.fullmatch(TECHNICAL_NAME, name):
        yield path, _("Tên kỹ thuật “%(name)s” chỉ được gồm chữ thường không dấu, số, dấu gạch dưới và bắt đầu bằng chữ.") % {"name": name}
    elif name in seen:
        yield path, _("Tên “%(name)s” bị trùng.") % {"name": name}
    seen.add(str(name))


def _column(path: str, column: dict[str, Any], lists: set[str]) -> Iterator[Problem]:
    if column["title"] == "":
        yield f"{path}/title", _("Nhập tên trường.")
    unfit = [problem for name in COLUMN if name != "name" for problem in _attribute(f"{path}/{name}", name, column[name])]
    yield from unfit
    if not unfit:  # what is of a wrong type is not compared with anything
        yield from _column_rules(path, column, lists)


#: Kinds of columns that hold no text: what fits in one, and what to do about the rest.
_FITTING: tuple[tuple[Any, Callable[[Any], bool], Any], ...] = (
    (models.BooleanField, lambda value: isinstance(value, bool), gettext_lazy("Chọn có hoặc không.")),
    (models.IntegerField, lambda value: value is None or (_whole(value) and value >= 0), gettext_lazy("Nhập số nguyên không âm.")),
    (ArrayField, _texts, gettext_lazy("Nhập danh sách, mỗi dòng một giá trị.")),
)


def _attribute(path: str, name: str, value: Any) -> Iterator[Problem]:
    """Why the value could not be stored."""
    field = Field._meta.get_field(name)
    for kind, fits, sentence in _FITTING:
        if isinstance(field, kind):
            if not fits(value):
                yield path, str(sentence)
            return
    yield from _text(path, field, value)


def _column_rules(path: str, column: dict[str, Any], lists: set[str]) -> Iterator[Problem]:
    if column["key"] and not column["required"]:
        yield f"{path}/required", _("Trường khóa phải là trường bắt buộc.")
    if column["code_list"] and column["code_list"] not in lists:
        yield f"{path}/code_list", _("Không có danh mục mã “%(key)s”.") % {"key": column["code_list"]}
    if column["code_list"] and column["enum"]:
        yield f"{path}/enum", _("Chỉ dùng một trong hai: danh mục mã hoặc danh sách giá trị.")
    if column["enum"]:
        yield from _text(f"{path}/enum", Field._meta.get_field("enum").base_field, max(column["enum"], key=len))
    low, high = column["min_length"], column["max_length"]
    if low is not None and high is not None and low > high:
        yield f"{path}/max_length", _("Độ dài tối đa phải không nhỏ hơn độ dài tối thiểu.")
    yield from _pattern(path, column)
    yield from _bounds(path, column)


def _pattern(path: str, column: dict[str, Any]) -> Iterator[Problem]:
    if not column["pattern"]:
        return
    if column["type"] != "string":
        yield f"{path}/pattern", _("Mẫu chỉ dùng cho kiểu chuỗi.")
    try:
        re.compile(column["pattern"])
    except (re.error, OverflowError, RecursionError):
        yield f"{path}/pattern", _("Mẫu không phải biểu thức chính quy hợp lệ.")


def _number(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not value.is_finite():
        raise ValueError(text)
    return value


#: Types whose values have an order, and how a value of each is read.
COMPARABLE: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "number": _number,
    "year": int,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}


def _bounds(path: str, column: dict[str, Any]) -> Iterator[Problem]:
    given = {name: column[name] for name in ("minimum", "maximum") if column[name]}
    if given and column["type"] not in COMPARABLE:
        yield f"{path}/minimum", _("Giới hạn chỉ dùng cho số và ngày giờ.")
        return
    read = {}
    for name, text in given.items():
        try:
            read[name] = COMPARABLE[column["type"]](text)
        except ValueError:
            yield (
                f"{path}/{name}",
                _("“%(value)s” không phải là giá trị của kiểu này. Nhập số, hoặc ngày giờ dạng 2026-12-25.") % {"value": text},
            )
    if len(read) == 2 and _above(read["minimum"], read["maximum"]):
        yield f"{path}/maximum", _("Giá trị lớn nhất phải không nhỏ hơn giá trị nhỏ nhất.")


def _above(low: Any, high: Any) -> bool:
    try:
        return bool(low > high)
    except TypeError:  # one moment knows its zone, the other does not
        return True


def shape(content: Any) -> list[str]:
    """Sentences about a document that is not even of the right JSON shape; empty when it may be read further."""
    if not isinstance(content, dict):
        return [_("Nội dung phải là một đối tượng JSON.")]
    datasets = content.get("datasets", [])
    if not isinstance(datasets, list) or not all(isinstance(item, dict) for item in datasets):
        return [_("“datasets” phải là danh sách các bảng.")]
    columns = [item.get("fields", []) for item in datasets]
    if not all(isinstance(found, list) and all(isinstance(column, dict) for column in found) for found in columns):
        return [_("“fields” phải là danh sách các trường.")]
    if any(not isinstance(item.get(name, ""), str) for item in datasets for name in DATASET):
        return [_("Tên và mô tả bảng phải là văn bản.")]
    return [] if len(columns) <= 100 and sum(map(len, columns)) <= 5000 else [_("Từ điển quá lớn: tối đa 100 bảng và 5.000 trường.")]
