"""What the signatures of a PDF are worth, found out by a child process (`reader.py`): a hostile file costs that process and no other."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings

from hcm_registry.files.models import Verdict

log = structlog.get_logger(__name__)
READER = Path(__file__).with_name("reader.py")
PATIENCE = 60
#: A signature names the bytes it covers outside all compression, each letter plainly or by its number: without that there is none.
COVERS = re.compile(b"/" + b"".join(b"(?:%c|#%02x|#%02X)" % (letter, letter, letter) for letter in b"ByteRange"))
#: From the gravest on: the verdict on a file is that on its worst signature.
GRAVITY = (Verdict.TAMPERED, Verdict.REVOKED, Verdict.EXPIRED, Verdict.UNKNOWN, Verdict.VALID)


@dataclass(frozen=True)
class Roots:
    """The certificates that are trusted, and a digest of them that tells one folder's contents from another's."""

    pem: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all of them."""
        return sha256("\n".join(self.pem).encode()).hexdigest()


def trusted() -> Roots:
    """What lies in the folder `SIGNATURE_ROOTS` now: PEM files, in any number; without one no signer is known."""
    folder = settings.SIGNATURE_ROOTS
    files = sorted(Path(folder).glob("*.pem")) if folder else []
    return Roots(tuple(sorted({file.read_text(encoding="ascii", errors="ignore").strip() for file in files})))


def judged(content: bytes, roots: Roots, at: datetime) -> tuple[Verdict, list[dict[str, Any]]]:
    """The verdict on the file and each of its signatures. A file that cannot be read in time and bounds is UNREADABLE."""
    if not COVERS.search(content):
        return Verdict.NONE, []
    found = _read(content, roots, at)
    return (worst([Verdict(one["verdict"]) for one in found]), found) if found else (Verdict.UNREADABLE, [])


def worst(verdicts: Sequence[Verdict]) -> Verdict:
    """The gravest of them."""
    return next(verdict for verdict in GRAVITY if verdict in verdicts)


def _read(content: bytes, roots: Roots, at: datetime) -> list[dict[str, Any]] | None:
    """What the child says; None when it failed."""
    asked = json.dumps({"at": at.isoformat(), "roots": roots.pem}).encode() + b"\n"
    start = partial(subprocess.run, [sys.executable, "-I", str(READER)], env={}, capture_output=True, timeout=PATIENCE, check=True)
    try:
        return list(json.loads(start(input=asked + content).stdout))
    except (subprocess.SubprocessError, ValueError) as error:
        last_words = getattr(error, "stderr", None) or b""
        log.warning("signatures not read", error=type(error).__name__, last_words=last_words[-500:].decode("utf-8", "replace"))
        return None
