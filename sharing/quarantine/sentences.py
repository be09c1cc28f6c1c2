"""A reason in words: what is wrong with a value, and what to do about it."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Field

#: How a value of each type is written.
SPELT = {
    "string": "A",
    "integer": "12",
    "number": "12.5",
    "boolean": "true, false",
    "date": "2026-12-25",
    "datetime": "2026-12-25T08:30:00",
    "time": "08:30",
    "year": "2026",
    "object": '{"a": 1}',
    "geojson": '{"type": "Point", "coordinates": [106.7, 10.77]}',
}
_SAID: dict[str, Callable[[Field], str]] = {
    "required": lambda field: _("Bắt buộc nhưng để trống. Bổ sung giá trị."),
    "type": lambda field: (
        _("Không phải kiểu %(type)s. Viết lại, ví dụ: %(example)s.")
        % {"type": field.get_type_display().lower(), "example": SPELT[field.type]}
    ),
    "minimum": lambda field: _("Nhỏ hơn mức thấp nhất %(bound)s. Kiểm tra lại giá trị.") % {"bound": field.minimum},
    "maximum": lambda field: _("Lớn hơn mức cao nhất %(bound)s. Kiểm tra lại giá trị.") % {"bound": field.maximum},
    "encoding": lambda field: _("Có chữ bị mất do sai bảng mã. Xuất lại dữ liệu bằng UTF-8, hoặc gõ lại chữ đó."),
    "min_length": lambda field: _("Ngắn hơn %(length)s ký tự. Bổ sung cho đủ.") % {"length": field.min_length},
    "max_length": lambda field: _("Dài hơn %(length)s ký tự. Rút gọn.") % {"length": field.max_length},
    "pattern": lambda field: _("Không đúng mẫu %(pattern)s. Viết lại theo mẫu.") % {"pattern": field.pattern},
    "enum": lambda field: _("Không thuộc các giá trị cho phép: %(values)s. Chọn một trong số đó.") % {"values": "; ".join(field.enum)},
    "code": lambda field: (
        _("Không có trong danh mục mã %(list)s. Dùng mã của danh mục, hoặc đề nghị bổ sung mã.") % {"list": field.code_list}
    ),
    "key": lambda field: _("Nhiều dòng có cùng khóa, hoặc khóa này đã có dòng khác. Bỏ dòng thừa hoặc sửa khóa."),
    "unique": lambda field: _("Nhiều dòng có cùng giá trị ở trường không được trùng. Sửa để mỗi dòng một giá trị."),
}
_OTHER = gettext_lazy("Trái với từ điển dữ liệu khi được kiểm tra; từ điển nay không còn trường này. Kiểm tra lại theo từ điển mới.")


def said(reason: str, fields: Mapping[str, Field]) -> str:
    """What `field.rule` means by the dictionary in force."""
    name, _dot, rule = reason.partition(".")
    field = fields.get(name)
    return _SAID[rule](field) if field and rule in _SAID else str(_OTHER)


def titled(name: str, fields: Mapping[str, Field]) -> str:
    """What people call a field."""
    return fields[name].title if name in fields else name
