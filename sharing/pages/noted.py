"""What a part of a run noted, in words."""

from collections.abc import Callable, Iterator
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sharing.integration.models import RunStage
from sharing.integration.states import Stage

FEW = 8
DRIFT = {
    "missing": gettext_lazy("Nguồn thiếu cột: %(names)s."),
    "retyped": gettext_lazy("Cột khác kiểu: %(names)s."),
    "added": gettext_lazy("Nguồn có thêm cột ngoài từ điển: %(names)s."),
}
RULES = {
    "type": gettext_lazy("sai kiểu"),
    "required": gettext_lazy("thiếu giá trị"),
    "minimum": gettext_lazy("nhỏ hơn mức cho phép"),
    "maximum": gettext_lazy("lớn hơn mức cho phép"),
    "encoding": gettext_lazy("chữ bị hỏng hoặc chưa chuẩn hóa"),
    "min_length": gettext_lazy("ngắn quá"),
    "max_length": gettext_lazy("dài quá"),
    "pattern": gettext_lazy("không đúng mẫu"),
    "enum": gettext_lazy("ngoài các giá trị cho phép"),
    "code": gettext_lazy("ngoài danh mục mã"),
    "unique": gettext_lazy("trùng giá trị phải duy nhất"),
    "key": gettext_lazy("trùng khóa"),
}


def in_words(stage: RunStage) -> list[str]:
    """One line a fact; nothing where a part only counted."""
    say = SAID.get(stage.name)
    told = [_("%(number)s dòng cách ly") % {"number": number_format(stage.rows)}] if stage.name == Stage.VALIDATE and stage.rows else []
    return told + (list(say(stage.detail)) if say and stage.detail else [])


def _schema(detail: dict[str, Any]) -> Iterator[str]:
    for name, sentence in DRIFT.items():
        if detail.get(name):
            yield sentence % {"names": ", ".join(detail[name])}


def _extract(detail: dict[str, Any]) -> Iterator[str]:
    if "bytes" in detail:
        yield filesizeformat(detail["bytes"])


def _validate(detail: dict[str, Any]) -> Iterator[str]:
    for reason, number in list(detail.items())[:FEW]:
        field, _dot, rule = reason.rpartition(".")
        yield _("%(field)s: %(rule)s, %(number)s dòng") % {"field": field, "rule": RULES.get(rule, rule), "number": number_format(number)}
    if len(detail) > FEW:
        yield _("và %(number)d lý do khác") % {"number": len(detail) - FEW}


SAID: dict[str, Callable[[dict[str, Any]], Iterator[str]]] = {
    Stage.SCHEMA: _schema,
    Stage.EXTRACT: _extract,
    Stage.VALIDATE: _validate,
}
