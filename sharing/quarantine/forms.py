"""What the operator types about a row."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from hcm_registry.acting import ActingForm
from hcm_registry.inputs import text_input
from sharing.quarantine import actions

VERBS = {"accept": actions.accept, "reopen": actions.reopen}


class NoteForm(ActingForm):
    """Why a row stays out, or waits again."""

    note = text_input(_("Lý do"), _("Ghi lý do; lý do nằm lại cùng dòng này."))

    def __init__(self, *args: Any, row: int, verb: str, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{verb}_%s", **kwargs)
        self.row, self.name = row, verb

    def verb(self) -> Callable[..., Any]:
        """Decide."""
        return partial(VERBS[self.name], self.row, note=self.cleaned_data["note"])
