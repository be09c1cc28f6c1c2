"""The closed lists of a load."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What kind of system a source is: one connector each."""

    POSTGRES = "POSTGRES", "PostgreSQL"
    MYSQL = "MYSQL", "MySQL, MariaDB"
    ORACLE = "ORACLE", "Oracle"
    SQLSERVER = "SQLSERVER", "SQL Server"
    SQLITE = "SQLITE", _("Tệp SQLite")
    REST = "REST", "REST API (JSON)"
    FILES = "FILES", _("Tệp (CSV, Excel, JSON, Parquet)")


class Mode(models.TextChoices):
    """What a load fetches."""

    FULL = "FULL", _("Toàn bộ")
    INCREMENTAL = "INCREMENTAL", _("Phần thay đổi từ lần trước")


class DriftPolicy(models.TextChoices):
    """What happens when the source no longer looks as the dictionary says."""

    HOLD = "HOLD", _("Dừng, chờ người xem")
    CONTINUE = "CONTINUE", _("Nạp tiếp phần khớp từ điển")
    FREEZE = "FREEZE", _("Ngừng nạp nguồn này đến khi có người mở lại")


class State(models.TextChoices):
    """Where a run is."""

    QUEUED = "QUEUED", _("Chờ nạp")
    RUNNING = "RUNNING", _("Đang nạp")
    DONE = "DONE", _("Đã nạp")
    HELD = "HELD", _("Dừng chờ người xem")
    FAILED = "FAILED", _("Không nạp được")
    CANCELLED = "CANCELLED", _("Đã hủy")


#: A source has one run that is not over; one that is held is over until somebody releases it.
OPEN = (State.QUEUED, State.RUNNING)
ENDED = (State.DONE, State.FAILED, State.CANCELLED)


class Stage(models.TextChoices):
    """The parts of a run, in their order."""

    SCHEMA = "SCHEMA", _("So cấu trúc nguồn với từ điển")
    EXTRACT = "EXTRACT", _("Lấy dữ liệu")
    VALIDATE = "VALIDATE", _("Kiểm tra từng dòng")
    GUARD = "GUARD", _("Kiểm tra ngưỡng")
    PUBLISH = "PUBLISH", _("Công bố")
    PROFILE = "PROFILE", _("Thống kê")


class Change(models.TextChoices):
    """How a source may differ from the dictionary."""

    MISSING = "MISSING", _("Thiếu cột")
    RETYPED = "RETYPED", _("Khác kiểu")
    RENAMED = "RENAMED", _("Đổi tên cột")
    ADDED = "ADDED", _("Thêm cột")
    VALUES = "VALUES", _("Giá trị ngoài danh mục")
    TABLE = "TABLE", _("Bảng chưa có trong từ điển")


#: What is seen at the source's columns alone, before any row is read.
STRUCTURE = (Change.MISSING, Change.RETYPED, Change.RENAMED, Change.ADDED, Change.TABLE)
