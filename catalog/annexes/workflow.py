"""The law of an import: its moves and who makes them. Whoever records decisions imports their annexes (docs/adr/0022)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.authority import Holder
from agencies.models import Mandate, Role
from catalog.annexes.states import State
from hcm_registry.kernel.workflow import Calendar, Move

S = State
CLERK = Holder(Role.CLERK, at=Mandate.Kind.ISSUER)

# fmt: off
#        name       from                                              to            who         label                          reason
_ROWS = (
    Move("read",    frozenset({S.READING}),                           S.READY,      Calendar(), _("Đọc tệp")),
    Move("refuse",  frozenset({S.READING}),                           S.REFUSED,    Calendar(), _("Không đọc được tệp"),       True),
    Move("reread",  frozenset({S.READY}),                             S.READING,    CLERK,      _("Đọc lại tệp")),
    Move("map",     frozenset({S.READY}),                             S.READY,      CLERK,      _("Chọn cột")),
    Move("answer",  frozenset({S.READY}),                             S.READY,      CLERK,      _("Chọn đơn vị")),
    Move("write",   frozenset({S.READY}),                             S.READY,      CLERK,      _("Nhập quyết định")),
    Move("confirm", frozenset({S.READY}),                             S.APPLYING,   CLERK,      _("Nạp vào danh mục")),
    Move("return",  frozenset({S.APPLYING}),                          S.READY,      Calendar(), _("Chưa nạp được"),            True),
    Move("apply",   frozenset({S.APPLYING}),                          S.APPLIED,    Calendar(), pgettext_lazy("annex", "Nạp xong")),
    Move("cancel",  frozenset({S.READING, S.READY, S.APPLYING}),      S.CANCELLED,  CLERK,      pgettext_lazy("annex", "Hủy lần nạp")),
)
# fmt: on
MOVES = {move.name: move for move in _ROWS}
