"""What the operator types about a row."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog.models import Field
from hcm_registry.acting import ActingForm
from hcm_registry.inputs import line_input, text_input
from sharing.quarantine import actions
from sharing.quarantine.masking import text_of
from sharing.quarantine.queries import Dictionary, Line
from sharing.quarantine.sentences import SPELT

GROUND = "NOTE"  # the dictionary has no name in capitals
VERBS = {"accept": actions.accept, "reopen": actions.reopen}


class NoteForm(ActingForm):
    """Why a row stays out, or waits again."""

    note = text_input(_("Lý do"), _("Ghi lý do; lý do nằm lại cùng dòng này."))

    def __init__(self, data: Any = None, *, row: int, verb: str) -> None:
        super().__init__(data, auto_id=f"{verb}_%s")
        self.row, self.name = row, verb

    def verb(self) -> Callable[..., Any]:
        """Decide."""
        return partial(VERBS[self.name], self.row, note=self.cleaned_data["note"])


class CorrectForm(ActingForm):
    """The row as it should have come: a field of the dictionary each. What is masked is typed anew, or stays as it came."""

    def __init__(self, data: Any = None, *, line: Line, fields: Dictionary) -> None:
        super().__init__(data, auto_id="correct_%s")
        self.line = line
        self.masked = {name for name, field in fields.items() if field.personal_data != "NONE"}
        for name, field in fields.items():
            hints = [_("Giá trị được che. Để trống để giữ nguyên.")] if name in self.masked else []
            self.fields[name] = line_input(field.title, " ".join(map(str, [*hints, *_wanted(field)])), required=False, length=4000)
            self.initial[name] = "" if name in self.masked else text_of(line.kept.row.get(name)) or ""
        self.fields[GROUND] = text_input(_("Căn cứ sửa"), _("Ghi căn cứ: văn bản, người xác nhận, nguồn đối chiếu."))

    def verb(self) -> Callable[..., Any]:
        """Correct."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != GROUND}
        values = {
            name: text_of(self.line.kept.row.get(name)) if name in self.masked and not value else value or None
            for name, value in typed.items()
        }
        return partial(actions.correct, self.line.id, values, note=self.cleaned_data[GROUND])


def _wanted(field: Field) -> list[Any]:
    """What the dictionary wants there, as far as a few words say it."""
    if field.enum:
        return [_("Một trong: %(values)s.") % {"values": "; ".join(field.enum)}]
    return [_("Ví dụ: %(example)s.") % {"example": SPELT[field.type]}] if field.type != "string" else []
