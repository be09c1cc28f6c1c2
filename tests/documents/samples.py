"""A sample of each kind of official paper: what the rules are asserted on, and what the pictures are taken of.

A sample holds fixed words and days alone. Each is a promise: it is tried by every rule and compared with approved pictures.
"""

from collections.abc import Callable
from datetime import date

from hcm_registry.documents.blocks import (
    Annex,
    Article,
    Authority,
    Clause,
    Column,
    Grounds,
    Group,
    Heading,
    Issuer,
    Items,
    Paper,
    Paragraph,
    Signature,
    Table,
)

SAMPLES: dict[str, Callable[[], Paper | Annex]] = {}
CITY = "Ủy ban nhân dân Thành phố Hồ Chí Minh"
DEPARTMENT = Issuer("Sở Khoa học và Công nghệ", CITY)
OF = "Quyết định số {number} {day} của Chủ tịch Ủy ban nhân dân Thành phố"
COLUMNS = (Column("STT", 1.4, True), Column("Tên cơ sở dữ liệu", 4), Column("Mục đích", 6), Column("Cơ quan quản lý", 4))


def sample(name: str) -> Callable[[Callable[[], Paper | Annex]], Callable[[], Paper | Annex]]:
    """Adds a sample under a name of its own: `@sample("to-trinh")` above a function without arguments."""

    def add(make: Callable[[], Paper | Annex]) -> Callable[[], Paper | Annex]:
        assert name not in SAMPLES
        SAMPLES[name] = make
        return make

    return add


def row(number: int, agency: str) -> tuple[str, ...]:
    return (str(number), f"Cơ sở dữ liệu thử số {number}", "Phục vụ quản lý, tra cứu và chia sẻ giữa các cơ quan nhà nước", agency)


@sample("mau-cong-van")
def letter() -> Paper:
    """An official letter to several, with number and day."""
    body = (
        Paragraph("Sở Khoa học và Công nghệ đã tiếp nhận đề xuất của Sở Tài chính và kính đề nghị quý cơ quan cho ý kiến về:"),
        Items(("Tên, mục đích và phạm vi của cơ sở dữ liệu", "Cơ chế thu thập và cập nhật;", "Đơn vị quản lý")),
        Heading("I. THỜI HẠN"),
        Paragraph("Đề nghị gửi ý kiến trước ngày 15 tháng 01 năm 2026.\nQuá thời hạn nói trên mà không có ý kiến được hiểu là thống nhất."),
        Paragraph("Trân trọng"),
    )
    return Paper(
        issuer=DEPARTMENT,
        symbol="SKHCN-CNTT",
        abstract="lấy ý kiến về đề xuất bổ sung Cơ sở dữ liệu Đăng ký kinh doanh vào Danh mục cơ sở dữ liệu dùng chung",
        body=body,
        signature=Signature(("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Họ Và Tên"),
        recipients=("Như trên", "Giám đốc Sở (để báo cáo)", "Lưu: VT, CNTT"),
        to=("Sở Tài chính", "Sở Xây dựng", "Ủy ban nhân dân các phường, xã, đặc khu"),
        number="7",
        day=date(2026, 1, 5),
    )


@sample("mau-to-trinh")
def submission() -> Paper:
    """A submission of two pages whose number is not known yet, to one."""
    why = "Thực hiện chỉ đạo của Ủy ban nhân dân Thành phố về rà soát Danh mục cơ sở dữ liệu dùng chung. "
    return Paper(
        issuer=DEPARTMENT,
        symbol="TTr-SKHCN",
        abstract="Về việc ban hành Danh mục cơ sở dữ liệu dùng chung",
        body=(
            Heading("I. SỰ CẦN THIẾT"),
            *[Paragraph(why * 6)] * 7,
            Paragraph("Kính trình Ủy ban nhân dân Thành phố xem xét, quyết định."),
        ),
        signature=Signature(("GIÁM ĐỐC",)),
        recipients=("Như trên", "Lưu: VT, CNTT"),
        kind="Tờ trình",
        to=("Ủy ban nhân dân Thành phố",),
        draft=True,
    )


@sample("mau-quyet-dinh")
def decision() -> Paper:
    """A draft decision with two annexes: a table across the page, and prose."""
    rows = (Group("I. ĐÔ THỊ"), *(row(n, "Sở Xây dựng") for n in range(1, 19)), Group("II. Y TẾ"), row(19, "Sở Y tế"))
    points = ("Chủ trì tích hợp", "Công bố hướng dẫn", "Tham mưu điều chỉnh", "Kiểm tra", "Báo cáo định kỳ", "Tổng kết")
    body = (
        Authority("Chủ tịch Ủy ban nhân dân Thành phố Hồ Chí Minh"),
        Grounds(
            ("Căn cứ Luật Tổ chức chính quyền địa phương", "Căn cứ Luật Dữ liệu", "Theo đề nghị của Giám đốc Sở Khoa học và Công nghệ")
        ),
        Authority("Quyết định:"),
        Article("Ban hành kèm theo Quyết định này Danh mục cơ sở dữ liệu dùng chung của Thành phố Hồ Chí Minh."),
        Article("Trách nhiệm của các cơ quan", (Clause("Sở Khoa học và Công nghệ:", points), Clause("Các cơ quan quản lý cập nhật."))),
        Article("Chánh Văn phòng Ủy ban nhân dân Thành phố và các cơ quan có liên quan chịu trách nhiệm thi hành Quyết định này."),
    )
    return Paper(
        issuer=Issuer(CITY),
        symbol="QĐ-UBND",
        abstract="Ban hành Danh mục cơ sở dữ liệu dùng chung của Thành phố Hồ Chí Minh",
        body=body,
        signature=Signature(("CHỦ TỊCH",)),
        recipients=("Như Điều 3", "Lưu: VT, (CNTT)"),
        kind="Quyết định",
        draft=True,
        annexes=(
            Annex("Danh mục cơ sở dữ liệu dùng chung", (Table(COLUMNS, rows),), of=OF, landscape=True),
            Annex("Trách nhiệm cập nhật", (Heading("I. QUY ĐỊNH CHUNG"), Paragraph("Mỗi cơ quan cập nhật theo chu kỳ.")), of=OF),
        ),
    )


@sample("mau-phu-luc")
def annex() -> Annex:
    """An annex given out alone, with nothing in its table."""
    return Annex("Danh mục cơ sở dữ liệu dùng chung", (Table(COLUMNS, ()),))


from tests.documents import samples_kinds  # noqa: E402, F401  # the kinds, which register themselves with what stands above
