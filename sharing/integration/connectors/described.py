"""What a person is asked for a source of each kind: one table, from which the form, its checks and the page of a source are made.

What a connector reads out of `connection` stands here under the same name (docs/sources.md).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hcm_registry.kernel.errors import Invalid
from sharing.integration.states import Kind

PORTS = range(1, 65_536)
Choices = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Setting:
    """One of them. `place`: it says whom the secret is shown to. `when`: another one and its values, without which this one says nothing.

    Of a setting with `choices` the first is what nothing means.
    """

    name: str
    label: Any
    hint: Any = ""
    required: bool = False
    number: bool = False
    place: bool = False
    choices: Choices = ()
    when: tuple[str, ...] = ()

    def needed(self, given: Mapping[str, Any]) -> bool:
        """Whether it says anything beside the others."""
        return not self.when or given.get(self.when[0]) in self.when[1:]


_TABLE = Setting("table", _("Bảng hoặc khung nhìn"), _("Kèm tên lược đồ nếu có, ví dụ kho.giay_phep."), required=True)
_USER = Setting("user", _("Tài khoản đọc"), _("Chỉ cần quyền đọc bảng này."), required=True)
_DATABASE, _USUAL = _("Cơ sở dữ liệu trên máy chủ"), _("Để trống là {port}.")
_CRYPT: Choices = (("", _("Không mã hóa")), ("1", _("TLS, kiểm tra chứng thư")))


def _server(port: int, *, database: Any = _DATABASE) -> tuple[Setting, ...]:
    return (
        Setting("host", _("Máy chủ"), _("Tên máy hoặc địa chỉ; mạng nội bộ phải được người vận hành máy chủ phê duyệt."), True, place=True),
        Setting("port", _("Cổng"), format_lazy(_USUAL, port=port), number=True, place=True),
        Setting("database", database, required=True),
        _TABLE,
        _USER,
    )


_FILES = (
    Setting("place", _("Nơi để tệp"), choices=(("drop", _("Thư mục nhận tệp trên máy chủ này")), ("sftp", "SFTP"), ("s3", "S3, MinIO"))),
    Setting("path", _("Đường dẫn tệp"), _("Có thể có dấu *: tệp mới nhất được đọc. Ví dụ so-khdt/ho-so-*.xlsx."), required=True),
    Setting("host", _("Máy chủ SFTP"), required=True, place=True, when=("place", "sftp")),
    Setting("port", _("Cổng"), _("Để trống là 22."), number=True, place=True, when=("place", "sftp")),
    Setting(
        "host_key",
        _("Khóa của máy chủ"),
        _("Dòng ssh-ed25519 AAAA… do cơ quan quản lý xác nhận; không có thì không kết nối."),
        required=True,
        place=True,
        when=("place", "sftp"),
    ),
    Setting("endpoint", _("Địa chỉ S3"), _("Ví dụ https://s3.kho.hcm."), required=True, place=True, when=("place", "s3")),
    Setting("bucket", _("Kho chứa (bucket)"), required=True, place=True, when=("place", "s3")),
    Setting("region", _("Vùng (region)"), _("Để trống là us-east-1."), when=("place", "s3")),
    Setting("user", _("Tài khoản đọc"), _("Với S3 là mã của khóa truy cập."), required=True, when=("place", "sftp", "s3")),
    Setting(
        "format",
        _("Định dạng"),
        choices=(
            ("", _("Theo đuôi tệp")),
            ("csv", "CSV"),
            ("xlsx", "Excel (XLSX)"),
            ("ndjson", "NDJSON"),
            ("json", "JSON"),
            ("parquet", "Parquet"),
        ),
    ),
    Setting(
        "encoding",
        _("Bảng mã của CSV"),
        choices=(
            ("", "UTF-8"),
            ("utf-16", "UTF-16"),
            ("cp1258", "CP1258"),
            ("tcvn3", "TCVN3 (ABC)"),
            ("vni", "VNI"),
            ("viscii", "VISCII"),
        ),
    ),
    Setting("delimiter", _("Dấu ngăn cột của CSV"), _("Để trống là dấu phẩy.")),
    Setting("sheet", _("Trang tính"), _("Để trống là trang đầu không bị ẩn.")),
)
_REST = (
    Setting("url", _("Địa chỉ trang đầu"), _("Bắt đầu bằng https:// hoặc http://, không chứa mật khẩu."), required=True, place=True),
    Setting("items", _("Danh sách nằm ở"), _("Ví dụ data.items; để trống khi cả câu trả lời là danh sách.")),
    Setting(
        "paging",
        _("Cách phân trang"),
        choices=(
            ("none", _("Không phân trang")),
            ("page", _("Số trang")),
            ("offset", _("Số dòng đã đọc")),
            ("cursor", _("Con trỏ trong câu trả lời")),
            ("next", _("Địa chỉ trang sau trong câu trả lời")),
            ("link", _("Tiêu đề Link")),
        ),
    ),
    Setting("parameter", _("Tham số của trang"), _("Để trống là page, offset hoặc cursor."), when=("paging", "page", "offset", "cursor")),
    Setting("first", _("Số của trang đầu"), _("Để trống là 1."), number=True, when=("paging", "page")),
    Setting("next", _("Con trỏ hoặc địa chỉ trang sau nằm ở"), _("Để trống là next."), when=("paging", "cursor", "next")),
    Setting("size_parameter", _("Tham số cỡ trang")),
    Setting("size", _("Số dòng mỗi trang"), number=True),
    Setting("since_parameter", _("Tham số nhận mốc"), _("Nếu API lọc được theo mốc thay đổi.")),
    Setting(
        "auth",
        _("Cách xác thực"),
        choices=(
            ("none", _("Không cần")),
            ("header", _("Tiêu đề HTTP")),
            ("basic", "HTTP Basic"),
            ("oauth2", "OAuth2 (client credentials)"),
        ),
    ),
    Setting("header", _("Tên tiêu đề"), _("Để trống là Authorization."), when=("auth", "header")),
    Setting("prefix", _("Chữ đứng trước mã"), _("Ví dụ Bearer."), when=("auth", "header")),
    Setting("token_url", _("Địa chỉ cấp mã (OAuth2)"), _("Bắt đầu bằng https://."), required=True, place=True, when=("auth", "oauth2")),
    Setting("user", _("Tài khoản hoặc mã ứng dụng"), required=True, when=("auth", "basic", "oauth2")),
    Setting("scope", _("Phạm vi (scope)"), when=("auth", "oauth2")),
)

SETTINGS: dict[str, tuple[Setting, ...]] = {
    Kind.POSTGRES: (
        *_server(5432),
        Setting(
            "sslmode",
            _("Mã hóa đường truyền"),
            choices=(("", _("Nếu máy chủ có")), ("require", _("Bắt buộc"))),
        ),
    ),
    Kind.MYSQL: (*_server(3306), Setting("tls", _("Mã hóa đường truyền"), choices=_CRYPT)),
    Kind.ORACLE: _server(1521, database=_("Tên dịch vụ (service name)")),
    Kind.SQLSERVER: (*_server(1433), Setting("tls", _("Mã hóa đường truyền"), choices=_CRYPT)),
    Kind.SQLITE: (
        Setting("path", _("Đường dẫn tệp"), _("Trong thư mục nhận tệp; có thể có dấu *: tệp mới nhất được đọc."), required=True),
        _TABLE,
    ),
    Kind.REST: _REST,
    Kind.FILES: _FILES,
}
#: What is kept sealed, in words; nothing where there is nothing to keep.
SECRETS: dict[str, Any] = {
    Kind.SQLITE: "",
    Kind.REST: _("Mật khẩu hoặc mã truy cập"),
    Kind.FILES: _("Mật khẩu, khóa riêng (PEM) hoặc khóa truy cập S3"),
}


class Misdescribed(Invalid):
    """What was given is not enough to find the source."""

    message = pgettext_lazy("source", "Kết nối chưa khai đủ. Xem từng mục bên dưới.")


def secret_of(kind: str) -> Any:
    """What the secret of such a source is called."""
    return SECRETS.get(kind, _("Mật khẩu"))


def read(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """`connection` out of what was typed: what says nothing is left out. Error: Misdescribed, which names each setting."""
    whole = _usual(kind) | {name: value for name, value in given.items() if value}
    found: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for setting in (one for one in SETTINGS[kind] if one.needed(whole)):
        typed = str(given.get(setting.name, "") or "").strip()
        fault = "".join(_faults(setting, typed))
        if fault:
            errors[setting.name] = [fault]
        elif typed:
            found[setting.name] = int(typed) if setting.number else typed
    if errors:
        raise Misdescribed(errors=errors)
    return found


def whom(kind: str, connection: Mapping[str, Any]) -> dict[str, Any]:
    """The part of it that says whom the secret is shown to."""
    return {setting.name: connection.get(setting.name) for setting in SETTINGS[kind] if setting.place and connection.get(setting.name)}


def in_words(kind: str, connection: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """What is known of it, for people."""
    return [
        (setting.label, dict(setting.choices).get(value, str(value)))  # a port is no number to be grouped
        for setting in SETTINGS[kind]
        if (value := connection.get(setting.name)) not in (None, "")
    ]


def _usual(kind: str) -> dict[str, Any]:
    """What nothing means."""
    return {setting.name: setting.choices[0][0] for setting in SETTINGS[kind] if setting.choices}


def _faults(setting: Setting, typed: str) -> Iterator[str]:
    if not typed:
        if setting.required:
            yield _now("Nhập mục này.")
    elif setting.number and not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        yield _now("Nhập một số nguyên.")
    elif setting.name == "port" and int(typed) not in PORTS:
        yield _now("Cổng là số từ 1 đến 65535.")
    elif setting.choices and typed not in dict(setting.choices):
        yield _now("Chọn một giá trị trong danh sách.")
