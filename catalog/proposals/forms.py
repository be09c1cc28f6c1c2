"""Inputs of a proposal, generated from the model fields they fill: labels, choices and help stand there and nowhere else.

A draft keeps what was typed even when it is not right yet, so these inputs refuse almost nothing: what is missing or
contradictory is said by `validation.problems`, and shown beside the input.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from catalog.entries.content import COLUMN, DATASET, Content, governed
from catalog.entries.models import DatabaseVersion, Dataset, Field, SharedDatabase
from catalog.proposals.drafts import HEAD_FIELDS
from catalog.proposals.models import ChangeProposal
from catalog.proposals.states import AttachmentKind, ItemKind, State
from hcm_registry.tables import spoken
from hcm_registry.vietnamese.fields import NfcLineInput, NfcTextInput

UNKNOWN = ("", _("Chưa rõ"))
Options = list[tuple[str, str]]


class TypedNumber(NfcLineInput):
    """A whole number; what is not one is kept as typed, for the rules to say so."""

    def to_python(self, value: Any) -> Any:
        """An int, None when empty, or the text."""
        text = super().to_python(value)
        return int(text) if text.isdecimal() and len(text) < 10 else text or None


class Lines(NfcTextInput):
    """One value a line."""

    def prepare_value(self, value: Any) -> Any:
        """The list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The lines that say something."""
        return [line.strip() for line in super().to_python(value).split("\n") if line.strip()]


def input_for(field: Any, agencies: Options = []) -> forms.Field:  # noqa: B006  # never changed
    """The lenient input of one model field."""
    about = {"label": capfirst(field.verbose_name), "help_text": field.help_text, "required": False}
    if isinstance(field, models.ManyToManyField):
        return forms.MultipleChoiceField(choices=agencies, widget=forms.CheckboxSelectMultiple, **about)
    if isinstance(field, models.ForeignKey):
        return forms.ChoiceField(choices=[UNKNOWN, *agencies], **about)
    if field.choices:
        return forms.ChoiceField(choices=[UNKNOWN, *field.choices], **about)
    return _typed(field, about)


def _typed(field: Any, about: dict[str, Any]) -> forms.Field:
    if isinstance(field, models.BooleanField):
        return forms.BooleanField(**about)
    if isinstance(field, models.IntegerField):
        return TypedNumber(widget=forms.TextInput(attrs={"inputmode": "numeric", "data-short": True}), **about)
    if hasattr(field, "base_field"):
        return Lines(widget=forms.Textarea(attrs={"rows": 3}), **about)
    if isinstance(field, models.TextField):
        return NfcTextInput(widget=forms.Textarea(attrs={"rows": 4}), **about)
    return NfcLineInput(**about)


class SectionForm(forms.Form):
    """The governed fields of one section of an item. `autosave` is the address that keeps one field by itself."""

    def __init__(self, names: Iterable[str], *args: Any, agencies: Options, autosave: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in names:
            self.fields[name] = input_for(governed(name), agencies)
        kept_alone(self, autosave)

    def values(self) -> Content:
        """What may be kept: everything but text that the database cannot store."""
        self.is_valid()
        return self.cleaned_data

    def explain(self, problems: Mapping[str, list[str]]) -> None:
        """Show the sentences beside their fields."""
        self.is_valid()
        for name in self.fields.keys() & problems.keys():
            self.add_error(name, problems[name])


def kept_alone(form: forms.Form, address: str) -> None:
    """With JavaScript each input saves itself when it was changed; without it the form's button does."""
    for name, field in form.fields.items() if address else ():
        mark = {"hx-post": f"{address}?field={name}", "hx-params": name, "hx-swap": "none", "hx-trigger": "change, input changed delay:2s"}
        field.widget.attrs.update(mark)


class HeadForm(forms.Form):
    """The proposal's own fields and one paper to add."""

    def __init__(self, *args: Any, autosave: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(forms.fields_for_model(ChangeProposal, fields=HEAD_FIELDS, localized_fields="__all__"))
        for name in ("letter_date", "wanted_on"):
            self.fields[name].widget.attrs["data-short"] = True
            self.fields[name].error_messages["invalid"] = _("Nhập ngày dạng 25/12/2026.")
        for name in ("reason", "legal_ground"):
            self.fields[name].widget.attrs["rows"] = 4
        kept_alone(self, autosave)
        self.fields["kind"] = forms.ChoiceField(label=_("Loại tài liệu"), choices=AttachmentKind.choices, required=False)
        self.fields["file"] = forms.FileField(label=_("Tệp"), help_text=_("PDF, DOCX, XLSX, PNG hoặc JPG, tối đa 20 MB."), required=False)

    def head(self) -> dict[str, Any]:
        """The values that are right; the others stay in the form with their error."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if name in HEAD_FIELDS}


class KindForm(forms.Form):
    """What is asked, and for which database."""

    kind = forms.ChoiceField(
        label=_("Loại đề xuất"),
        choices=ItemKind.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Bổ sung: đưa một cơ sở dữ liệu mới vào danh mục. Sửa đổi: đổi nội dung hoặc từ điển của cơ sở dữ liệu đang có. Đổi cơ quan "
            "quản lý, đưa ra khỏi danh mục: cũng với cơ sở dữ liệu đang có."
        ),
    )
    agency = forms.ChoiceField(label=_("Cơ quan đề xuất"))
    database = forms.ChoiceField(
        label=_("Cơ sở dữ liệu"), help_text=_("Để trống khi bổ sung cơ sở dữ liệu chưa có trong danh mục."), required=False
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], databases: Iterable[DatabaseVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(agency.pk): agency for agency in agencies}
        self.databases = {version.database.code: version.database for version in databases}
        named = [(version.database.code, f"{version.name} ({version.database.code})") for version in databases]
        self.fields["database"].choices = [("", _("Chọn cơ sở dữ liệu")), *named]  # type: ignore[attr-defined]  # the stubs know no kind of field here
        self.fields["agency"].choices = [(key, str(agency)) for key, agency in self.agencies.items()]  # type: ignore[attr-defined]  # the stubs know no kind of field here
        if len(self.agencies) < 2:
            del self.fields["agency"]

    @property
    def agency_chosen(self) -> Agency:
        """The agency chosen, or the only one."""
        return self.agencies[self.cleaned_data["agency"]] if "agency" in self.fields else next(iter(self.agencies.values()))

    @property
    def database_chosen(self) -> SharedDatabase | None:
        """None for an addition."""
        adding = self.cleaned_data["kind"] == ItemKind.ADD
        return None if adding else self.databases.get(self.cleaned_data["database"])


class DatasetForm(forms.Form):
    """The head of one table of the dictionary."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in DATASET:
            self.fields[name] = input_for(Dataset._meta.get_field(name))


class ColumnForm(forms.Form):
    """One row: a column of a table, with every attribute it may have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in COLUMN:
            self.fields[name] = input_for(Field._meta.get_field(name))
        self.fields["type"].choices = Field._meta.get_field("type").choices  # type: ignore[attr-defined]  # the stubs know no kind of field here
        self.fields["personal_data"].choices = Field._meta.get_field("personal_data").choices  # type: ignore[attr-defined]  # the stubs know no kind of field here

    @property
    def seldom(self) -> list[Any]:
        """The inputs that are folded away."""
        return [self[name] for name in COLUMN if name not in ALWAYS_SHOWN]

    @property
    def place(self) -> str:
        """Its number in the form, from 0; `__prefix__` for a row yet to come."""
        return str(self.prefix).rpartition("-")[2]

    @property
    def given(self) -> list[str]:
        """What of that is filled in, by label: said while it is folded."""
        return [str(cell.label) for cell in self.seldom if cell.value()]

    def has_changed(self) -> bool:
        """Every row counts, also one that says nothing yet."""
        return True


ALWAYS_SHOWN = {"name", "title", "type", "required", "key", "personal_data"}
COLUMNS = "fields"  # prefix of the names of the inputs in its rows
ColumnFormSet = forms.formset_factory(ColumnForm, extra=0, max_num=5000, absolute_max=5000)


class PasteForm(forms.Form):
    """Lines copied from a spreadsheet."""

    lines = forms.CharField(
        label=_("Dán từ Excel"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=_(
            "Chép các ô trong Excel rồi dán vào đây, mỗi trường một dòng. Cột theo thứ tự: tên kỹ thuật, tên trường, kiểu, "
            "bắt buộc, khóa, mô tả; hoặc dán kèm dòng tiêu đề để dùng thứ tự khác và các thuộc tính khác."
        ),
    )
    whole = forms.BooleanField(
        label=_("Bỏ những trường không có trong phần dán"), required=False, help_text=_("Không chọn thì các trường đó được giữ nguyên.")
    )


class DictionaryFileForm(forms.Form):
    """A dictionary as a file; `encoding` is asked for when the text of a CSV could be read in several ways."""

    file = forms.FileField(label=_("Tệp từ điển"), help_text=_("Excel (.xlsx), CSV hoặc Table Schema (.json), theo tệp mẫu."))
    whole = forms.BooleanField(
        label=_("Bỏ những bảng, trường không có trong tệp"), required=False, help_text=_("Không chọn thì chúng được giữ nguyên.")
    )
    encoding = forms.CharField(label=_("Bảng mã của tệp"), required=False, widget=forms.HiddenInput)

    def offer(self, candidates: Iterable[tuple[str, str]]) -> None:
        """Ask in which encoding the words read right."""
        field = self.fields["encoding"]
        field.widget = forms.RadioSelect(choices=[(name, f"{spoken(name)}: {words}") for name, words in candidates])
        field.help_text = _("Chọn dòng có chữ hiện đúng, rồi chọn lại tệp.")


#: All of them at once, as one choice among the states.
UNDER_WAY = ("IN_PROCESS", _("Đang xử lý, ở mọi bước"))


class ListForm(forms.Form):
    """Filters of the list of proposals."""

    q = NfcLineInput(label=_("Từ khóa"), required=False)
    state = forms.ChoiceField(label=_("Trạng thái"), choices=[("", _("Tất cả")), UNDER_WAY, *State.choices], required=False)
    agency = forms.ChoiceField(label=_("Cơ quan"), required=False)

    def __init__(self, *args: Any, agencies: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", _("Tất cả")), *agencies]  # type: ignore[attr-defined]  # the stubs know no kind of field here
