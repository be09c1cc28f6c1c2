"""Who is told of each move of an act of reorganisation: one table, written in the transaction of the move."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from agencies.authority import mandates
from agencies.models import Agency, Mandate, Membership, Role
from agencies.outbox.actions import tell
from agencies.outbox.recipients import Addressee
from catalog.reorganisation.models import Reorganisation, ReorganisationStep
from catalog.reorganisation.states import State
from hcm_registry.kernel.periods import today

Chooser = Callable[[Reorganisation, ReorganisationStep], Iterable[Addressee]]
day_in_words: Callable[[Any], Any] = lazy(lambda day: date_format(day, "SHORT_DATE_FORMAT"), str)


def clerk(act: Reorganisation, step: ReorganisationStep) -> Iterable[Addressee]:
    """Who records the act at the office of the Committee."""
    return [(Role.CLERK, _with_mandate(Mandate.Kind.ISSUER, step.at))]


def clerk_who_had_it(act: Reorganisation, step: ReorganisationStep) -> Iterable[Addressee]:
    """The clerk, when it had been sent; nobody learns of a draft."""
    return clerk(act, step) if step.source == State.PROPOSED else []


def administrators(act: Reorganisation, step: ReorganisationStep) -> Iterable[Addressee]:
    """Those who prepare acts, wherever they sit."""
    held = Membership.objects.on(today(step.at)).filter(role=Role.ADMIN)
    return [(Role.ADMIN, agency) for agency in Agency.objects.filter(pk__in=held.values("agency")).order_by("pk")]


def department(act: Reorganisation, step: ReorganisationStep) -> Iterable[Addressee]:
    """The head of the department in charge: the catalogue changes with the agencies."""
    return [(Role.HEAD, _with_mandate(Mandate.Kind.LEAD, step.at))]


def concerned(act: Reorganisation, step: ReorganisationStep) -> Iterable[Addressee]:
    """Everybody at the agencies that the act names, as they are that day: in place of one that has ended, at whoever carries it on."""
    lines = act.lines.select_related("predecessor", "successor").order_by("position")
    named = [agency for line in lines for agency in (line.predecessor, line.successor) if agency]
    return [heir for agency in named for heir in agency.carried_on_by(today(step.at))]


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
    telling = TOLD[step.move]
    said = {
        "title": Truncator(act.title).chars(TITLE_LENGTH),
        "headline": telling.headline,
        "what": telling.what,
        "day": day_in_words(act.on),
        "agencies": "; ".join(dict.fromkeys(str(line.predecessor) for line in act.lines.select_related("predecessor"))),
        "by": step.by or BY_ITSELF,
        "note": step.note,
    }
    tell(
        f"reorganisation.{step.move}",
        to=list(dict.fromkeys(one for choose in telling.to for one in choose(act, step))),
        title=TITLE,
        body=BODY_WITH_NOTE if step.note else BODY,
        path=f"/reorganisations/{act.pk}/",
        key=f"reorganisation/{act.pk}/step/{step.pk}",
        at=step.at,
        but=step.by,
        said=said,
    )


def _with_mandate(kind: Mandate.Kind, at: datetime) -> Agency | None:
    """None when no agency has it: then nobody can be told, which is somebody's task."""
    return Agency.objects.filter(pk=mandates(today(at)).get(kind, 0)).first()
