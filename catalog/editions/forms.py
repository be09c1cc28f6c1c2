"""What somebody types to lay out the annexes of the next editions: for each column, its place, its heading and its width."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.editions import annex, layouts
from catalog.editions.annex import Heading
from hcm_registry.acting import ActingForm
from hcm_registry.inputs import line_input, text_input

NUMBER = {"invalid": _("Nhập một số nguyên."), "required": _("Nhập một số nguyên.")}


@dataclass(frozen=True)
class Line:
    """One column on the page: its usual name and its three inputs."""

    label: str
    place: forms.BoundField
    heading: forms.BoundField
    width: forms.BoundField


class LayoutForm(ActingForm):
    """Columns by their places; a column without a place is not printed."""

    reason = text_input(
        _("Lý do đổi bố cục"), _("Nêu lý do đổi bố cục phụ lục."), _("Ví dụ: theo mẫu phụ lục của quyết định sắp ban hành.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = {column.key: (place, column) for place, column in enumerate(layouts.current().columns, start=1)}
        for key in annex.KEYS:
            place, column = now.get(key, (None, Heading(key, annex.heading_of(key), annex.WIDTHS.get(key, annex.USUAL))))
            self._offer(key, place, column)

    def lines(self) -> Iterator[Line]:
        """The columns, those that are printed first."""
        printed = [column.key for column in layouts.current().columns]
        for key in (*printed, *(key for key in annex.KEYS if key not in printed)):
            yield Line(annex.heading_of(key), *(self[f"{what}_{key}"] for what in ("place", "heading", "width")))

    def verb(self) -> Callable[..., Any]:
        """Set the layout out."""
        return lambda **who: layouts.set_out(self._columns(), reason=self.cleaned_data["reason"], **who)

    def _columns(self) -> list[Heading]:
        places = {key: self.cleaned_data[f"place_{key}"] for key in annex.KEYS if self.cleaned_data[f"place_{key}"] is not None}
        chosen = sorted(places, key=lambda key: (places[key], annex.KEYS.index(key)))
        return [Heading(key, self.cleaned_data[f"heading_{key}"], self.cleaned_data[f"width_{key}"]) for key in chosen]

    def _offer(self, key: str, place: int | None, column: Heading) -> None:
        usual = annex.heading_of(key)
        short = forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"})
        self.fields[f"place_{key}"] = forms.IntegerField(
            label=_("Thứ tự của cột %(name)s") % {"name": usual},
            required=False,
            min_value=1,
            max_value=99,
            initial=place,
            widget=short,
            error_messages=NUMBER,
        )
        self.fields[f"heading_{key}"] = line_input(_("Tiêu đề in trên cột %(name)s") % {"name": usual}, length=layouts.LONGEST)
        self.fields[f"heading_{key}"].initial = column.heading
        self.fields[f"width_{key}"] = forms.IntegerField(
            label=_("Độ rộng của cột %(name)s, mm") % {"name": usual},
            min_value=layouts.NARROW,
            max_value=layouts.WIDE,
            initial=column.width,
            widget=short,
            error_messages=NUMBER,
        )
