"""Why nothing is drafted."""

from django.utils.translation import gettext_lazy as _

from hcm_registry.kernel.errors import RuleBroken


class NothingToPropose(RuleBroken):
    """The source looks as the dictionary says, or in a way that the dictionary cannot follow."""

    message = _("Không có khác biệt nào để đưa vào đề xuất. Nếu nguồn sai thì sửa nguồn rồi nạp lại.")


class Unmanaged(RuleBroken):
    """Nobody is known to manage the database, so nobody may propose."""

    message = _("Danh mục chưa ghi cơ quan quản lý cơ sở dữ liệu này nên chưa soạn được đề xuất.")


class AlreadyProposed(RuleBroken):
    """A proposal that is not over asks for the same."""

    message = _("Đã có đề xuất về các khác biệt này; mở đề xuất đó để sửa tiếp.")
