"""The chain of hashes, followed twice: by PostgreSQL over its own rows, and here over rows anybody may hand us.

The two readings share nothing but the sentence they prove: an entry's hash is the SHA-256 of the hash before it, followed by the
JSON array of its number, its moment in microseconds, its kind, its subject and its body, spelled as PostgreSQL spells a jsonb.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from catalog.journal.models import JournalEntry

GENESIS = "0" * 64
COLUMNS = ("seq", "at", "kind", "subject", "body", "previous", "hash")
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_SQL = """
SELECT min(place) FROM (
  SELECT row_number() OVER w AS place, seq, previous, hash, lag(hash, 1, %s) OVER w AS before,
         encode(sha256(convert_to(previous || jsonb_build_array(
           seq, (extract(epoch FROM at) * 1000000)::bigint, kind, subject, body), 'UTF8')), 'hex') AS found
  FROM catalog_journalentry WINDOW w AS (ORDER BY seq)
) entry WHERE seq <> place OR previous <> before OR hash <> found
"""


def seal(previous: str, seq: int, at: datetime, kind: str, subject: str, body: Any) -> str:
    """The hash of an entry."""
    said = spelled([seq, (at - _EPOCH) // _MICROSECOND, str(kind), subject, body])
    return hashlib.sha256(f"{previous}{said}".encode()).hexdigest()


def spelled(value: Any) -> str:
    """A JSON value as PostgreSQL writes a jsonb: names by their length in bytes, then by their bytes. Fractions have two spellings
    and are refused. Error: TypeError."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: (len(name.encode()), name.encode()))
        return "{" + ", ".join(f"{spelled(name)}: {spelled(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(spelled, value)) + "]"
    if value is None or isinstance(value, str | int):
        return json.dumps(value, ensure_ascii=False)
    raise TypeError(f"the journal does not spell {type(value).__name__}")


def first_broken() -> int | None:
    """The number of the first entry that does not follow from the one before it, as PostgreSQL reads them; None when all do."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")  # the limit is for pages
        cursor.execute(_SQL, [GENESIS])
        return cursor.fetchone()[0]


def first_broken_of(rows: Iterable[tuple[Any, ...]]) -> int | None:
    """The same over rows of COLUMNS in their order, without asking PostgreSQL."""
    expected, before = 1, GENESIS
    for seq, at, kind, subject, body, previous, kept in rows:
        if (seq, previous) != (expected, before) or kept != seal(previous, seq, at, kind, subject, body):
            return expected
        expected, before = seq + 1, kept
    return None


def rows() -> Iterable[tuple[Any, ...]]:
    """Every entry in order, in bounded memory."""
    return JournalEntry.objects.order_by("seq").values_list(*COLUMNS).iterator(chunk_size=2000)
