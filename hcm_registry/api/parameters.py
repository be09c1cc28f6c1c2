"""Query parameters by type. What an address does not know, or what is badly typed, is refused by name, never ignored."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hcm_registry.api.problems import Problem
from hcm_registry.vietnamese.text import clean_line

LARGEST_PAGE = 1000
USUAL_PAGE = 100


@dataclass(frozen=True)
class Parameter:
    """One parameter: how its text is read (ValueError with the sentence when it cannot be) and how the contract shows it."""

    name: str
    read: Callable[[str], Any]
    about: Any  # in the language of the contract
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"})
    required: bool = False


def read_all(query: Any, known: Iterable[Parameter]) -> dict[str, Any]:
    """Name → typed value of what was given. Error: Problem naming every parameter that is unknown, doubled, missing or badly typed."""
    parameters = {parameter.name: parameter for parameter in known}
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {p.name: str(_("Thiếu tham số này.")) for p in parameters.values() if p.required and p.name not in query}
    for name, texts in query.lists():
        try:
            values[name] = _one(parameters.get(name), texts)
        except ValidationError as error:
            wrong[name] = " ".join(error.messages)
        except ValueError as error:
            wrong[name] = str(error)
    if wrong:
        errors = [{"parameter": name, "detail": sentence} for name, sentence in wrong.items()]
        raise Problem("bad-parameter", str(_("Sửa hoặc bỏ các tham số được nêu.")), errors=errors)
    return values


def _one(parameter: Parameter | None, texts: list[str]) -> Any:
    if parameter is None:
        raise ValueError(_("Không có tham số này."))
    if len(texts) != 1:
        raise ValueError(_("Chỉ nêu một lần."))
    return parameter.read(texts[0])


def day(name: str, about: Any) -> Parameter:
    """A legal day."""
    return Parameter(name, _day, about, {"type": "string", "format": "date", "examples": ["2023-10-25"]})


def moment(name: str, about: Any) -> Parameter:
    """A moment with its offset."""
    return Parameter(name, _moment, about, {"type": "string", "format": "date-time", "examples": ["2026-01-01T00:00:00+07:00"]})


def words(about: Any = None) -> Parameter:
    """Free text to search for."""
    return Parameter(
        "q", _words, about or _("Tìm theo từ, có dấu hay không dấu đều được."), {"type": "string", "minLength": 1, "maxLength": 200}
    )


def choice(name: str, values: Iterable[str], about: Any = "") -> Parameter:
    """One of a closed list."""
    allowed = list(values)
    return Parameter(name, lambda text: _among(text, allowed), about, {"type": "string", "enum": allowed})


def key(name: str, about: Any) -> Parameter:
    """A stable key, such as an agency's."""
    schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,60}$"}
    return Parameter(name, _key, about, schema)


def number(name: str, about: Any, *, low: int = 1, high: int = 2_147_483_647, required: bool = False) -> Parameter:
    """A whole number between two bounds."""
    schema = {"type": "integer", "minimum": low, "maximum": high}
    return Parameter(name, lambda text: _number(text, low, high), about, schema, required)


def fields(names: Iterable[str]) -> Parameter:
    """Which members of each object to answer with."""
    allowed = list(names)
    one = "(" + "|".join(allowed) + ")"
    schema = {"type": "string", "pattern": f"^{one}(,{one})*$", "examples": [",".join(allowed[:2])]}
    return Parameter("fields", lambda text: _fields(text, allowed), _("Chỉ trả các mục này, cách nhau bằng dấu phẩy."), schema)


def page() -> tuple[Parameter, ...]:
    """How many, and where to go on."""
    size = number("page_size", _("Số dòng mỗi trang, nhiều nhất 1.000."), high=LARGEST_PAGE)
    return size, Parameter("cursor", lambda text: text, _("Con trỏ lấy từ next hoặc previous; không tự tạo."))


def _day(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError(_("Ghi ngày theo dạng yyyy-mm-dd."))
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("Không có ngày này.")) from None


def _moment(text: str) -> datetime:
    spelled = re.sub(r" (?=\d{2}:\d{2}$)", "+", text).upper()  # an unescaped plus sign arrives as a blank
    try:
        found = datetime.fromisoformat(spelled)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise ValueError(_("Ghi thời điểm theo ISO 8601 kèm múi giờ, ví dụ 2026-01-01T00:00:00+07:00."))
    try:
        return found.astimezone(UTC)
    except OverflowError:  # the first or last day there is, seen from elsewhere
        return found.replace(tzinfo=UTC)


def _words(text: str) -> str:
    found = clean_line(text)
    if not 1 <= len(found) <= 200:
        raise ValueError(_("Nhập từ 1 đến 200 ký tự."))
    return found


def _among(text: str, allowed: list[str]) -> str:
    if text not in allowed:
        raise ValueError(_("Chọn một trong: %(values)s.") % {"values": ", ".join(allowed)})
    return text


def _key(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", text, re.ASCII):
        raise ValueError(_("Khóa chỉ gồm chữ, số, gạch nối và gạch dưới."))
    return text


def _number(text: str, low: int, high: int) -> int:
    if not re.fullmatch(r"\d{1,10}", text, re.ASCII) or not low <= int(text) <= high:
        raise ValueError(_("Nhập số nguyên từ %(low)d đến %(high)d.") % {"low": low, "high": high})
    return int(text)


def _fields(text: str, allowed: list[str]) -> list[str]:
    wanted = text.split(",")
    unknown = [name for name in wanted if name not in allowed]
    if unknown:
        raise ValueError(_("Không có trường: %(names)s.") % {"names": ", ".join(unknown)[:200]})
    return [name for name in allowed if name in wanted]


AS_OF = day("as_of", _("Theo ngày hiệu lực này; mặc định là hôm nay."))
KNOWN_AT = moment("known_at", _("Theo những gì hệ thống đã biết lúc này; mặc định là bây giờ."))
