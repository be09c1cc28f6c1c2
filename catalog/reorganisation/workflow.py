"""The law of an act of reorganisation: its moves, who makes them, on what condition.

Who prepares it is our reading: agencies and their names are the administrator's, who has no say in a decision; the act itself is of
the competent body, and its clerk records it (docs/adr/0016).
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.authority import Anywhere, Holder
from agencies.models import Mandate, Role
from catalog.reorganisation import guards
from catalog.reorganisation.states import State
from hcm_registry.kernel.workflow import Calendar, Move

S = State
ADMINISTRATOR = Anywhere(Role.ADMIN)
CLERK = Holder(Role.CLERK, at=Mandate.Kind.ISSUER)

# fmt: off
#        name        from                                   to            who            label                               reason  only if
_ROWS = (
    Move("propose",  frozenset({S.DRAFT}),                  S.PROPOSED,   ADMINISTRATOR, _("Gửi văn thư"),                     False, (guards.sound,)),
    Move("return",   frozenset({S.PROPOSED}),               S.DRAFT,      CLERK,         pgettext_lazy("move", "Trả lại"),     True),
    Move("withdraw", frozenset({S.DRAFT, S.PROPOSED}),      S.WITHDRAWN,  ADMINISTRATOR, _("Rút"),                             True),
    Move("decide",   frozenset({S.PROPOSED}),               S.DECIDED,    CLERK,         _("Ghi nhận văn bản"),                False, (guards.four_eyes,)),
    Move("apply",    frozenset({S.DECIDED}),                S.APPLIED,    Calendar(),    _("Áp dụng"),                         False, (guards.in_force, guards.sound)),
)
# fmt: on
MOVES = {move.name: move for move in _ROWS}
