"""What tests of duties start from: a confirmed calendar, the duties of the decision, and a rule that calls for checks."""

from datetime import date

from django.core.files.base import ContentFile

from catalog import loading
from catalog.duties import actions
from catalog.duties.actions import Finding
from catalog.models import ComplianceCheck, Responsibility
from hcm_registry.kernel.periods import today
from tests.catalog.clocks.setting import confirm_years, lay_down
from tests.factories import NOW, City

DUE = date(2026, 4, 1)
PDF = b"%PDF-1.4 minh chung"


def with_duties(city: City, *ruled: str, months: int = 6) -> City:
    """Duties are borne; the matters named have a rule of so many months."""
    confirm_years(city)
    for key in ruled:
        lay_down(city, key, months, "MONTHS")
    loading.load_duties(at=NOW)
    return city


def borne(duty: str = "BUILD", code: str | None = "HCM-CSDL-001", agency: str = "") -> Responsibility:
    """The responsibility that is open for the duty and database."""
    found = Responsibility.objects.open().filter(duty__key=duty, database__code=code) if code else None
    found = Responsibility.objects.open().filter(duty__key=duty, database__isnull=True) if found is None else found
    return found.get(agency__key=agency) if agency else found.get()


def paper(name: str = "bien-ban.pdf", content: bytes = PDF) -> ContentFile:
    """A file that somebody sends in."""
    return ContentFile(content, name=name)


def ask(city: City, responsibility: Responsibility, *, by: str = "thamdinh.stttt", due_on: date = DUE) -> ComplianceCheck:
    """The department asks to be shown."""
    return actions.ask(responsibility, asked="Gửi báo cáo cập nhật", due_on=due_on, by=city.fresh(by), at=NOW)


def report(city: City, check: ComplianceCheck, *, by: str = "canbo.skhdt", at=NOW, **given) -> None:
    """The agency shows."""
    said = {"text": "Đã cập nhật đủ", "file": paper()} | given
    actions.report(check, by=city.fresh(by), at=at, **said)


def conclude(city: City, check: ComplianceCheck, *, by: str = "thamdinh.stttt", at=NOW, outcome: str = "MET", again_on=None) -> None:
    """The department judges."""
    actions.conclude(check, Finding(outcome, "Đủ minh chứng", again_on), by=city.fresh(by), at=at)


def day() -> date:
    """The day of the tests."""
    return today(NOW)
