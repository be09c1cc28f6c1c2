"""Signed heads of the journal. A chain betrays a changed entry, not a missing end, nor an end written anew with hashes that fit:
whoever keeps an anchor betrays both.

Anchors are lines of a file, to be copied to somebody else as they come; the private key stays with the worker that signs.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings
from django.utils.translation import gettext as _

from catalog.journal.actions import canonical, head
from catalog.journal.models import JournalEntry


@dataclass(frozen=True)
class Anchor:
    """That the entry `seq` had this hash and was the last one at this moment, signed."""

    seq: int
    hash: str
    at: str
    signature: str = ""

    def __str__(self) -> str:
        """A line of the file."""
        return json.dumps(asdict(self))

    @property
    def message(self) -> bytes:
        """What is signed."""
        return canonical(["hcm_registry journal", self.seq, self.hash, self.at])

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        """Whether the holder of the private key said so."""
        try:
            key.verify(bytes.fromhex(self.signature), self.message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Doubt:
    """An anchor that the journal does not bear out. `since`: the first entry that is missing, or may have been written anew."""

    anchor: Anchor
    since: int
    signed: bool


def file() -> Path:
    """Where the anchors are kept; the public key lies beside them."""
    return Path(settings.DATA_DIR) / "anchors" / "journal.jsonl"


def public_key_file() -> Path:
    """What whoever keeps the anchors needs to read them."""
    return file().with_name("journal.pub.pem")


def drop(*, at: datetime) -> Anchor | None:
    """Sign the head of the journal and keep it; None when nothing was written since the last anchor."""
    latest = JournalEntry.objects.order_by("-seq").values_list("seq", "hash").first()
    if latest is None or latest[0] <= last():
        return None
    key = _private_key()
    bare = Anchor(*latest, at=at.isoformat())
    anchor = replace(bare, signature=key.sign(bare.message).hex())
    file().parent.mkdir(parents=True, exist_ok=True)
    public_key_file().write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with file().open("a", encoding="utf-8") as lines:
        lines.write(f"{anchor}\n")
    return anchor


def last() -> int:
    """The number of the last entry that an anchor of ours covers; 0 before the first."""
    return max((anchor.seq for anchor in kept()), default=0)


def kept(path: Path | None = None) -> list[Anchor]:
    """The anchors in a file, ours unless another is named. Error: ValueError when a line is not one."""
    found = path or file()
    if not found.exists() and path is None:
        return []
    try:
        return [Anchor(**json.loads(line)) for line in found.read_text(encoding="utf-8").splitlines() if line]
    except TypeError as error:
        raise ValueError(f"{found}: {error}") from error


def public_key(path: Path | None = None) -> Ed25519PublicKey:
    """The key in a file, ours unless another is named."""
    key = load_pem_public_key((path or public_key_file()).read_bytes())
    assert isinstance(key, Ed25519PublicKey)
    return key


def doubts(anchors: Iterable[Anchor], key: Ed25519PublicKey) -> Iterator[Doubt]:
    """What the anchors say that the journal does not, the earliest first."""
    listed = sorted(anchors, key=lambda anchor: anchor.seq)
    hashes: dict[int, Any] = dict(JournalEntry.objects.filter(seq__in=[anchor.seq for anchor in listed]).values_list("seq", "hash"))
    sure, end = 0, head()
    for anchor in listed:
        signed = anchor.is_signed_by(key)
        if signed and hashes.get(anchor.seq) == anchor.hash:
            sure = anchor.seq
        else:
            yield Doubt(anchor, since=end + 1 if anchor.seq > end else sure + 1, signed=signed)


def in_words(doubt: Doubt) -> str:
    """For the operator."""
    where = {"seq": doubt.anchor.seq, "since": doubt.since}
    if not doubt.signed:
        return _("Mốc ở mục số %(seq)d: chữ ký không đúng.") % where
    return _("Mốc ở mục số %(seq)d không khớp với nhật ký: các mục từ số %(since)d đã bị mất hoặc viết lại.") % where


def _private_key() -> Ed25519PrivateKey:
    """The key that signs; made once, readable by this account alone."""
    path = Path(settings.DATA_DIR) / "keys" / "journal.pem"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key = load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    return key
