"""What an administrator types of an act and its lines, what the clerk copies from the signed paper, and the reason of a move."""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from catalog.decisions.actions import DecisionText
from catalog.decisions.forms import PaperForm
from catalog.decisions.models import Decision
from catalog.entries.models import SharedDatabase
from catalog.reorganisation import actions
from catalog.reorganisation.actions import LineText
from catalog.reorganisation.models import Reorganisation
from catalog.reorganisation.states import LineKind
from catalog.rules.forms import CHOOSE
from hcm_registry.acting import ActingForm
from hcm_registry.inputs import day_input, line_input, text_input

CHOOSE_LIVING = CHOOSE | {"invalid_choice": _("Cơ quan này không còn hoạt động. Chọn cơ quan đang hoạt động trong danh sách.")}


class AboutForm(ActingForm):
    """About an act; none while it is begun."""

    def __init__(self, *args: Any, act: Reorganisation | None = None, **kwargs: Any) -> None:
        self.about = act
        super().__init__(*args, **kwargs)


class ActForm(AboutForm):
    """What an act says of itself while it is prepared."""

    title = line_input(_("Trích yếu"), hint=_("Ví dụ: Hợp nhất hai sở thành một sở mới."))
    wanted_on = day_input(_("Ngày dự kiến có hiệu lực"), _("Ngày ghi trong văn bản đã ký được áp dụng. Ví dụ: 25/12/2026."))
    legal_ground = text_input(_("Căn cứ pháp lý"), "", _("Chủ trương, nghị quyết làm căn cứ."), required=False)

    def verb(self) -> Callable[..., Any]:
        """Begin it, or keep what was changed."""
        if self.about is None:
            return lambda **who: actions.start(**self.cleaned_data, **who)
        return lambda **who: actions.save(self.about, **self.cleaned_data, **who)  # type: ignore[arg-type]  # checked by the form, the shape or the caller, which the checker cannot follow


class LineForm(AboutForm):
    """What happens to one agency."""

    places = {
        "catalog_reorganisationline_not_itself": "successor",
        "catalog_reorganisationline_somebody_follows": "successor",
        "catalog_reorganisationline_renamed_to_something": "name",
        "catalog_reorganisationline_part_is_said": "scope",
    }

    kind = forms.ChoiceField(label=_("Hình thức"), choices=LineKind, error_messages=CHOOSE)
    predecessor = forms.ModelChoiceField(Agency.objects.none(), label=_("Cơ quan thay đổi"), error_messages=CHOOSE_LIVING)
    successor = forms.ModelChoiceField(
        Agency.objects.none(),
        label=_("Cơ quan tiếp nhận đang có"),
        required=False,
        help_text=_("Để trống khi cơ quan tiếp nhận là cơ quan thành lập mới, hoặc khi chỉ đổi tên."),
        error_messages=CHOOSE_LIVING,
    )
    name = line_input(
        _("Tên mới"),
        required=False,
        hint=_("Tên cơ quan thành lập mới, hoặc tên sau khi đổi. Các dòng cùng tên là cùng một cơ quan mới."),
    )
    abbreviation = line_input(_("Tên viết tắt"), required=False, length=40)
    scope = text_input(_("Phần chức năng chuyển"), "", _("Chỉ khi chuyển một phần chức năng."), required=False)
    databases = text_input(
        _("Cơ sở dữ liệu chuyển đi"),
        "",
        _("Mỗi mã một dòng, ví dụ HCM-CSDL-001. Chỉ khi tách, chuyển một phần hoặc lập lại; khi tách, phần còn lại theo dòng đầu tiên."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("predecessor", "successor"):
            self.fields[name].queryset = Agency.objects.filter(active__upper_inf=True).named()  # type: ignore[attr-defined]  # the stubs know no kind of field here

    def clean_databases(self) -> list[SharedDatabase]:
        """The databases behind the codes."""
        codes = [code.upper() for code in re.split(r"[\s,;]+", self.cleaned_data["databases"]) if code]
        found = {database.code: database for database in SharedDatabase.objects.filter(code__in=codes)}
        unknown = [code for code in codes if code not in found]
        if unknown:
            raise ValidationError(_("Không có mã này: %(codes)s. Kiểm tra lại mã.") % {"codes": ", ".join(unknown)})
        return list(found.values())

    def verb(self) -> Callable[..., Any]:
        """Add it."""
        assert self.about is not None
        return lambda **who: actions.add_line(self.about, LineText(**self.cleaned_data), **who)  # type: ignore[arg-type]  # checked by the form, the shape or the caller, which the checker cannot follow


class NoteForm(AboutForm):
    """Why."""

    note = text_input(_("Lý do"), _("Nhập lý do trước khi tiếp tục."))

    def __init__(self, *args: Any, move: Any, act: Reorganisation, **kwargs: Any) -> None:
        self.move = move
        super().__init__(*args, act=act, **kwargs)
        self.fields["note"].required = move.needs_note
        if not move.needs_note:
            self.fields["note"].label = _("Ý kiến (không bắt buộc)")

    def verb(self) -> Callable[..., Any]:
        """Make the move."""
        verbs: dict[str, Any] = {"propose": actions.propose, "return": actions.return_, "withdraw": actions.withdraw}
        return lambda **who: verbs[self.move.name](self.about, note=self.cleaned_data["note"], **who)


class DecideForm(AboutForm):
    """What stands on the signed paper."""

    issuing_body = forms.ModelChoiceField(Agency.objects.none(), label=_("Cơ quan ban hành"), error_messages=CHOOSE)
    number = line_input(_("Số"), hint=_("Chỉ phần số, ví dụ 4120."), length=20)
    symbol = line_input(_("Ký hiệu"), hint=_("Ví dụ: NQ-HĐND."), length=40)
    signed_on = day_input(_("Ngày ký"))
    effective_on = day_input(_("Ngày có hiệu lực"), _("Không trước ngày ký. Ví dụ: 25/12/2026."))
    signer = line_input(_("Người ký"), length=150)
    signer_title = line_input(_("Chức vụ người ký"), required=False, length=150)
    abstract = text_input(_("Trích yếu"))
    legal_grounds = text_input(_("Căn cứ"), "", required=False)

    def __init__(self, *args: Any, act: Reorganisation, paper: PaperForm, **kwargs: Any) -> None:
        self.paper = paper
        first = {"abstract": act.title, "effective_on": act.wanted_on, "legal_grounds": act.legal_ground}
        super().__init__(*args, act=act, initial=first, **kwargs)
        bodies = (Agency.Kind.PEOPLE_COUNCIL, Agency.Kind.PEOPLE_COMMITTEE)
        self.fields["issuing_body"].queryset = Agency.objects.filter(kind__in=bodies).named()  # type: ignore[attr-defined]  # the stubs know no kind of field here

    def verb(self) -> Callable[..., Any]:
        """Record it; applied at once when its day has come."""
        assert self.about is not None
        text = DecisionText(**self.cleaned_data, file=self.paper.cleaned_data["file"], kind=Decision.Kind.REORGANISE)
        return lambda **who: actions.decide(self.about, text, **who)  # type: ignore[arg-type]  # checked by the form, the shape or the caller, which the checker cannot follow
