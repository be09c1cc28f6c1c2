"""The life of a run. Workers and the calendar carry it on; the operator of the warehouse may cancel it or let a held one go on."""

from django.utils.translation import gettext_lazy as _

from agencies.authority import Holder
from agencies.models import Mandate, Role
from hcm_registry.kernel.workflow import Calendar, Move
from sharing.integration.states import State

WORKER = Calendar()
OPERATOR = Holder(Role.OPERATOR, at=Mandate.Kind.WAREHOUSE)

MOVES = {
    move.name: move
    for move in (
        #    name, from, to, who, label
        Move("begin", frozenset({State.QUEUED}), State.RUNNING, WORKER, _("Bắt đầu nạp")),
        Move("requeue", frozenset({State.RUNNING}), State.QUEUED, WORKER, _("Xếp lại hàng chờ"), needs_note=True),
        Move("finish", frozenset({State.RUNNING}), State.DONE, WORKER, _("Nạp xong")),
        Move("hold", frozenset({State.RUNNING}), State.HELD, WORKER, _("Dừng chờ người xem"), needs_note=True),
        Move("fail", frozenset({State.RUNNING}), State.FAILED, WORKER, _("Không nạp được"), needs_note=True),
        Move("release", frozenset({State.HELD}), State.QUEUED, OPERATOR, _("Cho nạp tiếp"), needs_note=True),
        Move("cancel", frozenset({State.QUEUED, State.RUNNING, State.HELD}), State.CANCELLED, OPERATOR, _("Hủy lượt nạp"), needs_note=True),
    )
}
