"""Whoever brought a harmful file is told what to do about it, and those who run the system that it is there."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from agencies.outbox.actions import RUNS_THE_SYSTEM, tell
from agencies.people import Membership, User
from hcm_registry.files.fields import all_fields
from hcm_registry.files.models import Scan
from hcm_registry.kernel.periods import today

#: Who could not be told for so long has found it on the page of the file.
LATE = timedelta(days=7)
TITLE = _("Tệp “%(name)s” có mã độc, đã bị cách ly")
BODY = _("Phần mềm quét báo: %(found)s. Không ai tải được tệp này. Kiểm tra máy đã gửi, bỏ tệp khỏi hồ sơ còn soạn và gửi lại tệp sạch.")
SEEN = _("Phát hiện tệp có mã độc, đã cách ly")
SEEN_BODY = _("Phần mềm quét báo: %(found)s. SHA-256 của tệp: %(sha256)s. Người gửi đã được báo.")


def tell_of_harmful(*, at: datetime) -> int:
    """Tell of each harmful content, once to each who brought it and once to those who run the system. Safe to run twice.

    Returns how many messages were new.
    """
    scans = Scan.objects.filter(result=Scan.Result.INFECTED, at__gt=at - LATE)
    return sum(_tell_uploaders(scan, at) + _tell_operators(scan, at) for scan in scans)


def _tell_uploaders(scan: Scan, at: datetime) -> int:
    told = 0
    for field in all_fields():
        for row in field.model._base_manager.filter(**{field.sha256: scan.sha256}) if field.by else ():
            person, kept = getattr(row, field.by), field.of(row)
            if person is None or kept is None:
                continue
            said = {"name": kept.name, "found": scan.found}
            key, path = f"file/harmful/{scan.pk}/{field.model._meta.label_lower}/{row.pk}", getattr(row, field.path or "", "") or "/inbox/"
            told += tell("file.harmful", to=[person], title=TITLE, body=BODY, path=path, key=key, at=at, said=said) is not None
    return told


def _tell_operators(scan: Scan, at: datetime) -> int:
    """To persons, in their inbox: it is nothing an office could do about."""
    seats = Membership.objects.on(today(at)).filter(role__in=RUNS_THE_SYSTEM)
    people = list(User.objects.filter(pk__in=seats.values("user")).order_by("pk"))
    if not people:
        return 0
    said = {"found": scan.found, "sha256": scan.sha256}
    told: dict[str, Any] = {"title": SEEN, "body": SEEN_BODY, "path": "/notices/", "key": f"file/harmful/{scan.pk}"}
    return tell("file.seen", to=people, at=at, said=said, **told) is not None
