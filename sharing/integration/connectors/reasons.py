"""What a source's refusal means, in the words an operator needs. No sentence repeats what the source said: it may quote a secret."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from django.utils.translation import gettext_lazy as _

from hcm_registry.outbound.errors import AddressRefused, AnswerRefused, Unreachable
from sharing.integration.errors import SourceBroken, SourceRefused, SourceUnavailable


class WrongPassword(SourceRefused):
    """The account, or what proves it, is not accepted."""

    message = _("Nguồn không chấp nhận tài khoản hoặc mật khẩu. Kiểm tra lại tài khoản đọc dữ liệu do cơ quan quản lý cấp.")


class NoRight(SourceRefused):
    """The account may not read what was asked for."""

    message = _("Tài khoản không có quyền đọc dữ liệu này. Đề nghị cơ quan quản lý nguồn cấp quyền đọc.")


class NoTable(SourceRefused):
    """No such table; many databases say so as well of one that the account may not see."""

    message = _("Nguồn không có bảng này, hoặc tài khoản không được thấy nó. Kiểm tra tên bảng.")


class NoColumn(SourceRefused):
    """A column is gone since the structure was compared."""

    message = _("Nguồn không còn cột được hỏi. So lại cấu trúc nguồn với từ điển dữ liệu.")


class NoDatabase(SourceRefused):
    """No such database on the server."""

    message = _("Nguồn không có cơ sở dữ liệu này. Kiểm tra tên cơ sở dữ liệu.")


class NoFile(SourceRefused):
    """No file of that name, or it lies where sources may not be read from."""

    message = _("Không tìm thấy tệp. Kiểm tra thư mục và tên tệp.")


class NoAddress(SourceRefused):
    """The API knows no such address."""

    message = _("API không có địa chỉ này. Kiểm tra đường dẫn trong cấu hình nguồn.")


class DriverMissing(SourceRefused):
    """An optional part of the system is not installed here."""

    message = _("Máy chủ này chưa cài trình điều khiển cho loại nguồn đã chọn. Đề nghị người quản trị hệ thống cài đặt.")


class AtRow(SourceBroken):
    """A fault in one row, which the sentence names: its line in the file, its number among the objects."""

    message = _("Dòng %(row)d không đúng dạng: số ô khác với dòng tên cột, hoặc chứa dấu kết thúc dữ liệu.")

    def __init__(self, row: int) -> None:
        super().__init__(str(self.message) % {"row": row}, row=row)


class AtPage(SourceBroken):
    """A fault on one page of an API, which the sentence names."""

    message = _("Trang %(page)d của API có phần tử không phải đối tượng.")

    def __init__(self, page: int) -> None:
        super().__init__(str(self.message) % {"page": page}, page=page)


def driver(name: str) -> Any:
    """An optional driver. Error: DriverMissing."""
    try:
        return import_module(name)
    except ImportError:
        raise DriverMissing(driver=name) from None


@contextmanager
def outward() -> Iterator[None]:
    """A refusal of the door out as a source's error, with its sentence."""
    try:
        yield
    except AddressRefused as error:
        raise SourceRefused(error.text) from error
    except Unreachable as error:
        raise SourceUnavailable(error.text) from error
    except AnswerRefused as error:
        raise SourceBroken(error.text) from error
