"""What is raised when a rule says no. The message is what the person reads, and says what to do."""

from typing import Any

from django.apps import apps
from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class RuleBroken(Exception):
    """A rule of the domain refuses; nothing was changed. Answered with 409.

    `message` is the sentence for the person, `code` the stable name for a system, `detail` what it concerns
    (for example the list of fields in conflict).
    """

    message: Any = gettext_lazy("Việc này không thực hiện được.")
    status = 409

    def __init__(self, message: str | None = None, **detail: Any) -> None:
        self.text = str(message or self.message)
        self.detail = detail
        super().__init__(self.text)

    @property
    def code(self) -> str:
        """The stable name of the rule."""
        return code_of(type(self))


def code_of(rule: type[RuleBroken]) -> str:
    """`WrongState` → `wrong-state`: part of the problem's type address, so never renamed lightly."""
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in rule.__name__).lstrip("-")


class NotAuthorised(RuleBroken):
    """The person does not hold the role the move asks for. `needed` says which, so that they know whom to ask."""

    message = gettext_lazy("Bạn không có thẩm quyền làm việc này.")
    status = 403


class WrongState(RuleBroken):
    """Somebody was faster, or the page is old."""

    message = gettext_lazy("Hồ sơ không còn ở bước cho phép việc này. Tải lại trang để xem bước hiện tại.")


class NoteRequired(RuleBroken):
    """A return, a rejection or a withdrawal without its reason."""

    message = gettext_lazy("Nhập lý do trước khi tiếp tục.")
    status = 400


class Invalid(RuleBroken):
    """What was given is incomplete or contradictory; `errors` maps each field to its sentences."""

    message = gettext_lazy("Thông tin chưa hợp lệ. Xem từng mục bên dưới.")
    status = 422


class Unreadable(Invalid):
    """What an address asks for cannot be read: a day that is none, a value no filter has."""

    status = 400


class Forbidden(RuleBroken):
    """The database itself refused (a constraint or a trigger)."""


def constraint_messages() -> dict[str, str]:
    """Constraint name → the sentence its model gives it: no rule is written twice."""
    return {
        constraint.name: str(constraint.violation_error_message)
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message
    }


def broken_by(error: IntegrityError) -> RuleBroken:
    """The database's refusal in the reader's language."""
    diagnostics = getattr(error.__cause__, "diag", None)
    name = getattr(diagnostics, "constraint_name", None) or ""
    raised = getattr(diagnostics, "message_primary", "") if getattr(diagnostics, "sqlstate", "") == "23000" else ""
    message = constraint_messages().get(name) or raised or _("Cơ sở dữ liệu từ chối vì trái với một ràng buộc.")
    return Forbidden(message, constraint=name)
