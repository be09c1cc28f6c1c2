"""Files that people sent in, given out again: always as a download, never as something that runs in our pages."""

from base64 import b64encode
from typing import Any

from django.http import FileResponse

SANDBOX = "default-src 'none'; sandbox"


def download(file: Any, *, name: str, content_type: str, sha256: str) -> FileResponse:
    """The file under its name, with its digest (RFC 9530) so that a reader can see nothing was lost on the way."""
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:"
    return response
