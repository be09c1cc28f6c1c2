"""Rows of quarantine as a file: what the agency works through, with every reason in words."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from hcm_registry.lists import Column, Table
from sharing.quarantine.queries import Dictionary, Line

ABOUT = (
    Column(_("Số dòng cách ly"), lambda line: line.id, 12),
    Column(_("Cơ sở dữ liệu"), lambda line: line.source.database.code, 16),
    Column(_("Bảng"), lambda line: line.source.dataset, 18),
    Column(_("Khóa"), lambda line: line.key, 22),
    Column(_("Sai ở đâu, làm gì"), lambda line: "\n".join(f"{cell.title}: {' '.join(cell.wrong)}" for cell in line.wrong), 60),
    Column(_("Cách ly từ"), lambda line: line.kept.since, 20),
    Column(_("Số ngày chờ"), lambda line: line.days, 10),
    Column(_("Số bản giống nhau ở nguồn"), lambda line: line.kept.copies, 12),
    Column(_("Lượt nạp phát hiện"), lambda line: line.kept.since_run, 12),
)
WHOLE = Column(_("Nội dung dòng"), lambda line: "\n".join(f"{cell.title}: {cell.text}" for cell in line.cells), 60)


def table(fields: Dictionary | None) -> Table:
    """One column a field when the rows are of one source; otherwise the whole row in one."""
    own = tuple(Column(field.title, _value(name), 20) for name, field in fields.items()) if fields else (WHOLE,)
    return Table("dong-cach-ly", _("Dòng cách ly"), (*ABOUT, *own))


def _value(name: str) -> Callable[[Line], str]:
    return lambda line: next((cell.text for cell in line.cells if cell.name == name), "")
