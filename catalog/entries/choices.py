"""The closed lists an entry chooses from. An empty choice means: not known, never a guess."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """How far the database has come."""

    PLANNED = "PLANNED", _("Dự kiến xây dựng")
    BUILDING = "BUILDING", _("Đang xây dựng")
    OPERATING = "OPERATING", _("Đang vận hành")
    INTEGRATED = "INTEGRATED", _("Đã tích hợp vào kho")
    SUSPENDED = "SUSPENDED", _("Tạm dừng")


class SharingClass(models.TextChoices):
    """Luật Dữ liệu 60/2024/QH15, Art. 3."""

    OPEN = "OPEN", _("Dữ liệu mở")
    COMMON = "COMMON", _("Dữ liệu dùng chung")
    INTERNAL = "INTERNAL", _("Dữ liệu dùng riêng")


class ImportanceClass(models.TextChoices):
    """Luật Dữ liệu 60/2024/QH15, Art. 3: lists of the Prime Minister."""

    CORE = "CORE", _("Dữ liệu cốt lõi")
    IMPORTANT = "IMPORTANT", _("Dữ liệu quan trọng")
    OTHER = "OTHER", _("Dữ liệu khác")


class SharingMode(models.TextChoices):
    """NĐ 47/2020 Art. 3(5), 34, 36; terms of the law in force until 21/10/2025."""

    DEFAULT = "DEFAULT", _("Chia sẻ mặc định")
    SPECIFIC_REQUEST = "SPECIFIC_REQUEST", _("Theo yêu cầu đặc thù")


class SharingMethod(models.TextChoices):
    """NĐ 47/2020 Art. 23(1)."""

    ONLINE = "ONLINE", _("Kết nối trực tuyến giữa các hệ thống")
    SYNC = "SYNC", _("Đồng bộ trực tuyến toàn bộ hoặc một phần")
    PACKAGED = "PACKAGED", _("Đóng gói trên phương tiện lưu trữ")


class UpdateFrequency(models.TextChoices):
    """How often the managing agency promises fresh data."""

    REALTIME = "REALTIME", _("Tức thời")
    DAILY = "DAILY", _("Hằng ngày")
    WEEKLY = "WEEKLY", _("Hằng tuần")
    MONTHLY = "MONTHLY", _("Hằng tháng")
    QUARTERLY = "QUARTERLY", _("Hằng quý")
    YEARLY = "YEARLY", _("Hằng năm")
    ON_EVENT = "ON_EVENT", _("Khi có phát sinh")


class PersonalData(models.TextChoices):
    """Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15; before it NĐ 13/2023 Art. 2."""

    NONE = "NONE", _("Không có dữ liệu cá nhân")
    BASIC = "BASIC", _("Dữ liệu cá nhân cơ bản")
    SENSITIVE = "SENSITIVE", _("Dữ liệu cá nhân nhạy cảm")


class CoreEntity(models.TextChoices):
    """The city's core entities (press of 01/11/2023 on the decision)."""

    CITIZEN = "CITIZEN", _("Người dân")
    PARCEL = "PARCEL", _("Thửa đất")
    BUSINESS = "BUSINESS", _("Doanh nghiệp")
    OTHER = "OTHER", _("Khác")


class Theme(models.TextChoices):
    """The fields the decision covers, as the press of 01/11/2023 lists them, and the finance-business data group."""

    URBAN = "URBAN", _("Đô thị")
    TRANSPORT = "TRANSPORT", _("Giao thông")
    HEALTH = "HEALTH", _("Y tế")
    EDUCATION = "EDUCATION", _("Giáo dục")
    ENVIRONMENT = "ENVIRONMENT", _("Môi trường")
    LABOUR = "LABOUR", _("Lao động - việc làm")
    ADMINISTRATION = "ADMINISTRATION", _("Hành chính")
    POLICY = "POLICY", _("Chính sách")
    TELECOM = "TELECOM", _("Viễn thông")
    FINANCE_BUSINESS = "FINANCE_BUSINESS", _("Tài chính - doanh nghiệp")


class Basis(models.TextChoices):
    """How we know which agency manages a database."""

    DECIDED = "DECIDED", _("Theo quyết định")
    SUGGESTED = "SUGGESTED", _("Gợi ý theo chức năng, chưa theo quyết định")


class FieldType(models.TextChoices):
    """Frictionless Table Schema types that the warehouse stores."""

    STRING = "string", _("Chuỗi")
    INTEGER = "integer", _("Số nguyên")
    NUMBER = "number", _("Số thập phân")
    BOOLEAN = "boolean", _("Có/không")
    DATE = "date", _("Ngày")
    DATETIME = "datetime", _("Ngày giờ")
    TIME = "time", _("Giờ")
    YEAR = "year", _("Năm")
    GEOJSON = "geojson", _("Hình học (GeoJSON)")
    OBJECT = "object", _("Đối tượng JSON")


# What a list may be asked for beside the values above: what is not known yet, and so many rows a page.
UNKNOWN = "unknown"
SIZES = (20, 50, 100)
