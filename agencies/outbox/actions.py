"""Tell people and offices of something, in the transaction in which it happened; read, choose how to be told, see to what went wrong."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from agencies import authority
from agencies.organisation import Agency
from agencies.outbox.models import Delivery, Message, Notice, OperatorTask, Preference
from agencies.outbox.recipients import Addressee, Reached, preference, reached
from agencies.people import Role, User
from hcm_registry.kernel.errors import NoteRequired, RuleBroken

ENGLISH = "en"
RUNS_THE_SYSTEM = (Role.ADMIN, Role.OPERATOR)


class TaskDone(RuleBroken):
    """Somebody was faster."""

    message = _("Việc này đã có người xử lý.")


@transaction.atomic(savepoint=False)
def tell(
    event: str,
    *,
    to: Sequence[Addressee],
    title: Any,
    body: Any,
    path: str,
    key: str,
    at: datetime,
    but: User | None = None,
    said: dict[str, Any] | None = None,
) -> Message | None:
    """Tell each addressee of one occasion but whoever did it, once: what was told under `key` before is not told again (None).

    `title` and `body` are translatable texts, filled in from `said`; both languages are kept. An addressee whom nothing
    can reach becomes a task of those who run the system.
    """
    message = _message(event, key, path, at, {"title": title, "body": body}, said or {})
    if message is None:
        return None
    _send(message, reached(to, at), but)
    return message


def read(notices: Iterable[int], *, by: User, at: datetime) -> int:
    """The person has read these notices of theirs. Returns how many were new to them."""
    return Notice.objects.filter(pk__in=notices, user=by, read_at__isnull=True).update(read_at=at)


def read_all(*, upto: int, by: User, at: datetime) -> int:
    """The person has read everything up to a notice: not what came while they looked at the page."""
    return read(Notice.objects.filter(user=by, pk__lte=upto).values_list("pk", flat=True), by=by, at=at)


def choose(*, mail: str, language: str, by: User) -> None:
    """The person says how they want to be told from now on."""
    Preference.objects.update_or_create(user=by, defaults={"mail": mail, "language": language})


@transaction.atomic
def see_to(task: OperatorTask, *, note: str, by: User, at: datetime) -> None:
    """Somebody who runs the system has seen to it that the addressee can be reached. Errors: NotAuthorised, NoteRequired, TaskDone."""
    if not authority.seats_of(by, at).with_role(*RUNS_THE_SYSTEM):
        authority.require(by, Role.ADMIN, at)
    if not note.strip():
        raise NoteRequired(str(_("Ghi đã làm gì để việc này xong.")))
    task.refresh_from_db(from_queryset=OperatorTask.objects.select_for_update(of=("self",)))
    if task.done_at is not None:
        raise TaskDone
    task.done_by, task.done_at, task.note = by, at, note
    task.save(update_fields=["done_by", "done_at", "note"])


def letter(key: str, address: str, **fields: Any) -> Delivery:
    """An e-mail to be sent, known by its occasion and its address."""
    name = sha256(f"{key}\n{address.lower()}".encode()).hexdigest()[:40]
    return Delivery(address=address, mail_id=f"<{name}@{urlsplit(settings.SITE_URL).hostname}>", **fields)


def _message(event: str, key: str, path: str, at: datetime, texts: dict[str, Any], said: dict[str, Any]) -> Message | None:
    """The occasion on record in both languages; None when it was before."""
    if Message.objects.filter(key=key).exists():
        return None
    spoken: dict[str, str] = {}
    for language, suffix in ((settings.LANGUAGE_CODE, ""), (ENGLISH, "_en")):
        with translation.override(language):
            spoken |= {f"{name}{suffix}": str(text) % said for name, text in texts.items()}
    return Message.objects.create(event=event, key=key, path=path, at=at, **spoken)


def _send(message: Message, found: dict[Addressee, Reached], but: User | None) -> None:
    """Into inboxes and, by office and person, into e-mails; whom nothing reaches goes to those who run the system."""
    nobody = [one for one, reach in found.items() if not (reach.people or reach.mailbox)]
    OperatorTask.objects.bulk_create(_unreachable(one, found[one], message) for one in nobody)
    people = {user: reach.agency for reach in reversed(found.values()) for user in reach.people if user != but}
    letters = [*_to_offices(message, found.values()), *_to_people(message, people)]
    Delivery.objects.bulk_create(letters, ignore_conflicts=True)  # who is reached twice at one address is written to once
    Notice.objects.bulk_create(Notice(message=message, user=user, by_digest=_waits_for_digest(user)) for user in people)


def _waits_for_digest(user: User) -> bool:
    return bool(user.email) and preference(user).mail == Preference.Mail.DAILY


def _unreachable(to: Addressee, reach: Reached, message: Message) -> OperatorTask:
    user = to if isinstance(to, User) else None
    return OperatorTask(
        kind=OperatorTask.Kind.UNREACHABLE, message=message, agency=reach.agency, role=reach.role or "", user=user, at=message.at
    )


def _to_offices(message: Message, found: Iterable[Reached]) -> list[Delivery]:
    """Always at once and in Vietnamese: an office mailbox cannot be switched off."""
    offices = {reach.agency: reach.mailbox for reach in found if reach.agency and reach.mailbox}
    told = {"message": message, "language": settings.LANGUAGE_CODE, "at": message.at}
    return [letter(message.key, mailbox, agency=agency, **told) for agency, mailbox in offices.items()]


def _to_people(message: Message, people: dict[User, Agency | None]) -> list[Delivery]:
    now = [(user, agency) for user, agency in people.items() if user.email and preference(user).mail == Preference.Mail.AT_ONCE]
    told = {"message": message, "at": message.at}
    return [letter(message.key, user.email, user=user, agency=agency, language=preference(user).language, **told) for user, agency in now]
