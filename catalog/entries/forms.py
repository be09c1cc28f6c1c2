"""What a reader may ask of the catalogue, read from the address of the page."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.entries import choices
from catalog.entries.choices import SIZES, UNKNOWN
from hcm_registry.kernel.errors import Unreadable
from hcm_registry.kernel.periods import LEGAL_ZONE
from hcm_registry.vietnamese.fields import NfcLineInput

SORTS = ("name", "code", "newest")
QUERY_LENGTH = 200


def or_unknown(listed: Any) -> list[tuple[str, Any]]:
    """The choices of a facet: anything, each value, and “not known”."""
    return [("", _("Tất cả")), *listed.choices, (UNKNOWN, _("Chưa xác định"))]


class KnownAtField(forms.DateTimeField):
    """A moment; a bare day means its end: what the registry knew when that day was over."""

    def to_python(self, value: Any) -> datetime | None:
        """The moment in the city's zone."""
        moment = super().to_python(value)
        if moment is None or ":" in str(value):
            return moment
        return datetime.combine(moment.astimezone(LEGAL_ZONE), time.max, tzinfo=LEGAL_ZONE)


class TimeForm(forms.Form):
    """On which legal day, and as known at which moment."""

    as_of = forms.DateField(
        label=_("Danh mục có hiệu lực tại ngày"),
        required=False,
        error_messages={"invalid": _("Nhập ngày dạng 25/12/2026.")},
        widget=forms.DateInput(attrs={"placeholder": "25/12/2026", "autocomplete": "off"}),
    )
    known_at = KnownAtField(
        label=_("Theo những gì đã ghi nhận đến"),
        required=False,
        error_messages={"invalid": _("Nhập ngày dạng 25/12/2026, có thể kèm giờ: 25/12/2026 14:30.")},
        widget=forms.DateTimeInput(attrs={"placeholder": "25/12/2026", "autocomplete": "off"}),
    )


class SearchForm(TimeForm):
    """The list: words, facets, order, size."""

    q = NfcLineInput(label=_("Từ khóa"), required=False, max_length=QUERY_LENGTH)
    theme = forms.ChoiceField(label=_("Lĩnh vực"), choices=or_unknown(choices.Theme), required=False)
    agency = forms.SlugField(label=_("Cơ quan quản lý"), required=False)
    sharing_class = forms.ChoiceField(label=_("Mức chia sẻ"), choices=or_unknown(choices.SharingClass), required=False)
    status = forms.ChoiceField(label=_("Hiện trạng"), choices=or_unknown(choices.Status), required=False)
    frequency = forms.ChoiceField(label=_("Tần suất cập nhật"), choices=or_unknown(choices.UpdateFrequency), required=False)
    mine = forms.BooleanField(label=_("Tôi phụ trách"), required=False)
    sort = forms.ChoiceField(
        label=_("Sắp xếp"),
        required=False,
        choices=[("", _("Phù hợp nhất")), ("name", _("Theo tên")), ("code", _("Theo mã")), ("newest", _("Mới ghi nhận trước"))],
    )
    size = forms.TypedChoiceField(
        label=_("Số dòng"),
        coerce=int,
        empty_value=SIZES[0],  # type: ignore[arg-type]  # given back as it is, and a size is a number
        required=False,
        choices=[(n, n) for n in SIZES],
    )


def asked(form: forms.Form) -> dict[str, Any]:
    """The cleaned answers. Error: Unreadable, by field."""
    if not form.is_valid():
        errors = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
        sentences = [f"{form.fields[name].label}: {' '.join(texts)}" for name, texts in errors.items()]
        raise Unreadable(" ".join(sentences), errors=errors)
    return form.cleaned_data
