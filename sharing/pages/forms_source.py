"""A source as it is typed: the inputs of its kind come out of the table beside the connectors, the others out of the model."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import DatabaseVersion, SharedDatabase
from hcm_registry.acting import ActingForm, blame
from hcm_registry.inputs import FILL_IN, line_input
from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.kernel.periods import today
from sharing.integration import sources
from sharing.integration.connectors import described
from sharing.integration.connectors.described import SETTINGS, Setting
from sharing.integration.models import Source
from sharing.integration.states import Kind
from sharing.integration.trying import Tried, try_out

HOW = ("mode", "watermark", "overlap", "schedule")
LIMITS = ("on_drift", "grace", "max_rejected", "max_deleted", "max_grown")
KEPT = _("Đang có một giá trị được niêm phong; để trống là giữ nguyên.")
SEALED = _("Được niêm phong khi lưu và không bao giờ hiện lại.")


class SecretInput(forms.PasswordInput):
    """One line that is never shown again, and that a browser does not fill in with the reader's own password."""

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "new-password"})


class SecretLines(forms.Textarea):
    """Several lines, a private key perhaps, that are never shown again."""

    def __init__(self) -> None:
        super().__init__(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"})

    def format_value(self, value: Any) -> str:
        """Nothing, whatever was typed."""
        return ""


@dataclass(frozen=True)
class Group:
    """Inputs that belong together. `when`: the name of another input and its values, without which they say nothing; `words` the same."""

    fields: list[forms.BoundField]
    when: tuple[str, ...] = ()
    words: str = ""

    @property
    def needs(self) -> str:
        """As the script reads it: `place=sftp s3`."""
        return f"{self.when[0]}={' '.join(self.when[1:])}" if self.when else ""


class SourceForm(ActingForm):
    """Everything that is said of a source of one kind; a new one also says of which dataset."""

    places: ClassVar = {
        "sharing_source_one_a_dataset": "dataset",
        "sharing_source_watermark_named": "watermark",
        "sharing_source_shares": "max_rejected",
    }

    def __init__(self, *args: Any, kind: str, source: Source | None = None, at: datetime, **kwargs: Any) -> None:
        kwargs["initial"] = _first(kind, source) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.kind, self.source, self.at = kind, source, at
        if source is None:
            self.fields["code"] = line_input(_("Mã cơ sở dữ liệu"), _("Ví dụ HCM-CSDL-001."), length=20)
            self.fields["dataset"] = line_input(_("Bảng trong từ điển"), _("Tên kỹ thuật, ví dụ ho_so."), length=63)
        for setting in SETTINGS[kind]:
            self.fields[setting.name] = _input(setting)
        if label := described.secret_of(kind):
            kept = source is not None and source.has_secret
            widget = SecretLines if kind == Kind.FILES else SecretInput
            self.fields["secret"] = forms.CharField(
                label=label, help_text=KEPT if kept else SEALED, required=False, strip=False, max_length=20_000, widget=widget
            )
        for name in (*HOW, *LIMITS):
            self.fields[name] = Source._meta.get_field(name).formfield()  # type: ignore[union-attr, assignment]

    def clean_code(self) -> SharedDatabase:
        """The database that a version in force has under this code."""
        code = self.cleaned_data["code"].upper()
        found = DatabaseVersion.objects.in_force(today(self.at)).filter(database__code=code).select_related("database").first()
        if found is None:
            raise forms.ValidationError(_("Danh mục đang có hiệu lực không có mã này."))
        return found.database

    def clean(self) -> dict[str, Any]:
        """What the table of the kind asks for, each fault beside its input."""
        typed = {one.name: self.cleaned_data.get(one.name) for one in SETTINGS[self.kind]}
        try:
            self.cleaned_data["connection"] = described.read(self.kind, typed)
        except described.Misdescribed as broken:
            for name in broken.detail["errors"].keys() - self.errors.keys():
                self.add_error(name, broken.detail["errors"][name])
        return self.cleaned_data

    def verb(self) -> Callable[..., Any]:
        """Enter it, or change it."""
        given = {**self.cleaned_data, "kind": self.kind}
        if self.source is not None:
            return partial(sources.change, self.source, given)
        return partial(sources.register, given | {"database": given["code"]})

    def tried(self) -> Tried | None:
        """Ask the source that was typed; None, with the sentence on the form, when its secret must be typed again."""
        given, source = self.cleaned_data, self.source
        try:
            secret = sources.secret_for(source, self.kind, given["connection"], given.get("secret", ""))
        except RuleBroken as broken:
            blame(self, broken)
            return None
        database, dataset = (source.database, source.dataset) if source else (given["code"], given["dataset"])
        known = {"database": database, "dataset": dataset, "watermark": given.get("watermark", ""), "on": today(self.at)}
        return try_out(self.kind, given["connection"], secret, **known)

    def identity(self) -> list[forms.BoundField]:
        """Of which dataset."""
        return [self[name] for name in ("code", "dataset") if name in self.fields]

    def where(self) -> Iterator[Group]:
        """Where it is: below each choice, what it makes necessary."""
        known = SETTINGS[self.kind]
        for one in known:
            if not one.when:
                yield Group([self[one.name]])
                for when in dict.fromkeys(other.when for other in known if one.name in other.when[:1]):
                    yield Group([self[other.name] for other in known if other.when == when], when, self._said(when))
        if "secret" in self.fields:
            yield Group([self["secret"]])

    def _said(self, when: tuple[str, ...]) -> str:
        if not when:
            return ""
        other = self[when[0]]
        values = dict(other.field.choices)  # type: ignore[attr-defined]  # a choice, as the table has it
        return _("Khi “%(what)s” là %(values)s") % {"what": other.label, "values": ", ".join(str(values[one]) for one in when[1:])}

    def how(self) -> list[forms.BoundField]:
        """What is fetched, and when."""
        return [self[name] for name in HOW]

    def limits(self) -> list[forms.BoundField]:
        """When a person has to look."""
        return [self[name] for name in LIMITS]


def _first(kind: str, source: Source | None) -> dict[str, Any]:
    """What stands in the inputs at first."""
    if source is None:
        return {}
    known = {name: getattr(source, name) for name in (*HOW, *LIMITS)}
    return known | (source.connection if source.kind == kind else {})


def _input(setting: Setting) -> forms.Field:
    """What is required beside something else is missed by `described.read`, which knows what the others say."""
    if setting.choices:
        return forms.ChoiceField(label=setting.label, help_text=setting.hint, required=False, choices=setting.choices)
    field = line_input(setting.label, setting.hint, required=False, length=2000)
    field.required = setting.required and not setting.when
    field.error_messages["required"] = FILL_IN
    return field
