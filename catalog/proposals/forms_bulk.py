"""What somebody chooses to make one move on many proposals."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.proposals.bulk import MOST, VERBS, Picked
from catalog.proposals.workflow import MOVES
from hcm_registry.vietnamese.fields import NfcTextInput

PICK = re.compile(r"(?P<code>[A-Za-z0-9-]{1,20})@(?P<version>[0-9]{1,9})", re.ASCII)


class BulkForm(forms.Form):
    """Which move, why, and on which files: each named with the version that was on the page."""

    move = forms.ChoiceField(
        label=_("Việc"),
        choices=[("", _("Chọn")), *((name, MOVES[name].label) for name in VERBS)],
        error_messages={"required": _("Chọn việc cần làm."), "invalid_choice": _("Chọn một mục trong danh sách.")},
    )
    note = NfcTextInput(
        label=_("Lý do hoặc ý kiến chung"),
        required=False,
        help_text=_("Ghi vào từng hồ sơ. Bắt buộc khi trả lại, không chấp thuận hoặc rút."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def picks(self) -> list[Picked]:
        """The files, each once."""
        named = filter(None, (PICK.fullmatch(text) for text in dict.fromkeys(self.data.getlist("pick"))))  # type: ignore[attr-defined]  # a form's data is a QueryDict
        return [Picked(one["code"], int(one["version"])) for one in named]

    @property
    def move_name(self) -> str:
        """The chosen move."""
        return str(self.cleaned_data["move"])

    def clean(self) -> dict[str, Any]:
        """At least one file, not more than fit on the page, and the reason where the move takes something away."""
        given: dict[str, Any] = super().clean() or {}
        if not 1 <= len(self.picks) <= MOST:
            self.add_error(None, _("Chọn từ 1 đến %(most)d đề xuất.") % {"most": MOST})
        move = given.get("move")
        if move and MOVES[move].needs_note and not given.get("note", "").strip():
            self.add_error("note", _("Nhập lý do trước khi tiếp tục."))
        return given
