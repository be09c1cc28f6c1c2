"""The law of a proposal: its moves, who makes them, on what condition. Ask nowhere else who may approve what.

The duties behind it are those of the decision of October 2023 and NĐ 47/2020 Art. 11(3); the steps between them are our
reading, since no procedure of the city was found (docs/domain.md).
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.authority import AnyOf, Holder
from agencies.models import Mandate, Role
from catalog.proposals import guards
from catalog.proposals.states import State
from hcm_registry.kernel.workflow import Calendar, Move

S = State

PROPOSER = Holder(Role.REGISTRAR, at="agency")
AGENCY_HEAD = Holder(Role.HEAD, at="agency")
INTAKE, APPRAISER, HEAD = (Holder(role, at=Mandate.Kind.LEAD) for role in (Role.INTAKE, Role.APPRAISER, Role.HEAD))
COMMITTEE = Holder(Role.CLERK, at=Mandate.Kind.ISSUER)
SETTLERS = AnyOf(
    (PROPOSER, AGENCY_HEAD, INTAKE, APPRAISER, HEAD)
)  # who says that a remark is dealt with: who writes the file, who judges it

READY = (guards.agency_acts, guards.complete, guards.base_current)
BEFORE_FORWARDED = {S.DRAFT, S.SIGNED, S.SUBMITTED, S.RETURNED, S.ACCEPTED, S.CONSULTATION, S.APPRAISAL, S.APPROVED}


def law(
    name: str, sources: set[State], target: State, who: Holder | AnyOf | Calendar, label: object, *only_if: object, needs_note: bool = False
) -> Move:
    """One row."""
    return Move(name, frozenset(sources), target, who, label, needs_note, only_if)  # type: ignore[arg-type]  # any holder has a standing


# fmt: off
#   move         from                                  to               who          label                          only if
_ROWS = (
    law("sign_off",  {S.DRAFT, S.RETURNED},            S.SIGNED,        AGENCY_HEAD, _("Ký đề xuất"),               guards.signature_wanted, *READY),
    law("submit",    {S.DRAFT, S.RETURNED, S.SIGNED},  S.SUBMITTED,     PROPOSER,    _("Gửi đề xuất"),              guards.signed_if_asked, *READY),
    law("accept",    {S.SUBMITTED},                    S.ACCEPTED,      INTAKE,      _("Tiếp nhận")),
    law("return",    {S.SUBMITTED, S.APPRAISAL},       S.RETURNED,      AnyOf((INTAKE, APPRAISER)), pgettext_lazy("move", "Trả lại"),   needs_note=True),
    law("consult",   {S.ACCEPTED},                     S.CONSULTATION,  APPRAISER,   _("Lấy ý kiến"),               guards.outsider),
    law("gather",    {S.CONSULTATION},                 S.ACCEPTED,      Calendar(),  _("Đủ ý kiến"),                guards.all_answered),
    law("appraise",  {S.ACCEPTED, S.CONSULTATION},     S.APPRAISAL,     APPRAISER,   _("Kết luận thẩm định"),       guards.outsider, guards.opinions_in, needs_note=True),
    law("approve",   {S.APPRAISAL},                    S.APPROVED,      HEAD,        _("Duyệt"),                    guards.four_eyes, guards.as_appraised, guards.base_current),
    law("reject",    {S.APPRAISAL},                    S.REJECTED,      HEAD,        pgettext_lazy("move", "Không chấp thuận"),         guards.four_eyes, needs_note=True),
    law("withdraw",  BEFORE_FORWARDED,                 S.WITHDRAWN,     PROPOSER,    _("Rút đề xuất"),              needs_note=True),
    law("forward",   {S.APPROVED},                     S.AT_COMMITTEE,  HEAD,        pgettext_lazy("move", "Trình UBND")),
    law("issue",     {S.AT_COMMITTEE},                 S.ISSUED,        COMMITTEE,   _("Ghi nhận quyết định")),
    law("send_back", {S.AT_COMMITTEE},                 S.APPRAISAL,     COMMITTEE,   _("Chuyển lại để thẩm định"),  needs_note=True),
    law("apply",     {S.ISSUED},                       S.APPLIED,       Calendar(),  _("Áp dụng"),                  guards.in_force, guards.as_approved),
)
# fmt: on
MOVES = {move.name: move for move in _ROWS}
