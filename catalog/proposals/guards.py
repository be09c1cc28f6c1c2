"""Conditions of moves: what must be true of a proposal besides its state and the person's role."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies import authority
from agencies.models import Mandate
from catalog.entries import validation
from catalog.entries.content import content_of
from catalog.entries.difference import Conflict, merge
from catalog.entries.models import DatabaseVersion
from hcm_registry.files import findings
from hcm_registry.files.models import Scan
from hcm_registry.kernel.errors import Invalid, RuleBroken
from hcm_registry.kernel.periods import today
from hcm_registry.kernel.workflow import Standing

Versions = dict[int, DatabaseVersion]


class Incomplete(Invalid):
    """Something is missing or contradictory; `errors` maps `<item position>/<path>` or a proposal field to sentences."""

    message = _("Đề xuất chưa đầy đủ hoặc có mâu thuẫn. Xem từng mục được nêu, sửa rồi gửi lại.")


class AgencyNoLongerActs(RuleBroken):
    """The proposing agency was dissolved."""

    message = _("Cơ quan đề xuất không còn hoạt động; cơ quan kế thừa lập đề xuất mới.")


class SignatureMissing(RuleBroken):
    """The agency wants its head to sign first."""

    message = _("Cơ quan này yêu cầu lãnh đạo ký trước khi gửi.")


class SignatureNotAsked(RuleBroken):
    """The head signs where the agency wants it (a setting of the agency); elsewhere the officer sends without."""

    message = _("Cơ quan này không yêu cầu lãnh đạo ký trên hệ thống. Cán bộ của cơ quan gửi thẳng đề xuất.")


class StaleBase(RuleBroken):
    """The version in force changed since the draft, in the same fields; `conflicts` lists them."""

    message = _("Bản hiện hành đã thay đổi ở những mục đề xuất cũng sửa. Mở đề xuất, chọn nội dung cho từng mục trùng rồi gửi lại.")


class OpinionsMissing(RuleBroken):
    """Consulted agencies may still answer."""

    message = _("Còn cơ quan chưa trả lời và chưa hết hạn lấy ý kiến.")


class Involved(RuleBroken):
    """One person may not stand on both sides of a decision, in whatever capacity."""

    message = _("Bạn đã tham gia lập, gửi hoặc thẩm định đề xuất này (hoặc được ủy quyền bởi người đã tham gia) nên không được quyết định.")
    status = 403


class OfTheProposingAgency(RuleBroken):
    """Nobody of the proposing agency judges its proposal."""

    message = _("Người của cơ quan đề xuất không được thẩm định hoặc duyệt đề xuất của cơ quan mình.")
    status = 403


class NotYetInForce(RuleBroken):
    """The effective day has not come."""

    message = _("Quyết định chưa đến ngày có hiệu lực.")


class ChangedSinceApproval(RuleBroken):
    """What would be applied is not what was approved."""

    message = _("Nội dung khác với bản đã được duyệt nên không được áp dụng.")


def complete(proposal: Any, standing: Standing, at: datetime) -> None:
    """Everything asked for is there, contradicts nothing, and comes without harm. Error: Incomplete."""
    errors = shortcomings(proposal, at) | harmful(proposal)
    if errors:
        raise Incomplete(errors=errors)


def shortcomings(proposal: Any, at: datetime, items: Sequence[Any] | None = None) -> dict[str, list[str]]:
    """What keeps the proposal from being submitted: field or `<position>/<path>` → sentences. `items`: when they are at hand already."""
    errors: dict[str, list[str]] = {}
    for name in ("title", "reason", "legal_ground"):
        if not getattr(proposal, name):
            errors[name] = [str(_("Nhập “%(label)s”.")) % {"label": proposal._meta.get_field(name).verbose_name}]
    if not proposal.no_state_secret:
        errors["no_state_secret"] = [str(_("Xác nhận cơ sở dữ liệu không chứa bí mật nhà nước."))]
    items = _with_bases(proposal.items) if items is None else items
    if not items:
        errors["items"] = [str(_("Thêm ít nhất một cơ sở dữ liệu vào đề xuất."))]
    now = presents(items)
    sides = [(item, *_as_it_would_be(item, now)) for item in items if item.content is not None]
    among = validation.known([wanted for _item, _base, wanted in sides], today(at))
    for item, base, wanted in sides:
        errors |= {f"{item.position}/{path}": found for path, found in _problems(item, base, wanted, among, at).items()}
    return errors


def harmful(proposal: Any) -> dict[str, list[str]]:
    """The papers in which a scanner found something, in the manner of `shortcomings`."""
    papers = findings.summed_up(proposal.attachments.all()).filter(result=Scan.Result.INFECTED)
    sentence = str(_("Bỏ tài liệu có mã độc “%(name)s” rồi đính kèm tệp sạch."))
    found = [sentence % {"name": paper.name} for paper in papers]
    return {"papers": found} if found else {}


def _with_bases(items: Any) -> list[Any]:
    items = items.select_related("database", "base_version__managing_agency")
    return list(items.prefetch_related("base_version__datasets__fields", "base_version__coordinating_agencies"))


def presents(items: Iterable[Any]) -> Versions:
    """Database → its version in force, for those items whose base it no longer is; nothing where the database has left the catalogue."""
    moved = [item.database_id for item in items if item.base_version is not None and not item.base_version.is_open]
    found = DatabaseVersion.objects.open().filter(database__in=moved).with_dictionary() if moved else []
    return {version.database_id: version for version in found}


def _problems(item: Any, base: Any, wanted: Any, among: validation.Known, at: datetime) -> dict[str, list[str]]:
    found = validation.problems(wanted, base=base, on=today(at), among=among)
    if found and wanted != item.content:
        found.setdefault("", []).append(str(_("Bản hiện hành đã thay đổi; chuyển bản nháp sang bản hiện hành rồi sửa mâu thuẫn.")))
    if base is not None and wanted == base:
        found.setdefault("", []).append(str(_("Chưa có mục nào thay đổi so với bản hiện hành.")))
    if item.kind == "TRANSFER" and base is not None and wanted.get("managing_agency") == base["managing_agency"]:
        found.setdefault("managing_agency", []).append(str(_("Chọn cơ quan quản lý mới.")))
    return found


def _as_it_would_be(item: Any, found: Versions) -> tuple[Any, Any]:
    """What it would change and into what: each side may be sound alone, and the two laid together contradict each other."""
    if item.base_version is None:
        return None, item.content
    base, present = content_of(item.base_version), found.get(item.database_id)
    if present is None:
        return base, item.content
    now = content_of(present)
    merged, conflicts = merge(base, item.content, now)
    return (base, item.content) if conflicts else (now, merged)


def agency_acts(proposal: Any, standing: Standing, at: datetime) -> None:
    """Error: AgencyNoLongerActs."""
    ended = proposal.agency.ended_in_words(today(at))
    if ended:
        raise AgencyNoLongerActs(ended)


def signed_if_asked(proposal: Any, standing: Standing, at: datetime) -> None:
    """Error: SignatureMissing."""
    if proposal.agency.requires_sign_off and proposal.state != "SIGNED":
        raise SignatureMissing


def signature_wanted(proposal: Any, standing: Standing, at: datetime) -> None:
    """Error: SignatureNotAsked."""
    if not proposal.agency.requires_sign_off:
        raise SignatureNotAsked


def base_current(proposal: Any, standing: Standing, at: datetime) -> None:
    """No item collides with what happened to its database since. Error: StaleBase with the list, each with its three sides."""
    found = collisions(proposal)
    if found:
        raise StaleBase(conflicts=found)


def collisions(proposal: Any) -> list[dict[str, Any]]:
    """Every path that an item and a later version both changed: item, path, and what stands in base, mine and theirs."""
    items = moved(proposal)
    now = presents(items)
    return [{"item": item.position, **asdict(conflict)} for item in items for conflict in conflicts(item, now)]


def moved(proposal: Any) -> list[Any]:
    """The items whose database has changed since they were drafted: a base without an end is the version in force."""
    return _with_bases(proposal.items.filter(base_version__isnull=False).exclude(base_version__in_force__upper_inf=True))


def conflicts(item: Any, found: Versions | None = None) -> list[Conflict]:
    """Paths that both this item and a later version changed since the item's base. `found`: `presents` of several items at once."""
    if item.base_version is None or item.base_version.is_open:
        return []
    present = (presents([item]) if found is None else found).get(item.database_id)
    if present is None or item.content is None:
        return [Conflict("", "present", item.content and "present", present and "present")]
    return merge(content_of(item.base_version), item.content, content_of(present))[1]


def opinions_in(proposal: Any, standing: Standing, at: datetime) -> None:
    """All answered, or the last day has passed. Error: OpinionsMissing."""
    in_time = Q(clock__due_on__gte=today(at)) | Q(clock__due_on__isnull=True)
    missing = proposal.opinions.filter(in_time, voided_at__isnull=True, answered_at__isnull=True)
    named = list(missing.select_related("agency").prefetch_related("agency__names"))
    if named:
        raise OpinionsMissing(agencies=[str(opinion.agency) for opinion in named])


def all_answered(proposal: Any, standing: Standing, at: datetime) -> None:
    """Every agency that was asked has answered. Error: OpinionsMissing."""
    if proposal.opinions.filter(voided_at__isnull=True, answered_at__isnull=True).exists():
        raise OpinionsMissing


def outsider(proposal: Any, standing: Standing, at: datetime) -> None:
    """Whoever appraises neither wrote the proposal nor belongs to its agency (the lead's own proposals excepted)."""
    _keep_apart(proposal, standing, at, involved=_involved(proposal, "sign_off", "submit"))


def four_eyes(proposal: Any, standing: Standing, at: datetime) -> None:
    """Whoever decides neither wrote nor appraised it. Deputy and principal count as one."""
    _keep_apart(proposal, standing, at, involved=_involved(proposal, "sign_off", "submit", "appraise"))


def _keep_apart(proposal: Any, standing: Standing, at: datetime, *, involved: set[int]) -> None:
    acting = [person for person in (standing.person, standing.principal) if person is not None]
    if authority.bound_to(acting, at) & involved:
        raise Involved
    lead = authority.seats_of(standing.person, at).mandates.get(Mandate.Kind.LEAD)
    if proposal.agency_id == lead:
        return  # three different persons, which the line above saw to; the Committee is the outside check
    if any(authority.belongs_to(person, proposal.agency_id, since=proposal.created_at, until=at) for person in acting):
        raise OfTheProposingAgency


def _involved(proposal: Any, *moves: str) -> set[int]:
    """Everybody who wrote in the proposal, or made one of the moves, with those they acted for."""
    steps = proposal.steps.filter(move__in=moves).values_list("by", "on_behalf_of")
    people = {person for pair in steps for person in pair if person}
    return people | {proposal.created_by_id} | set(proposal.authors.values_list("user", flat=True))


def in_force(proposal: Any, standing: Standing, at: datetime) -> None:
    """The decision's day has come. Error: NotYetInForce."""
    if proposal.decision is None or proposal.decision.effective_on > today(at):
        raise NotYetInForce


def as_approved(proposal: Any, standing: Standing, at: datetime) -> None:
    """The items still hash to what the head approved. Error: ChangedSinceApproval."""
    if proposal.fingerprint() != proposal.approved_hash:
        raise ChangedSinceApproval


def as_appraised(proposal: Any, standing: Standing, at: datetime) -> None:
    """The items still hash to what was submitted and read. Error: ChangedSinceApproval."""
    if proposal.fingerprint() != proposal.content_hash:
        raise ChangedSinceApproval
