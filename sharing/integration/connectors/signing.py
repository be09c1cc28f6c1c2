"""The signature under a question to S3: AWS Signature Version 4, which all who speak S3 know."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

EMPTY = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class Account:
    """Whose questions they are."""

    key_id: str
    key: str = field(repr=False)
    region: str


def signed(
    method: str, host: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], account: Account, at: datetime
) -> dict[str, str]:
    """The headers of a question without a body, with its signature. `path` as it is sent, escaped."""
    moment = at.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{moment[:8]}/{account.region}/s3/aws4_request"
    every = {**headers, "Host": host, "x-amz-content-sha256": EMPTY, "x-amz-date": moment}
    lines = sorted((name.lower(), value.strip()) for name, value in every.items())
    names = ";".join(name for name, _value in lines)
    told = "\n".join([method, path, canonical_query(query), *(f"{name}:{value}" for name, value in lines), "", names, EMPTY])
    to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(told.encode()).hexdigest()}"
    key = f"AWS4{account.key}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    proof = hmac.new(key, to_sign.encode(), "sha256").hexdigest()
    every["Authorization"] = f"AWS4-HMAC-SHA256 Credential={account.key_id}/{scope}, SignedHeaders={names}, Signature={proof}"
    del every["Host"]  # sent by the client itself
    return every


def canonical_query(query: Mapping[str, str]) -> str:
    """The parameters in their one spelling, in order."""
    return "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in sorted(query.items()))


def escaped(path: str) -> str:
    """A path in its one spelling."""
    return quote(path, safe="/-_.~")
