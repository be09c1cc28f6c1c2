"""Write to the journal."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from catalog.journal import chain
from catalog.journal.models import JournalEntry

LOCK = 0x48434D4A  # one writer at a time, so that seq follows commit order and a reader's cursor never skips


def canonical(value: Any) -> bytes:
    """The one spelling of a JSON value: sorted keys, no spaces, UTF-8. Hashes are taken over this."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical spelling, hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


class ListDigest:
    """The `digest` of a list that comes item by item; of one inside another, with what stands `before` and `after` it there."""

    def __init__(self, before: bytes = b"", after: bytes = b"") -> None:
        self._sha, self._between, self._after = hashlib.sha256(before + b"["), b"", b"]" + after

    def add(self, item: Any) -> None:
        """The next item."""
        self._sha.update(self._between + canonical(item))
        self._between = b","

    def hexdigest(self) -> str:
        """Of the items so far."""
        whole = self._sha.copy()
        whole.update(self._after)
        return whole.hexdigest()


def hold() -> None:
    """Be the one writer until the transaction ends. Whoever writes several things takes it before touching any row: two who took
    rows first would wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def write(kind: JournalEntry.Kind, *, subject: str, body: dict[str, Any], at: datetime) -> JournalEntry:
    """Append one entry inside the caller's transaction; other writers wait until it ends."""
    return write_all(kind, [(subject, body)], at=at)[0]


def write_all(kind: JournalEntry.Kind, told: Iterable[tuple[str, dict[str, Any]]], *, at: datetime) -> list[JournalEntry]:
    """Append several entries of one kind, subject and body each, in their order."""
    hold()
    last = JournalEntry.objects.order_by("-seq").first()
    seq, previous = (last.seq, last.hash) if last else (0, chain.GENESIS)
    entries = []
    for subject, body in told:
        seq += 1
        sealed = chain.seal(previous, seq, at, kind, subject, body)
        entries.append(JournalEntry(seq=seq, at=at, kind=kind, subject=subject, body=body, previous=previous, hash=sealed))
        previous = sealed
    return JournalEntry.objects.bulk_create(entries)


def head() -> int:
    """The number of the latest entry: the version of the whole catalogue (0 before the first)."""
    return latest()[0]


def latest() -> tuple[int, datetime | None]:
    """The latest entry's number and moment; (0, None) before the first."""
    return JournalEntry.objects.order_by("-seq").values_list("seq", "at").first() or (0, None)
