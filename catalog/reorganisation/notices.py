"""Who is told of each move of an act of reorganisation: one table, written in the transaction of the move."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from agencies.authority import Mandates, Office, mandates
from agencies.models import Agency, Mandate, Membership, Role
from agencies.outbox.actions import tell
from agencies.outbox.recipients import NOWHERE
from catalog.reorganisation.models import Reorganisation, ReorganisationStep
from catalog.reorganisation.states import State
from hcm_registry.kernel.periods import today

Chooser = Callable[[Reorganisation, ReorganisationStep, Mandates], list[Office]]
day_in_words: Callable[[Any], Any] = lazy(lambda day: date_format(day, "SHORT_DATE_FORMAT"), str)


def clerk(act: Reorganisation, step: ReorganisationStep, held: Mandates) -> list[Office]:
    """Who records the act at the office of the Committee. Where no agency has the mandate, nobody: somebody's task."""
    return [(Role.CLERK, held.get(Mandate.Kind.ISSUER, NOWHERE))]


def clerk_who_had_it(act: Reorganisation, step: ReorganisationStep, held: Mandates) -> list[Office]:
    """The clerk, when it had been sent; nobody learns of a draft."""
    return clerk(act, step, held) if step.source == State.PROPOSED else []


def administrators(act: Reorganisation, step: ReorganisationStep, held: Mandates) -> list[Office]:
    """Those who prepare acts, wherever they sit."""
    seats = Membership.objects.on(today(step.at)).filter(role=Role.ADMIN).order_by("agency").values_list("agency", flat=True)
    return [(Role.ADMIN, agency_id) for agency_id in seats.distinct() or [NOWHERE]]


def department(act: Reorganisation, step: ReorganisationStep, held: Mandates) -> list[Office]:
    """The head of the department in charge: the catalogue changes with the agencies."""
    return [(Role.HEAD, held.get(Mandate.Kind.LEAD, NOWHERE))]


def concerned(act: Reorganisation, step: ReorganisationStep, held: Mandates) -> list[Office]:
    """Everybody at the agencies that the act names and that act on the day: whoever carries on one that has ended is named with it."""
    named = {pk for pair in act.lines.values_list("predecessor", "successor") for pk in pair if pk}
    return [(None, pk) for pk in Agency.objects.active(today(step.at)).filter(pk__in=named).order_by("pk").values_list("pk", flat=True)]


@dataclass(frozen=True)
class Telling:
    """To whom, and in what words."""

    to: tuple[Chooser, ...]
    headline: Any
    what: Any


#   move               who is told, and what
TOLD: dict[str, Telling] = {
    "propose": Telling(
        (clerk,), _("Văn bản sắp xếp chờ ghi nhận"), _("Quản trị hệ thống đã lập xong; văn thư ghi nhận khi văn bản đã ký, hoặc trả lại.")
    ),
    "return": Telling(
        (administrators,), _("Văn bản sắp xếp bị trả lại"), _("Văn thư trả lại; sửa theo lý do đã nêu rồi gửi lại, hoặc rút.")
    ),
    "withdraw": Telling((clerk_who_had_it,), _("Văn bản sắp xếp đã rút"), _("Quản trị hệ thống đã rút; không phải xử lý tiếp.")),
    "decide": Telling(
        (concerned, department, administrators),
        _("Văn bản sắp xếp đã được ghi nhận"),
        _("Văn bản sắp xếp cơ quan đã ký và được ghi nhận; đến ngày có hiệu lực, hệ thống chuyển giao mọi việc cùng một lúc."),
    ),
    "apply": Telling(
        (concerned, department, administrators, clerk),
        _("Đã sắp xếp cơ quan"),
        _("Văn bản có hiệu lực; cơ sở dữ liệu, trách nhiệm, hồ sơ, vai trò và đầu mối đã chuyển sang cơ quan tiếp nhận."),
    ),
}
TITLE = _("%(headline)s: %(title)s")
BODY = _("%(what)s\n\nNgày có hiệu lực: %(day)s\nCơ quan thay đổi: %(agencies)s\nNgười thực hiện: %(by)s")
BODY_WITH_NOTE = _("%(what)s\n\nNgày có hiệu lực: %(day)s\nCơ quan thay đổi: %(agencies)s\nNgười thực hiện: %(by)s\nÝ kiến: %(note)s")
TITLE_LENGTH = 150  # of the act, in the title of a notice
BY_ITSELF = _("hệ thống tự động")


def tell_of(step: ReorganisationStep, act: Reorganisation) -> None:
    """Everybody concerned by a move that was just made."""
    telling, held = TOLD[step.move], mandates(today(step.at))
    offices = dict.fromkeys(office for choose in telling.to for office in choose(act, step, held))
    changing = list(act.lines.order_by("position").values_list("predecessor", flat=True))
    agencies = Agency.objects.prefetch_related("names").in_bulk({*changing, *(pk for _role, pk in offices)})
    about = {"title": Truncator(act.title).chars(TITLE_LENGTH), "day": day_in_words(act.on)}
    about["agencies"] = "; ".join(dict.fromkeys(str(agencies[pk]) for pk in changing))
    said = {"headline": telling.headline, "what": telling.what, "by": step.by or BY_ITSELF, "note": step.note}
    tell(
        f"reorganisation.{step.move}",
        to=[(role, agencies.get(pk)) if role else agencies[pk] for role, pk in offices],
        title=TITLE,
        body=BODY_WITH_NOTE if step.note else BODY,
        path=f"/reorganisations/{act.pk}/",
        key=f"reorganisation/{act.pk}/step/{step.pk}",
        at=step.at,
        but=step.by,
        said=about | said,
    )
