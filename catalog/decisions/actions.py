"""Record a decision of the competent body."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from agencies import authority
from agencies.models import Agency, Mandate, Role, User
from catalog.decisions.models import Decision
from catalog.journal import actions as journal
from catalog.journal.models import JournalEntry
from hcm_registry import uploads
from hcm_registry.files.checking import check_before_record
from hcm_registry.files.keeping import keep
from hcm_registry.kernel.errors import Invalid, NotAuthorised
from hcm_registry.kernel.periods import today


@dataclass(frozen=True)
class DecisionText:
    """What the clerk copies from the signed paper."""

    number: str
    signed_on: date
    effective_on: date
    signer: str
    abstract: str
    symbol: str = "QĐ-UBND"
    signer_title: str = ""
    legal_grounds: str = ""
    kind: str = Decision.Kind.AMEND
    issuing_body: Agency | None = None
    file: File | None = None  # type: ignore[type-arg]  # generic in the stubs only


def record(text: DecisionText, *, by: User, at: datetime) -> Decision:
    """Put a signed decision on record, by the clerk of the issuing body. Errors: Invalid (per field, the file's too), NotAuthorised."""
    seats = authority.seats_of(by, at)
    if seats.at_agency(Role.CLERK, seats.mandates.get(Mandate.Kind.ISSUER)) is None:
        raise NotAuthorised(needed=Role.CLERK.label)
    decision = prepare(text, by=by, at=at)
    _attach(decision, text.file, at)
    decision.save(force_insert=True)
    enter(decision, at=at)
    return decision


def prepare(text: DecisionText, *, by: User, at: datetime) -> Decision:
    """The decision as it would be recorded, sound but not stored. Unless the paper names another body, whoever had the mandate on the
    day of signing issued it, whoever records it today. Error: Invalid."""
    body = text.issuing_body.pk if text.issuing_body else authority.mandates(text.signed_on).get(Mandate.Kind.ISSUER)
    if body is None:
        raise Invalid(errors={"signed_on": [_("Chưa ghi cơ quan nào được giao ban hành danh mục vào ngày này. Kiểm tra lại ngày ký.")]})
    decision = Decision(issuing_body_id=body, recorded_at=at, recorded_by=by, **_fields(text))
    validate(decision, today(at))
    return decision


def enter(decision: Decision, *, at: datetime) -> None:
    """The journal learns of the decision."""
    body = {
        "reference": decision.reference,
        "kind": decision.kind,
        "signed_on": decision.signed_on and decision.signed_on.isoformat(),
        "effective_on": decision.effective_on.isoformat(),
        "file_sha256": decision.file_sha256,
    }
    journal.write(JournalEntry.Kind.DECISION_RECORDED, subject=f"decision:{decision.pk}", body=body, at=at)


def validate(decision: Decision, day: date) -> None:
    """The model's own rules and the calendar's: nobody records tomorrow's signature. Error: Invalid."""
    errors: dict[str, list[str]] = {}
    try:
        decision.full_clean(exclude=["file"])
    except ValidationError as error:
        errors = {_blamed(key, error): messages for key, messages in error.message_dict.items()}
    if decision.signed_on and decision.signed_on > day:
        errors.setdefault("signed_on", []).append(_("Ngày ký không được ở tương lai."))
    if errors:
        raise Invalid(errors=errors)


BLAME = {
    "catalog_decision_number_once_a_year": "number",
    "catalog_decision_never_retroactive": "effective_on",
}


def _blamed(key: str, error: ValidationError) -> str:
    """The field a whole-row constraint concerns, so that its sentence stands beside the right input."""
    if key != "__all__":
        return key
    messages = error.message_dict[key]
    for constraint in Decision._meta.constraints:
        if str(constraint.violation_error_message) in messages:
            return BLAME.get(constraint.name, key)
    return key


def _fields(text: DecisionText) -> dict[str, Any]:
    return {name: getattr(text, name) for name in DecisionText.__dataclass_fields__ if name not in {"file", "issuing_body"}}


def _attach(decision: Decision, file: File | None, at: datetime) -> None:  # type: ignore[type-arg]  # generic in the stubs only
    """Error: FileTooLarge, FileNotTaken, FileRefused."""
    if file is not None:
        keep(decision, file, uploads.PDF)
        check_before_record(file, decision.file_sha256, at=at)
