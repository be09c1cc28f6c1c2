"""The one door through which kept files leave: never what a scanner has not let pass."""

from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext_lazy as _

from hcm_registry.downloads import download
from hcm_registry.files import findings
from hcm_registry.files.fields import Kept, field_of
from hcm_registry.files.findings import ScanState
from hcm_registry.kernel.errors import RuleBroken


class Quarantined(RuleBroken):
    """A scanner found something harmful in it."""

    message = _("Tệp có mã độc nên bị cách ly, không ai tải được. Đề nghị người gửi gửi lại tệp sạch.")


class NotYetScanned(RuleBroken):
    """There is a scanner, and it has not answered yet."""

    message = _("Tệp đang chờ quét mã độc nên chưa tải được. Thử lại sau ít phút.")


def give(row: Any) -> FileResponse:
    """The file that the row names, as a download. Errors: Quarantined, NotYetScanned. Who may have it is the caller's to see."""
    kept = released(row)
    return download(kept.file, name=kept.name, content_type=kept.content_type, sha256=kept.sha256)


def released(row: Any) -> Kept:
    """The file, if it may leave. Errors: Quarantined, NotYetScanned."""
    kept = field_of(row).of(row)
    assert kept is not None  # the caller has seen that there is one
    found = findings.of(kept)
    if not found.served:
        raise Quarantined if found.state == ScanState.INFECTED else NotYetScanned
    return kept
