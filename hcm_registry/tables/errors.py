"""Why a file with a table is not read, in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hcm_registry.kernel.errors import Invalid

REFUSALS = {
    "OLD_OR_ENCRYPTED": gettext_lazy(
        "Tệp có mật khẩu hoặc là bản Excel, Word cũ (.xls, .doc). Bỏ mật khẩu và lưu lại dưới dạng .xlsx hoặc .docx."
    ),
    "BROKEN": gettext_lazy("Tệp bị hỏng hoặc không đúng với loại của nó. Mở tệp, lưu lại rồi tải lên lần nữa."),
    "BROKEN_TEXT": gettext_lazy("Dòng %(row)d có ký tự không thuộc bảng mã đã chọn. Chọn bảng mã khác hoặc lưu lại tệp dạng UTF-8."),
    "BROKEN_QUOTE": gettext_lazy("Dòng %(row)d có dấu nháy kép không khớp. Sửa dòng đó trong tệp rồi tải lên lại."),
    "EMPTY": gettext_lazy("Tệp không có nội dung."),
    "NOT_A_TABLE": gettext_lazy("Trong tệp không có bảng nào. Tệp được nhận: XLSX, DOCX có bảng, CSV."),
    "TOO_LARGE_UNPACKED": gettext_lazy("Tệp bung ra quá lớn: tối đa %(most)d MB. Bỏ hình ảnh và các trang không dùng."),
    "BOMB": gettext_lazy("Tệp được nén bất thường nên không được mở. Lưu lại tệp bằng Excel hoặc Word rồi thử lại."),
    "MACRO": gettext_lazy("Tệp có macro nên không được nhận. Lưu lại dưới dạng .xlsx hoặc .docx không có macro."),
    "PACKED_INSIDE": gettext_lazy("Trong tệp có nhúng tệp khác nên không được nhận. Xóa tệp nhúng rồi lưu lại."),
    "LINKS_OUTSIDE": gettext_lazy("Tệp có liên kết ra ngoài nên không được nhận. Ngắt liên kết (dán dạng giá trị) rồi lưu lại."),
    "ENTITIES": gettext_lazy("Tệp có khai báo nguy hiểm (DOCTYPE) nên không được mở."),
    "TOO_MANY_ROWS": gettext_lazy("Bảng quá lớn. Tách thành nhiều tệp, hoặc lưu dạng CSV."),
    "TOO_MANY_COLUMNS": gettext_lazy("Bảng có quá nhiều cột: tối đa %(most)d. Xóa các cột không dùng."),
    "CELL_TOO_LONG": gettext_lazy("Dòng %(row)d có ô quá dài: tối đa %(most)d ký tự."),
    "ENCODING_UNKNOWN": gettext_lazy("Chưa rõ bảng mã của tệp. Chọn bảng mã cho chữ hiện đúng."),
    "TOO_SLOW": gettext_lazy("Tệp mất quá nhiều thời gian để đọc. Bỏ định dạng và các trang không dùng, hoặc lưu dạng CSV."),
    "TOO_MUCH_MEMORY": gettext_lazy("Tệp cần quá nhiều bộ nhớ để đọc. Xóa các dòng, cột trống ở cuối bảng, hoặc lưu dạng CSV."),
}


class FileNotRead(Invalid):
    """A file whose table cannot be read, and what to do about it. `refused` names the reason for programs."""

    def __init__(self, refused: str, **where: Any) -> None:
        self.refused, self.where = refused, where
        sentence = _(str(REFUSALS[refused])) % where if where else str(REFUSALS[refused])
        super().__init__(sentence, errors={"file": [sentence]}, refused=refused, **where)
