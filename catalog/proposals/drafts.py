"""Writing a proposal: start, save a field, add or drop an item, settle a conflict, attach a paper. Only while it is a draft or returned."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from agencies.authority import seats_of
from agencies.models import Agency, Mandate, User
from catalog.entries import validation
from catalog.entries.content import Content, complete, content_of, empty, tidy
from catalog.entries.difference import flatten, merge, unflatten
from catalog.entries.models import DatabaseVersion, SharedDatabase
from catalog.proposals import guards, notices, workflow
from catalog.proposals.models import ChangeItem, ChangeProposal
from catalog.proposals.papers import Attachment, Author, Turn
from catalog.proposals.states import EDITABLE, ItemKind
from hcm_registry import uploads
from hcm_registry.files.keeping import keep
from hcm_registry.kernel.errors import Invalid, RuleBroken, WrongState, broken_by
from hcm_registry.kernel.periods import today
from hcm_registry.vietnamese.fields import clean_json

HEAD_FIELDS = ("title", "reason", "legal_ground", "letter_number", "letter_date", "wanted_on", "no_state_secret")
NUMBERS = 0x48434D4E  # one taker of a new proposal number at a time


class NotYourDatabase(RuleBroken):
    """An agency proposes changes to the databases it manages; the lead agency to any."""

    message = _("Cơ quan của bạn không quản lý cơ sở dữ liệu này nên không đề xuất thay đổi được.")
    status = 403


class Nameless(RuleBroken):
    """Rows of the dictionary are told apart by name: two of one name, laid on another version, would become one row."""

    message = _("Từ điển có bảng hoặc trường chưa có tên, trùng tên hoặc còn thuộc tính lạ. Sửa xong rồi chuyển sang bản hiện hành.")


class Dropped(RuleBroken):
    """The item was taken out of the proposal; it stays on file as it was."""

    message = _("Mục này đã bỏ khỏi đề xuất và được giữ nguyên trong hồ sơ. Nếu vẫn cần, thêm lại cơ sở dữ liệu này thành một mục mới.")


class Elsewhere(RuleBroken):
    """A colleague has the draft open."""

    message = _("Đồng nghiệp đang soạn đề xuất này. Chờ hoặc bấm “Tiếp quản soạn thảo”.")


def start(*, agency: Agency, by: User, at: datetime, is_demo: bool = False, **head: Any) -> ChangeProposal:
    """A new draft of the agency, by one of its registrars."""
    workflow.PROPOSER.standing(ChangeProposal(agency=agency), by, at)
    with transaction.atomic():
        proposal = ChangeProposal(
            code=_next_code(today(at)), agency=agency, created_by=by, created_at=at, saved_at=at, is_demo=is_demo, **_head(head)
        )
        proposal.save(force_insert=True)
        Author.objects.create(proposal=proposal, user=by, since=at)
    return proposal


@contextmanager
def writing(proposal: ChangeProposal, *, by: User, at: datetime) -> Iterator[None]:
    """Lock the draft, see that `by` may write in it, and note them as an author. Errors: NotAuthorised, WrongState."""
    try:
        with transaction.atomic():
            proposal.refresh_from_db(from_queryset=ChangeProposal.objects.select_for_update(of=("self",)))
            workflow.PROPOSER.standing(proposal, by, at)
            if proposal.state not in EDITABLE:
                raise WrongState
            proposal.signature_asked_by = proposal.signature_asked_at = None  # what was laid before the head is changing
            yield
            proposal.saved_at, proposal.version = at, proposal.version + 1
            proposal.save()
            Author.objects.get_or_create(proposal=proposal, user=by, defaults={"since": at})
    except IntegrityError as error:
        raise broken_by(error) from error


def ask_signature(proposal: ChangeProposal, *, by: User, at: datetime) -> None:
    """Lay the finished draft before the head of the agency; writing in it again takes that back. Errors: those of signing it."""
    with writing(proposal, by=by, at=at):
        standing = workflow.PROPOSER.standing(proposal, by, at)
        for guard in workflow.MOVES["sign_off"].guards:
            guard(proposal, standing, at)
        proposal.signature_asked_by, proposal.signature_asked_at = by, at
        notices.tell_of_signature(proposal, by=by, at=at)


def save_head(proposal: ChangeProposal, values: Mapping[str, Any], *, by: User, at: datetime) -> None:
    """Keep some of the proposal's own fields; the draft may stay incomplete."""
    with writing(proposal, by=by, at=at):
        for name, value in _head(values).items():
            setattr(proposal, name, value)


def add_item(
    proposal: ChangeProposal, kind: str, *, database: SharedDatabase | None = None, content: Content | None = None, by: User, at: datetime
) -> ChangeItem:
    """Ask something for one more database. `content` may give some fields; the rest is what is in force (or unknown)."""
    with writing(proposal, by=by, at=at):
        base = _base(proposal, database, at) if kind != ItemKind.ADD else None
        used = ChangeItem.on_file.filter(proposal=proposal).aggregate(last=Max("position"))["last"] or 0
        position = used + 1
        item = ChangeItem(proposal=proposal, position=position, kind=kind, database=database, base_version=base)
        item.content = _wanted(item, content or {})
        item.save(force_insert=True)
    return item


def save_content(item: ChangeItem, values: Mapping[str, Any], *, by: User, at: datetime) -> None:
    """Keep some governed fields (or the dictionary, under `datasets`) of an item as typed; it may stay incomplete."""
    with writing(item.proposal, by=by, at=at):
        item.refresh_from_db(fields=["content", "kind", "base_version", "dropped_at"])
        _still_asked(item)
        if item.content is None:
            raise WrongState
        item.content = _checked({**item.content, **clean_json(dict(values))})
        item.save(update_fields=["content"])


def drop_item(item: ChangeItem, *, by: User, at: datetime) -> None:
    """Ask nothing for this database any more, or anew in a new item. What others have read or remarked on stays on file, marked."""
    with writing(item.proposal, by=by, at=at):
        _still_asked(item)
        if stays_on_file(item):
            item.dropped_by, item.dropped_at = by, at
            item.save(update_fields=["dropped_by", "dropped_at"])
        else:
            item.delete()


def stays_on_file(item: ChangeItem) -> bool:
    """Whether others may have read the item, or have remarked on it: then it is not deleted but marked as dropped."""
    return bool(item.proposal.content_hash) or item.comments.exists()


def rebase(item: ChangeItem, choices: Mapping[str, str], *, by: User, at: datetime) -> None:
    """Move the draft onto the version now in force. `choices`: conflicting path → "mine" or "theirs"; mine when not named.

    Errors: NotAuthorised, WrongState, Nameless.
    """
    with writing(item.proposal, by=by, at=at):
        item.refresh_from_db()
        _still_asked(item)
        _rebase(item, choices, guards.presents([item]))
        item.save(update_fields=["content", "base_version"])


def rebase_silently(proposal: ChangeProposal) -> None:
    """Bring every item without a conflict onto the version now in force; called when the proposal is sent."""
    items = guards.moved(proposal)
    now = guards.presents(items)
    for item in items:
        _rebase(item, {}, now)
    ChangeItem.objects.bulk_update(items, ["content", "base_version"])


def attach(proposal: ChangeProposal, file: File, kind: str, *, by: User, at: datetime) -> Attachment:  # type: ignore[type-arg]  # generic in the stubs only
    """Add a paper. The type is judged by content, and must fit the name.

    Errors: FileTooLarge, FileNotTaken, and the constraint on twice the same file.
    """
    paper = Attachment(proposal=proposal, kind=kind, added_by=by, added_at=at)
    keep(paper, file, uploads.PAPERS)
    with writing(proposal, by=by, at=at):
        paper.save(force_insert=True)
    return paper


def detach(paper: Attachment, *, by: User, at: datetime) -> None:
    """Take a paper out of a draft."""
    with writing(paper.proposal, by=by, at=at):
        paper.delete()


def holder_of_pen(proposal: ChangeProposal, at: datetime) -> User | None:
    """Who is writing now: whoever took the pen last, until their lease runs out."""
    if proposal.editing_by is None or proposal.editing_at is None:
        return None
    return proposal.editing_by if (at - proposal.editing_at).total_seconds() < settings.EDIT_LEASE_SECONDS else None


def turn_of_another(proposal: ChangeProposal, *, than: User, at: datetime) -> Turn | None:
    """Which colleague is writing, and since when."""
    if holder_of_pen(proposal, at) in (None, than):
        return None
    return proposal.turns.select_related("by").last()


def ask_for_pen(proposal: ChangeProposal, *, by: User, at: datetime) -> None:
    """Error: Elsewhere when a colleague is writing."""
    turn = turn_of_another(proposal, than=by, at=at)
    if turn is not None:
        raise Elsewhere(who=str(turn.by), since=turn.at)


def take_pen(proposal: ChangeProposal, *, by: User, at: datetime, force: bool = False) -> None:
    """Say that one is writing, so that a colleague sees it. `force` takes over from somebody else, which is put on record."""
    with writing(proposal, by=by, at=at):
        if not force:
            ask_for_pen(proposal, by=by, at=at)
        holder = holder_of_pen(proposal, at)
        if holder != by:
            Turn.objects.create(proposal=proposal, by=by, at=at, instead_of=holder)
        proposal.editing_by, proposal.editing_at = by, at


def _still_asked(item: ChangeItem) -> None:
    """Error: Dropped."""
    if item.dropped_at is not None:
        raise Dropped


def _head(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = values.keys() - set(HEAD_FIELDS)
    if unknown:
        raise Invalid(errors={name: [str(_("Đề xuất không có mục này."))] for name in unknown})
    return dict(values)


def _base(proposal: ChangeProposal, database: SharedDatabase | None, at: datetime) -> DatabaseVersion:
    version = DatabaseVersion.objects.open().filter(database=database).with_dictionary().first() if database else None
    if version is None:
        raise Invalid(errors={"database": [str(_("Chọn một cơ sở dữ liệu đang có trong danh mục."))]})
    lead = seats_of(proposal.created_by, at).mandates.get(Mandate.Kind.LEAD)
    if proposal.agency_id not in {version.managing_agency_id, lead}:
        raise NotYourDatabase
    return version


def _wanted(item: ChangeItem, values: Content) -> Content | None:
    if item.kind == ItemKind.RETIRE:
        return None
    if item.base_version is not None:
        start = content_of(item.base_version)
    else:
        own = {"managing_agency": item.proposal.agency.key, "managing_agency_basis": "DECIDED"}
        start = empty() | own
    if item.kind == ItemKind.TRANSFER:
        start = start | {"managing_agency_basis": "DECIDED"}
    return _checked(start | clean_json(values))


def _checked(content: Any) -> Content:
    wrong = validation.shape(content)
    if wrong:
        raise Invalid(errors={"content": wrong})
    return tidy(complete(content))


def _rebase(item: ChangeItem, choices: Mapping[str, str], found: guards.Versions) -> None:
    present = found.get(item.database_id or 0)
    if present is None:
        return
    if item.content is not None and item.base_version is not None:
        now = content_of(present)
        if unflatten(flatten(item.content), order=item.content) != item.content:
            raise Nameless
        merged, conflicts = merge(content_of(item.base_version), item.content, now)
        theirs = [conflict for conflict in conflicts if choices.get(conflict.path) == "theirs"]
        item.content = _taking(theirs, merged, now)
    item.base_version = present


def _taking(conflicts: list[Any], merged: Content, now: Content) -> Content:
    flat, there = flatten(merged), flatten(now)
    for conflict in conflicts:
        if conflict.path in there:
            flat |= {path: value for path, value in there.items() if path == conflict.path or path.startswith(f"{conflict.path}/")}
        else:
            flat = {path: value for path, value in flat.items() if path != conflict.path and not path.startswith(f"{conflict.path}/")}
    return unflatten(flat, order=merged)


def _next_code(day: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERS])
    prefix = f"DX-{day.year}-"
    last = ChangeProposal.objects.filter(code__startswith=prefix).order_by("-pk").values_list("code", flat=True).first()
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:04d}"
