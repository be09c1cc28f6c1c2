"""What people type about the warehouse."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hcm_registry.acting import ActingForm
from hcm_registry.inputs import day_input, line_input, text_input
from sharing.integration import actions
from sharing.integration.models import LoadRun
from sharing.integration.states import State

VERBS = {"cancel": actions.cancel, "release": actions.release}


class RunsForm(forms.Form):
    """What the list of runs is narrowed by."""

    database = line_input(_("Mã cơ sở dữ liệu"), required=False, length=20)
    dataset = line_input(_("Bảng"), required=False, length=63)
    state = forms.ChoiceField(label=_("Trạng thái"), required=False, choices=[("", _("Tất cả")), *State.choices])
    since = day_input(_("Từ ngày"), "", required=False)
    until = day_input(_("Đến hết ngày"), "", required=False)


class MoveForm(ActingForm):
    """Why a run is given up, or let go on."""

    note = text_input(_("Lý do"), _("Ghi lý do; lý do nằm lại trong nhật ký của lượt nạp."))

    def __init__(self, *args: Any, run: LoadRun, move: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{move}_%s"} | kwargs)
        self.run, self.move = run, move

    def verb(self) -> Callable[..., Any]:
        """Make the move."""
        return partial(VERBS[self.move], self.run, note=self.cleaned_data["note"])
