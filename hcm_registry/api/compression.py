"""gzip for whoever takes it. A strong ETag names bytes, so the packed answer bears a tag of its own; either is taken back."""

import gzip
import re
from typing import Any

from django.utils.cache import patch_vary_headers

SUFFIX = "+gzip"
_QUALITY = re.compile(r"\s*;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*")


def pack(request: Any, response: Any) -> None:
    """Compress a whole (not streamed) answer in place, and its ETag with it; a 304 bears the tag that its 200 would."""
    patch_vary_headers(response, ("Accept-Encoding",))
    if response.streaming or "Content-Encoding" in response or not accepted(request.headers.get("Accept-Encoding", "")):
        return
    if response.content:
        response.content = gzip.compress(response.content, compresslevel=4, mtime=0)
        response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(response.content))
    if "ETag" in response and (response.content or response.status_code == 304):
        response["ETag"] = f'{response["ETag"][:-1]}{SUFFIX}"'


def accepted(header: str) -> bool:
    """Whether the client takes gzip: named, or by `*`, and not with q=0."""
    wanted = {}
    for part in header.lower().split(","):
        name, _semicolon, rest = part.partition(";")
        quality = _QUALITY.fullmatch(f";{rest}") if rest else None
        wanted[name.strip()] = float(quality[1]) if quality else 1.0
    return wanted.get("gzip", wanted.get("*", 0.0)) > 0


def unpacked(tag: str) -> str:
    """The tag of the content, whichever encoding the client held it in."""
    return tag.removesuffix(f'{SUFFIX}"') + '"' if tag.endswith(f'{SUFFIX}"') else tag
