"""Why a row stays where it is."""

from django.utils.translation import gettext_lazy

from hcm_registry.kernel.errors import RuleBroken


class RowMovedOn(RuleBroken):
    """Somebody was faster, or the source no longer brings the row."""

    message = gettext_lazy("Dòng này đã được xử lý hoặc nguồn không còn dòng như vậy. Tải lại trang để xem tình trạng hiện nay.")


class Silent(RuleBroken):
    """The warehouse does not answer, or is busy with the very rows."""

    message = gettext_lazy("Kho dữ liệu chưa trả lời hoặc đang bận với nguồn này. Chưa có gì thay đổi; thử lại sau ít phút.")


class NothingChanged(RuleBroken):
    """The row would come wrong again."""

    message = gettext_lazy("Chưa sửa trường nào. Sửa giá trị sai trước khi nạp lại.")
    status = 400
