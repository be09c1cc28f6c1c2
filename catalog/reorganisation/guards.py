"""Conditions of moves: what must be true of an act besides its state and the person's role."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from agencies import authority
from catalog.reorganisation import soundness
from hcm_registry.kernel.errors import Invalid, RuleBroken
from hcm_registry.kernel.periods import today
from hcm_registry.kernel.workflow import Standing


class Contradictory(Invalid):
    """A line is incomplete, or contradicts another or the agencies as they are; `errors` maps each line to its sentences."""

    message = _("Văn bản sắp xếp chưa đầy đủ hoặc có mâu thuẫn. Xem từng dòng được nêu, sửa rồi gửi lại.")


class Prepared(RuleBroken):
    """Whoever prepared the act does not record that it was issued."""

    message = _("Bạn đã lập văn bản sắp xếp này (hoặc được ủy quyền bởi người đã lập) nên không ghi nhận văn bản được.")
    status = 403


class NotYetInForce(RuleBroken):
    """The day of the act has not come."""

    message = _("Văn bản sắp xếp chưa đến ngày có hiệu lực.")


def sound(act: Any, standing: Standing, at: datetime) -> None:
    """Every line can be carried out on the day. Error: Contradictory."""
    errors = soundness.shortcomings(act)
    if errors:
        raise Contradictory(errors=errors)


def four_eyes(act: Any, standing: Standing, at: datetime) -> None:
    """Deputy and principal count as one. Error: Prepared."""
    acting = [person for person in (standing.person, standing.principal) if person is not None]
    if authority.bound_to(acting, at) & {act.created_by_id, act.proposed_by_id}:
        raise Prepared


def in_force(act: Any, standing: Standing, at: datetime) -> None:
    """Error: NotYetInForce."""
    if act.decision is None or act.decision.effective_on > today(at):
        raise NotYetInForce
