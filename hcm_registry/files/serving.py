"""The one door through which kept files leave: never what a scanner has not let pass."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _

from hcm_registry import downloads
from hcm_registry.files import findings, ranges
from hcm_registry.files.fields import Kept, field_of
from hcm_registry.files.findings import ScanState
from hcm_registry.kernel.errors import RuleBroken


class Quarantined(RuleBroken):
    """A scanner found something harmful in it."""

    message = _("Tệp có mã độc nên bị cách ly, không ai tải được. Đề nghị người gửi gửi lại tệp sạch.")


class NotYetScanned(RuleBroken):
    """There is a scanner, and it has not answered yet."""

    message = _("Tệp đang chờ quét mã độc nên chưa tải được. Thử lại sau ít phút.")


def give(request: HttpRequest, row: Any) -> HttpResponseBase:
    """The file that the row names, as a download; 304 where it is held already. Errors: Quarantined, NotYetScanned.

    Who may have it is the caller's to see.
    """
    kept = released(row)
    held = {one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))}
    response = HttpResponseNotModified(headers={"ETag": tag_of(kept)}) if held & {tag_of(kept), "*"} else download(request, kept)
    response["Cache-Control"] = "private, no-cache"  # asked for again, it may be in quarantine
    return response


def tag_of(kept: Kept) -> str:
    """Its digest is its strong ETag, since its content never changes."""
    return f'"{kept.sha256}"'


def download(request: HttpRequest, kept: Kept) -> HttpResponseBase:
    """The file, or the part of it that is asked for: 206; 416 where it has no such part."""
    ends = ranges.asked(request, tag_of(kept))
    places = ranges.within(ends, kept.file.size) if ends else None
    response = _part(kept, places, kept.file.size) if places is not None else _whole(kept)
    response["ETag"], response["Accept-Ranges"] = tag_of(kept), "bytes"
    return response


def released(row: Any) -> Kept:
    """The file, if it may leave. Errors: Quarantined, NotYetScanned."""
    kept = field_of(row).of(row)
    assert kept is not None  # the caller has seen that there is one
    found = findings.of(kept)
    if not found.served:
        raise Quarantined if found.state == ScanState.INFECTED else NotYetScanned
    return kept


def _whole(kept: Kept) -> FileResponse:
    return downloads.download(kept.file, name=kept.name, content_type=kept.content_type, sha256=kept.sha256)


def _part(kept: Kept, places: range, size: int) -> HttpResponseBase:
    if not places:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = _whole(kept)
    response.status_code = 206
    response["Content-Range"], response["Content-Length"] = f"bytes {places[0]}-{places[-1]}/{size}", str(len(places))
    part: Any = ranges.Part(response.file_to_stream, places)  # Django reads what can be read; its stubs know iterables alone
    response.streaming_content = part
    return response
