"""What the department and the Committee type when they make a move: one form a kind of move, and which moves ask to be confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Agency
from catalog.proposals import actions, responses
from catalog.proposals.models import ChangeItem, ChangeProposal
from catalog.proposals.papers import Opinion
from catalog.proposals.queries import approved
from catalog.proposals.states import REMARKING, ResponseKind, Stance
from catalog.proposals.workflow import MOVES
from catalog.rules import queries as rules
from catalog.rules.models import LegalRule, Matter
from hcm_registry.inputs import day_input, line_input, text_input
from hcm_registry.kernel.periods import today

REMARK = _("Ý kiến (không bắt buộc)")
REASON = _("Lý do")
REASON_MISSING = _("Nhập lý do trước khi tiếp tục.")


class MoveForm(forms.Form):
    """A move with its reason; `version` and `step` say which state of the file its reader had before them."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    step = forms.IntegerField(widget=forms.HiddenInput, required=False)
    note = text_input(_("Ý kiến"), required=False, rows=3)

    def __init__(self, *args: Any, kind: "Kind", proposal: ChangeProposal, at: datetime, **kwargs: Any) -> None:
        self.kind, self.proposal = kind, proposal
        super().__init__(*args, **{"auto_id": f"{kind.name}_%s", **kwargs})
        note = self.fields["note"]
        note.required = MOVES[kind.name].needs_note
        note.label, note.error_messages["required"] = kind.note_label, kind.note_missing

    def values(self) -> dict[str, Any]:
        """What the verb takes besides the file, the person and the moment."""
        return {"note": self.cleaned_data["note"]}

    def act(self, *, by: Any, at: datetime) -> None:
        """Make the move. Errors: RuleBroken."""
        self.kind.verb(self.proposal, **self.values(), by=by, at=at)


class ConsultForm(MoveForm):
    """Which agencies are asked, and until when."""

    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label=_("Cơ quan lấy ý kiến"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chọn ít nhất một cơ quan để lấy ý kiến.")},
    )
    due_on = day_input(_("Hạn trả lời"))
    field_order = ["agencies", "due_on", "note"]

    def __init__(self, *args: Any, proposal: ChangeProposal, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, proposal=proposal, at=at, **kwargs)
        self._ask_for_a_day(rules.rule(Matter.OPINION, today(at)))
        self.fields["agencies"].queryset = Agency.objects.active(today(at)).exclude(pk=proposal.agency_id).named()  # type: ignore[attr-defined]  # the stubs know no kind of field here

    def _ask_for_a_day(self, rule: LegalRule | None) -> None:
        """Where a term is laid down, the day may be left to it."""
        if rule is not None:
            self.fields["due_on"].required = False
            self.fields["due_on"].help_text = _("Để trống thì tính theo quy định: %(term)s.") % {"term": rule.in_words}

    def values(self) -> dict[str, Any]:
        """Also the agencies and the day."""
        return super().values() | {"agencies": list(self.cleaned_data["agencies"]), "due_on": self.cleaned_data["due_on"]}


@dataclass(frozen=True)
class Kind:
    """How a move is offered on a page; who may make it stands in the workflow."""

    name: str
    verb: Callable[..., Any]
    button: Any
    consequence: Any
    note_label: Any = REMARK
    note_missing: Any = REASON_MISSING
    form: type[MoveForm] = MoveForm
    confirm: bool = False
    variant: str = "plain"
    own_page: bool = False  # a form too long for the panel beside the file

    def bind(self, proposal: ChangeProposal, at: datetime, data: Any = None, *, step: int = 0) -> MoveForm:
        """The form, empty or with what was typed."""
        initial = {"version": proposal.version, "step": step}
        return self.form(data, kind=self, proposal=proposal, at=at, initial=initial)


_KINDS = (
    Kind(
        "sign_off",
        actions.sign_off,
        _("Ký đề xuất"),
        _("Đề xuất được lãnh đạo cơ quan ký; cán bộ gửi sang cơ quan chủ trì."),
        variant="primary",
    ),
    Kind(
        "accept",
        actions.accept,
        _("Tiếp nhận hồ sơ"),
        _("Hồ sơ nhận số tiếp nhận và chuyển sang thẩm định."),
        variant="primary",
    ),
    Kind(
        "consult",
        actions.consult,
        _("Gửi lấy ý kiến"),
        _("Các cơ quan được chọn nhận yêu cầu cho ý kiến."),
        form=ConsultForm,
        own_page=True,
        variant="primary",
    ),
    Kind(
        "appraise",
        actions.appraise,
        _("Kết luận thẩm định"),
        _("Hồ sơ chuyển lãnh đạo cơ quan chủ trì duyệt."),
        note_label=_("Kết luận thẩm định"),
        note_missing=_("Nhập kết luận thẩm định."),
        confirm=True,
        variant="primary",
    ),
    Kind(
        "approve",
        actions.approve,
        _("Duyệt đề xuất"),
        _("Đề xuất được đưa vào hồ sơ trình Ủy ban nhân dân Thành phố."),
        confirm=True,
        variant="primary",
    ),
    Kind(
        "return",
        actions.return_,
        _("Trả lại để bổ sung"),
        _("Hồ sơ trở về cơ quan đề xuất cùng lý do."),
        note_label=_("Lý do trả lại"),
    ),
    Kind(
        "reject",
        actions.reject,
        pgettext_lazy("move", "Không chấp thuận"),
        _("Đề xuất kết thúc; danh mục không thay đổi."),
        note_label=REASON,
        confirm=True,
        variant="danger",
    ),
    Kind(
        "send_back",
        actions.send_back,
        _("Chuyển lại để thẩm định"),
        _("Đề xuất rời hồ sơ trình và được thẩm định lại."),
        note_label=_("Lý do chuyển lại"),
    ),
    Kind(
        "withdraw",
        actions.withdraw,
        _("Rút đề xuất"),
        _("Đề xuất kết thúc; muốn đề nghị lại phải lập đề xuất mới."),
        note_label=_("Lý do rút"),
        variant="danger",
    ),
)
KINDS = {kind.name: kind for kind in _KINDS}


class AnswerForm(forms.Form):
    """The opinion of a consulted agency: as a whole, and on single fields."""

    stance = forms.ChoiceField(
        label=_("Ý kiến của cơ quan"),
        choices=Stance,
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn một trong các ý kiến.")},
    )
    comment = text_input(_("Nội dung góp ý"), required=False, rows=5, hint=_("Bắt buộc khi có góp ý hoặc không đồng ý."))

    def __init__(self, *args: Any, paths: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {f"about-{number}": path for number, path in enumerate(paths)}
        for name in self.places:
            self.fields[name] = text_input(_("Góp ý cho mục này"), required=False)

    def clean(self) -> dict[str, Any]:
        """A disagreement and a remark have a text."""
        cleaned = super().clean() or {}
        if cleaned.get("stance") in REMARKING and not cleaned.get("comment"):
            self.add_error("comment", _("Nêu nội dung góp ý hoặc lý do không đồng ý."))
        return cleaned

    def act(self, opinion: Opinion, *, by: Any, at: datetime) -> None:
        """Answer. Errors: RuleBroken."""
        typed = {path: self.cleaned_data[name] for name, path in self.places.items() if self.cleaned_data.get(name)}
        given = {"stance": self.cleaned_data["stance"], "comment": self.cleaned_data["comment"]}
        actions.answer(opinion, **given, field_comments=typed, by=by, at=at)


class ResponseForm(forms.Form):
    """What the appraiser does with one point of an opinion."""

    kind = forms.ChoiceField(
        label=_("Tiếp thu hay giải trình"),
        choices=ResponseKind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn tiếp thu hoặc giải trình.")},
    )
    text = text_input(_("Nội dung"), required=False, rows=4, hint=_("Bắt buộc khi giải trình: vì sao không tiếp thu."))

    def act(self, opinion: Opinion, path: str, *, by: Any, at: datetime) -> None:
        """Answer the point. Errors: RuleBroken."""
        responses.respond(opinion, path=path, **self.cleaned_data, by=by, at=at)


class RemarkForm(forms.Form):
    """A remark on one field of one item."""

    item = forms.ModelChoiceField(ChangeItem.objects.none(), widget=forms.HiddenInput)
    path = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)
    text = text_input(_("Góp ý"), _("Nhập nội dung góp ý."), rows=3)

    def __init__(self, *args: Any, proposal: ChangeProposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = proposal.items.select_related("proposal")  # type: ignore[attr-defined]  # the stubs know no kind of field here

    def act(self, *, by: Any, at: datetime) -> None:
        """Leave the remark. Errors: RuleBroken."""
        given = {name: self.cleaned_data[name] for name in ("path", "text")}
        actions.comment(self.cleaned_data["item"], **given, by=by, at=at)


class DossierForm(forms.Form):
    """Approved proposals and the letter that submits them."""

    proposals = forms.ModelMultipleChoiceField(
        ChangeProposal.objects.none(),
        to_field_name="code",
        label=_("Đề xuất đưa vào hồ sơ"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chọn ít nhất một đề xuất đã duyệt.")},
    )
    title = line_input(_("Trích yếu tờ trình"))
    letter_number = line_input(_("Số tờ trình"), hint=_("Ví dụ: 312/TTr-STTTT."), length=40)
    letter_date = day_input(_("Ngày tờ trình"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposals"].queryset = approved()  # type: ignore[attr-defined]  # the stubs know no kind of field here

    def act(self, *, by: Any, at: datetime) -> Any:
        """Bundle and forward. Errors: RuleBroken."""
        return actions.forward(by=by, at=at, **{**self.cleaned_data, "proposals": list(self.cleaned_data["proposals"])})
