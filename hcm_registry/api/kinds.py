"""Every kind of problem the API can answer with: its code is part of a stable address that says what it means and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from hcm_registry.kernel.errors import RuleBroken, code_of


@dataclass(frozen=True)
class Kind:
    """What went wrong in few words, and what the caller does about it."""

    status: int
    title: Any
    remedy: Any


#: What goes wrong between client and API; what goes wrong in the domain is a RuleBroken, and speaks for itself.
GENERIC: dict[str, Kind] = {
    "bad-request": Kind(
        400,
        _("Yêu cầu không hợp lệ"),
        _("Máy chủ không đọc được yêu cầu: JSON sai, mã hóa không phải UTF-8, hoặc tiêu đề sai dạng. Sửa theo “detail” rồi gửi lại."),
    ),
    "bad-parameter": Kind(
        400,
        _("Tham số không hợp lệ"),
        _("Địa chỉ có tham số không tồn tại, bị lặp, bị thiếu hoặc sai kiểu. Xem “errors”: mỗi dòng nêu một tham số và cách sửa."),
    ),
    "bad-cursor": Kind(
        400,
        _("Con trỏ trang không dùng được"),
        _("Con trỏ chỉ dùng cho đúng danh sách, bộ lọc và người đã nhận nó. Bắt đầu lại từ trang đầu và đi theo “next”."),
    ),
    "invalid-body": Kind(
        400,
        _("Nội dung gửi lên không hợp lệ"),
        _("Có mục thiếu, thừa hoặc sai kiểu. Mỗi dòng của “errors” chỉ tới một chỗ bằng JSON Pointer; sửa rồi gửi lại."),
    ),
    "not-authenticated": Kind(
        401,
        _("Chưa đăng nhập"),
        _("Địa chỉ này chỉ dành cho người đã đăng nhập. Đăng nhập rồi gọi lại cùng phiên làm việc."),
    ),
    "permission-denied": Kind(
        403,
        _("Không có quyền"),
        _("Bạn đã đăng nhập nhưng yêu cầu không được nhận, ví dụ thiếu mã CSRF. Xem “detail”."),
    ),
    "second-factor-required": Kind(
        403,
        _("Cần bật xác thực hai lớp"),
        _("Vai trò của bạn ra quyết định nên phải bật xác thực hai lớp trước khi dùng API. Mở địa chỉ nêu trong “detail”."),
    ),
    "not-found": Kind(
        404,
        _("Không tìm thấy"),
        _("Không có gì ở địa chỉ này, hoặc bạn không được biết. Kiểm tra mã; danh sách cho biết những gì bạn được xem."),
    ),
    "method-not-allowed": Kind(
        405,
        _("Phương thức không được hỗ trợ"),
        _("Địa chỉ này không nhận phương thức đã dùng. Tiêu đề Allow nêu các phương thức được nhận."),
    ),
    "not-acceptable": Kind(
        406,
        _("Không có định dạng được yêu cầu"),
        _("API trả lời bằng application/json. Bỏ tiêu đề Accept hoặc thêm application/json."),
    ),
    "request-in-progress": Kind(
        409,
        _("Yêu cầu này đang được xử lý"),
        _("Một yêu cầu khác với cùng Idempotency-Key chưa xong. Chờ số giây ở Retry-After rồi gửi lại y nguyên."),
    ),
    "precondition-failed": Kind(
        412,
        _("Dữ liệu đã thay đổi"),
        _("Có người đã sửa sau khi bạn đọc. Đọc lại, xem thay đổi, rồi gửi lại với ETag mới ở If-Match."),
    ),
    "content-too-large": Kind(
        413,
        _("Nội dung quá lớn"),
        _("Thân yêu cầu vượt giới hạn của máy chủ. Chia nhỏ rồi gửi lại."),
    ),
    "unsupported-media-type": Kind(
        415,
        _("Kiểu nội dung không được hỗ trợ"),
        _("Gửi JSON với Content-Type: application/json; tệp thì gửi multipart/form-data ở địa chỉ nhận tệp."),
    ),
    "unprocessable-body": Kind(
        422,
        _("Nội dung nêu thứ không có"),
        _("Nội dung đúng dạng nhưng nêu cơ quan, cơ sở dữ liệu hoặc đề xuất không có. “errors” chỉ tới từng chỗ."),
    ),
    "idempotency-key-reused": Kind(
        422,
        _("Khóa chống trùng đã dùng cho nội dung khác"),
        _("Idempotency-Key này đã đi cùng một nội dung khác trong 24 giờ qua. Nội dung mới thì dùng khóa mới."),
    ),
    "precondition-required": Kind(
        428,
        _("Thiếu điều kiện If-Match"),
        _("Sửa hoặc chuyển bước thì phải gửi ETag của bản đã đọc ở If-Match, để không ghi đè việc của người khác."),
    ),
    "quota-exceeded": Kind(
        429,
        _("Vượt hạn mức yêu cầu"),
        _("Chờ số giây ở Retry-After rồi gọi tiếp; tiêu đề RateLimit cho biết còn bao nhiêu lượt."),
    ),
    "server-error": Kind(
        500,
        _("Lỗi máy chủ"),
        _("Lỗi ở phía chúng tôi và đã được ghi lại. Khi báo hỗ trợ, nêu request_id."),
    ),
    "temporarily-unavailable": Kind(
        503,
        _("Tạm thời quá tải"),
        _("Máy chủ dữ liệu đang bận. Chờ số giây ở Retry-After rồi gửi lại."),
    ),
}


def kind_of(code: str) -> Kind | None:
    """The kind with that code, or None."""
    return GENERIC[code] if code in GENERIC else rules().get(code)


def rules() -> dict[str, Kind]:
    """Every rule of the domain that may refuse: its own sentence is title (the first half) and remedy."""
    found = {code_of(rule): Kind(rule.status, title_of(rule), rule.message) for rule in _below(RuleBroken)}
    return {code: kind for code, kind in found.items() if code not in GENERIC}


def title_of(rule: type[RuleBroken] | RuleBroken) -> str:
    """The first sentence of what the rule says, the same whatever it concerns."""
    return str(rule.message).split(". ")[0].rstrip(".")


def _below(rule: type[RuleBroken]) -> Iterator[type[RuleBroken]]:
    yield rule
    for narrower in rule.__subclasses__():
        yield from _below(narrower)
