"""Files in an S3 bucket (or MinIO, Ceph): listed and fetched over the one HTTP client, each question signed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import unescape
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from fsspec.spec import AbstractFileSystem

from hcm_registry.outbound.client import Answer, Client
from sharing.integration.connectors import reasons
from sharing.integration.connectors.places import Fetched, StillWritten, buffered, newest
from sharing.integration.connectors.signing import Account, canonical_query, escaped, signed
from sharing.integration.errors import SourceBroken, SourceUnavailable

_FILES = re.compile(r"<Contents>(.*?)</Contents>", re.DOTALL)
_FOLDERS = re.compile(r"<CommonPrefixes>\s*<Prefix>(.*?)</Prefix>", re.DOTALL)
_NEXT = re.compile(r"<NextContinuationToken>(.*?)</NextContinuationToken>")


class NotS3(SourceBroken):
    """Something else answers there, or in a way that is not understood."""

    message = _("Kho S3 trả lời không đúng dạng. Kiểm tra địa chỉ, vùng và tên kho.")


@contextmanager
def opened(connection: dict[str, Any], secret: str) -> Iterator[tuple[BinaryIO, str]]:
    """`connection`: endpoint (`https://…`), bucket, region, user (the access key's id), path. `secret`: the access key."""
    account = Account(connection.get("user", ""), secret, connection.get("region") or "us-east-1")
    bucket = Bucket(connection.get("endpoint", ""), connection.get("bucket", ""), account)
    found = newest(bucket, connection.get("path", "").lstrip("/"))
    yield buffered(Fetched(found["size"], lambda start, end: bucket.part(found, start, end))), found["name"]


class Bucket(AbstractFileSystem):  # type: ignore[misc]  # fsspec has no types
    """A bucket as a file system that is only read."""

    cachable = False

    def __init__(self, endpoint: str, bucket: str, account: Account) -> None:
        super().__init__()
        self.endpoint, self.bucket, self.account = endpoint.rstrip("/"), bucket, account
        self.client = Client(limit=64 * 1024 * 1024)

    def ls(self, path: str, detail: bool = True, **_: Any) -> list[Any]:
        """What lies directly in a folder, a thousand at a time."""
        folder = f"{path.strip('/')}/" if path.strip("/") else ""
        asked = {"list-type": "2", "delimiter": "/", "prefix": folder}
        found: list[dict[str, Any]] = []
        while True:
            told = self._ask("", asked).body.decode("utf-8", "replace")
            found += [_file(one) for one in _FILES.findall(told)] + [_folder(one) for one in _FOLDERS.findall(told)]
            onwards = _NEXT.search(told)
            if onwards is None:
                return found if detail else [one["name"] for one in found]
            asked["continuation-token"] = unescape(onwards[1])

    def part(self, found: dict[str, Any], start: int, end: int) -> bytes:
        """Some bytes of a file that is still the one that was found. Error: StillWritten."""
        wanted = {"Range": f"bytes={start}-{end - 1}", "If-Match": found["etag"]}
        return self._ask(found["name"], {}, wanted).body[: end - start]

    def _ask(self, key: str, query: dict[str, str], headers: dict[str, str] | None = None) -> Answer:
        path = escaped(f"/{self.bucket}/{key}" if key else f"/{self.bucket}")
        host = urlsplit(self.endpoint).netloc
        proof = signed("GET", host, path, query, headers or {}, self.account, datetime.now(UTC))
        with reasons.outward():
            answer = self.client.ask("GET", f"{self.endpoint}{path}?{canonical_query(query)}".rstrip("?"), headers=proof)
        _accepted(answer)
        return answer


def _accepted(answer: Answer) -> None:
    if answer.status in {200, 206}:
        return
    if answer.status >= 500 or answer.status == 429:
        raise SourceUnavailable(status=answer.status)
    refused = {403: reasons.WrongPassword, 404: reasons.NoFile, 412: StillWritten}
    raise refused.get(answer.status, NotS3)(status=answer.status)


def _file(told: str) -> dict[str, Any]:
    known = {name: unescape(value) for name, value in re.findall(r"<(Key|Size|LastModified|ETag)>(.*?)</\1>", told, re.DOTALL)}
    try:
        return {
            "name": known["Key"],
            "size": int(known["Size"]),
            "type": "file",
            "mtime": known["LastModified"],
            "etag": known["ETag"],
        }
    except (KeyError, ValueError):
        raise NotS3 from None


def _folder(told: str) -> dict[str, Any]:
    return {"name": unescape(told).rstrip("/"), "size": 0, "type": "directory", "mtime": ""}
