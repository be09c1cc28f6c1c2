"""Why a load stops. The sentence is what the operator reads; `detail` says where it happened."""

from django.utils.translation import gettext_lazy

from hcm_registry.kernel.errors import RuleBroken


class SourceUnavailable(RuleBroken):
    """The source does not answer, or stopped answering; time may heal it."""

    message = gettext_lazy("Nguồn dữ liệu không trả lời. Lượt nạp sẽ tự chạy lại; nếu kéo dài, liên hệ cơ quan quản lý nguồn.")


class SourceRefused(RuleBroken):
    """The source answers no: a wrong password, a missing table, an address that is not approved."""

    message = gettext_lazy("Nguồn dữ liệu từ chối kết nối. Kiểm tra địa chỉ, tài khoản và tên bảng trong cấu hình nguồn.")


class SourceBroken(RuleBroken):
    """What was read cannot be read on."""

    message = gettext_lazy("Dữ liệu của nguồn bị hỏng giữa chừng, không đọc tiếp được. Đề nghị cơ quan quản lý nguồn kiểm tra.")


class WarehouseBusy(RuleBroken):
    """Readers or others hold what the load needs, or a server of ours does not answer; time heals it."""

    message = gettext_lazy("Máy chủ dữ liệu đang bận hoặc mất kết nối; lượt nạp sẽ tự chạy lại.")


class AlreadyLoading(RuleBroken):
    """The source has a run that is not over."""

    message = gettext_lazy("Nguồn này đang có một lượt nạp chưa kết thúc. Chờ lượt đó xong hoặc hủy nó trước.")


class SourceFrozen(RuleBroken):
    """The source changed its structure, and its policy is to stop until a person has looked."""

    message = gettext_lazy(
        "Nguồn này đang ngừng nạp vì cấu trúc khác từ điển. Mở lượt nạp đang dừng của nguồn, cho nạp tiếp hoặc hủy lượt đó."
    )


class AlreadyPublished(RuleBroken):
    """The rows were published before the run could be cancelled; it is about to say so itself."""

    message = gettext_lazy("Lượt nạp này vừa công bố xong dữ liệu nên không hủy được nữa. Tải lại trang để xem kết quả.")


class WarehouseFull(RuleBroken):
    """There is no room left where the warehouse keeps its rows."""

    message = gettext_lazy("Kho dữ liệu hết chỗ chứa; dữ liệu của lần nạp trước vẫn được dùng. Thêm dung lượng rồi nạp lại.")


class Unforeseen(RuleBroken):
    """Nobody thought of it; the log has the whole of it."""

    message = gettext_lazy("Lượt nạp gặp lỗi chưa lường trước; dữ liệu của lần nạp trước vẫn được dùng. Báo người phát triển xem nhật ký.")


class Held(RuleBroken):
    """A guard wants a person to look. `kind` names the guard, and what a person would accept stands in `detail`."""

    message = gettext_lazy("Lượt nạp dừng lại chờ người vận hành xem xét; dữ liệu của lần nạp trước vẫn được dùng.")


#: What time may heal; anything else ends the run.
PASSING = (SourceUnavailable, WarehouseBusy)
