"""What somebody says of a file: how it is encoded, what its columns are, who its agencies are, under which decision it enters."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.annexes import actions, columns
from catalog.annexes.models import AnnexImport
from catalog.annexes.parties import UNKNOWN, Parties
from catalog.decisions.actions import DecisionText
from catalog.decisions.models import Decision
from catalog.entries.content import label
from catalog.proposals.forms_decision import DecisionForm
from hcm_registry.acting import ActingForm
from hcm_registry.tables import spoken

ACCEPT = ".xlsx,.docx,.csv"
INITIAL, OWN = "INITIAL", "OWN"
CHOOSE = _("Chọn cơ quan")


class UploadForm(ActingForm):
    """A file."""

    file = forms.FileField(
        label=_("Tệp phụ lục"),
        help_text=_("XLSX, DOCX có bảng, hoặc CSV. Thứ tự cột tùy ý; bước sau cho biết cột nào là mục nào."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": _("Chọn tệp phụ lục."), "empty": _("Tệp không có nội dung.")},
    )

    def verb(self) -> Callable[..., Any]:
        """Begin an import."""
        return partial(actions.begin, self.cleaned_data["file"])


class RereadForm(ActingForm):
    """How a .csv is encoded; which sheet of a workbook, or table of a text."""

    encoding = forms.ChoiceField(
        label=_("Bảng mã: chọn dòng đọc được đúng"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn dòng có chữ hiện đúng.")},
    )
    sheet = forms.ChoiceField(label=_("Trang tính"), required=False)

    def __init__(self, *args: Any, annex: AnnexImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.annex = annex
        self.fields["encoding"].choices = [(name, f"{words} ({spoken(name)})") for name, words in annex.encodings]  # type: ignore[attr-defined]
        self.fields["encoding"].initial = annex.encoding
        self.fields["sheet"].choices = list(enumerate(annex.sheets))  # type: ignore[attr-defined]
        self.fields["sheet"].initial = annex.sheet
        if len(annex.encodings) < 2:
            del self.fields["encoding"]
        if len(annex.sheets) < 2:
            del self.fields["sheet"]

    def verb(self) -> Callable[..., Any]:
        """Read the file again."""
        encoding, sheet = self.cleaned_data.get("encoding", ""), self.cleaned_data.get("sheet", "")
        return partial(actions.reread, self.annex, encoding=encoding or self.annex.encoding, sheet=int(sheet) if sheet else None)


class ColumnsForm(ActingForm):
    """For each column, what it shows; for rows of groups, what they say of the rows below."""

    def __init__(self, *args: Any, annex: AnnexImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.annex = annex
        for place, (heading, name) in enumerate(zip(annex.headings, annex.columns, strict=True)):
            title = heading or _("Cột %(number)d") % {"number": place + 1}
            self.fields[f"c{place}"] = forms.ChoiceField(label=title, required=False, choices=columns.choices, initial=name)
        groups = [("", _("Bỏ qua dòng nhóm")), *((name, label(name)) for name in columns.OF_GROUPS)]
        self.fields["groups"] = forms.ChoiceField(
            label=_("Dòng nhóm (ví dụ “I. Lĩnh vực đô thị”) là"), required=False, choices=groups, initial=annex.group_field
        )

    def lines(self) -> Iterator[tuple[forms.BoundField, list[str]]]:
        """Each column with what stands in its first rows."""
        rows = list(self.annex.rows.filter(kind="ENTRY").values_list("cells", flat=True)[:3])
        for place in range(len(self.annex.headings)):
            yield self[f"c{place}"], [cells[place][:60] for cells in rows if place < len(cells) and cells[place]]

    def verb(self) -> Callable[..., Any]:
        """Map them."""
        fields = [self.cleaned_data[f"c{place}"] for place in range(len(self.annex.headings))]
        return partial(actions.map_columns, self.annex, fields, group_field=self.cleaned_data["groups"])


class AgenciesForm(ActingForm):
    """Which agency each text means that is in doubt: candidates first, then all others, then none of them."""

    def __init__(self, *args: Any, annex: AnnexImport, doubts: list[str], parties: Parties, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.annex, self.doubts = annex, doubts
        everybody = sorted(((one.key, one.name) for one in parties.parties.values()), key=lambda one: one[1])
        for place, text in enumerate(doubts):
            likely = [(one.key, one.name) for one in parties.candidates(text)]
            options = [("", CHOOSE), (_("Giống tên"), likely), (_("Cơ quan khác"), [one for one in everybody if one not in likely])]
            options.append((UNKNOWN, _("Không phải cơ quan đã ghi: giữ chữ trong Ghi chú")))
            self.fields[f"t{place}"] = forms.ChoiceField(label=f"“{text}”", required=False, choices=options)

    def verb(self) -> Callable[..., Any]:
        """Answer what was answered."""
        return partial(actions.answer, self.annex, {text: self.cleaned_data[f"t{place}"] for place, text in enumerate(self.doubts)})


class AnnexDecisionForm(DecisionForm):
    """The initial decision, whose annex was missing; or one whose paper is copied here."""

    seen = None  # type: ignore[assignment]
    target = forms.ChoiceField(
        label=_("Phụ lục của quyết định nào"),
        choices=[
            (INITIAL, _("Quyết định ban hành danh mục đầu tiên, trước đây chưa có phụ lục")),
            (OWN, _("Quyết định mới, ghi nhận cùng phụ lục")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn quyết định.")},
    )
    retires = forms.BooleanField(
        label=_("Đưa ra khỏi danh mục mọi cơ sở dữ liệu không có trong tệp"),
        help_text=_("Chỉ với quyết định thay thế. Không chọn: các cơ sở dữ liệu ấy giữ nguyên."),
        required=False,
    )
    field_order = ("target",)

    def __init__(self, *args: Any, annex: AnnexImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.annex = annex
        if self.data.get("target") == INITIAL:
            for name in set(self.fields) - {"target"}:
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """The initial decision is on record already: nothing of it is copied."""
        if self.cleaned_data.get("target") == INITIAL:
            return self.cleaned_data
        return super().clean()

    @property
    def text(self) -> Any:
        """The decision as it was copied; None for the initial one."""
        if self.cleaned_data["target"] == INITIAL:
            return None
        own = {"target", "retires"}
        return DecisionText(**{name: value for name, value in self.cleaned_data.items() if name not in own})

    def keep(self, paper: str) -> None:
        """Keep what was copied; the paper is held until the decision is recorded. Errors: RuleBroken."""
        actions.write(self.annex, self.text, retires=self.cleaned_data.get("retires", False), paper=paper, by=self.by, at=self.at)


def first_of(annex: AnnexImport) -> dict[str, Any]:
    """What was copied before."""
    target = INITIAL if annex.completes else OWN if annex.text else ""
    copied = {"kind": Decision.Kind.AMEND.value} if not annex.text else vars(actions.text_of(annex))
    return {"target": target, "retires": annex.retires, **copied}
