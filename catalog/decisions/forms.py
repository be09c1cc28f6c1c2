"""The file of a signed paper, on every page where one decides something: held and judged first, recorded once its findings were shown."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hcm_registry import uploads
from hcm_registry.files.checking import check_before_record
from hcm_registry.files.fields import PDF, Kept
from hcm_registry.files.findings import Findings, of
from hcm_registry.files.holding import Held, NotHeldAnyMore, fetch, hold, named
from hcm_registry.kernel.errors import Invalid


class PaperForm(forms.Form):
    """The signed paper as a PDF file. A file just chosen is held and looked at; whoever records sees what was found in it before."""

    held = forms.CharField(widget=forms.HiddenInput, required=False)
    file = forms.FileField(
        label=_("Bản PDF đã ký"),
        required=False,
        help_text=_("Đính kèm văn bản đã ký. Có thể bỏ trống nếu chưa có bản điện tử."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
    )

    def __init__(self, *args: Any, by: Any, at: datetime, held: str = "", **kwargs: Any) -> None:
        """`held`: by what a file is held that was chosen before this page."""
        self.by, self.at = by, at
        self.just_chosen = False
        super().__init__(*args, **kwargs)
        self.token: str = self.data.get("held") or held
        self.looked_at: Held | None = named(self.token)

    def clean(self) -> dict[str, Any]:
        """A PDF by its content, of a size we keep, neither harmful nor changed since it was signed."""
        cleaned = super().clean() or {}
        chosen = cleaned.get("file")
        try:
            cleaned["file"] = self._look_at(chosen) if chosen else self._fetched()
        except Invalid as error:
            self.add_error("file", error.detail["errors"]["file"])
        return cleaned

    @property
    def recordable(self) -> bool:
        """Whether whoever records has seen what was found, or there is no file."""
        return self.is_valid() and not self.just_chosen

    @property
    def findings(self) -> Findings | None:
        """What was found in the file that is held."""
        held = self.looked_at
        return of(Kept(None, held.name, PDF, held.sha256)) if held else None

    def _look_at(self, file: Any) -> Any:
        """Error: Invalid; what was held before stays."""
        held = hold(file, uploads.PDF, by=self.by)
        check_before_record(file, held.sha256, at=self.at)
        self.looked_at, self.just_chosen = held, True
        return file

    def _fetched(self) -> Any:
        """Error: NotHeldAnyMore."""
        try:
            return fetch(self.token, by=self.by) if self.token else None
        except NotHeldAnyMore:
            self.looked_at = None
            raise
