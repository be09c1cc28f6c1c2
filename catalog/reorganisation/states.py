"""Where an act of reorganisation can stand, and what one of its lines can do."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """From draft to applied; WITHDRAWN and APPLIED are final."""

    DRAFT = "DRAFT", _("Bản nháp")
    PROPOSED = "PROPOSED", _("Chờ văn bản")
    DECIDED = "DECIDED", _("Đã có văn bản, chờ hiệu lực")
    APPLIED = "APPLIED", _("Đã áp dụng")
    WITHDRAWN = "WITHDRAWN", _("Đã rút")


S = State
#: What the law says already: everybody may read it.
PUBLIC = frozenset({S.DECIDED, S.APPLIED})


class LineKind(models.TextChoices):
    """What happens to one agency."""

    MERGE = "MERGE", _("Hợp nhất, nhập vào")
    SPLIT = "SPLIT", _("Tách thành nhiều cơ quan")
    PARTIAL_TRANSFER = "PARTIAL_TRANSFER", _("Chuyển một phần chức năng")
    RECREATION = "RECREATION", _("Lập lại từ cơ quan đang hoạt động")
    RENAME = "RENAME", _("Đổi tên")
    ENDING = "ENDING", pgettext_lazy("agency", "Chấm dứt hoạt động")


#: The agency ends on the day.
ENDS = frozenset({LineKind.MERGE, LineKind.SPLIT, LineKind.ENDING})
#: Another agency takes something over.
PASSES = frozenset({LineKind.MERGE, LineKind.SPLIT, LineKind.PARTIAL_TRANSFER, LineKind.RECREATION})
#: Which databases pass is said one by one.
CHOOSES = frozenset({LineKind.SPLIT, LineKind.PARTIAL_TRANSFER, LineKind.RECREATION})
