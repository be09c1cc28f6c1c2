"""Where a proposal can stand."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """From draft to applied; REJECTED, WITHDRAWN and APPLIED are final."""

    DRAFT = "DRAFT", _("Bản nháp")
    SIGNED = "SIGNED", _("Lãnh đạo cơ quan đã ký")
    SUBMITTED = "SUBMITTED", _("Đã gửi")
    RETURNED = "RETURNED", _("Trả lại")
    ACCEPTED = "ACCEPTED", _("Đã tiếp nhận")
    CONSULTATION = "CONSULTATION", _("Đang lấy ý kiến")
    APPRAISAL = "APPRAISAL", _("Đã thẩm định, chờ duyệt")
    APPROVED = "APPROVED", _("Đã duyệt")
    REJECTED = "REJECTED", _("Không chấp thuận")
    WITHDRAWN = "WITHDRAWN", _("Đã rút")
    AT_COMMITTEE = "AT_COMMITTEE", _("Trình UBND")
    ISSUED = "ISSUED", _("Đã ban hành, chờ hiệu lực")
    APPLIED = "APPLIED", _("Đã áp dụng")


S = State
EDITABLE = frozenset({S.DRAFT, S.RETURNED})
#: A proposal in one of these holds its databases: no second one may be in process.
IN_PROCESS = frozenset({S.SUBMITTED, S.ACCEPTED, S.CONSULTATION, S.APPRAISAL, S.APPROVED, S.AT_COMMITTEE, S.ISSUED})
#: What the head approved may not change any more.
SETTLED = frozenset({S.APPROVED, S.AT_COMMITTEE, S.ISSUED, S.APPLIED})
FINAL = frozenset({S.REJECTED, S.WITHDRAWN, S.APPLIED})
NEEDS_REASON = frozenset({S.RETURNED, S.REJECTED, S.WITHDRAWN})
ISSUED = frozenset({S.ISSUED, S.APPLIED})
#: Not yet handed to the department: only the proposing agency reads it.
PRIVATE = frozenset({S.DRAFT, S.SIGNED})


class ItemKind(models.TextChoices):
    """What is proposed for one database (decision of October 2023: update, adjust, add; retiring is our reading of “adjust”)."""

    ADD = "ADD", _("Bổ sung")
    AMEND = "AMEND", _("Sửa đổi")
    TRANSFER = "TRANSFER", _("Đổi cơ quan quản lý")
    RETIRE = "RETIRE", _("Đưa ra khỏi danh mục")


class Stance(models.TextChoices):
    """What a consulted agency answers."""

    AGREE = "AGREE", _("Đồng ý")
    AGREE_WITH_COMMENT = "AGREE_WITH_COMMENT", _("Đồng ý, có góp ý")
    DISAGREE = "DISAGREE", _("Không đồng ý")
    NO_COMPETENCE = "NO_COMPETENCE", _("Không thuộc thẩm quyền")


#: Stances that say why, and want an answer to it.
REMARKING = frozenset({Stance.DISAGREE, Stance.AGREE_WITH_COMMENT})


class ResponseKind(models.TextChoices):
    """What the appraiser does with a point of an opinion."""

    TAKEN_UP = "TAKEN_UP", _("Tiếp thu")
    EXPLAINED = "EXPLAINED", _("Giải trình")


class AttachmentKind(models.TextChoices):
    """What a paper is for."""

    LETTER = "LETTER", _("Công văn đề xuất")
    GROUND = "GROUND", _("Căn cứ pháp lý")
    DICTIONARY = "DICTIONARY", _("Lược đồ, từ điển dữ liệu")
    OTHER = "OTHER", _("Tài liệu khác")
