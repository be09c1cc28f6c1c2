"""What the database itself refuses to store about contents, whatever code asks for it."""

from typing import Any

import pytest

from hcm_registry.files.models import Scan, SignatureCheck
from tests import factories as make
from tests.refusals import change, refused

pytestmark = pytest.mark.django_db


def scanned(**said: Any) -> Scan:
    """A finding of the scanner."""
    return Scan.objects.create(**{"sha256": "0" * 64, "result": "CLEAN", "scanner": "ClamAV", "at": make.NOW} | said)


def judged(**said: Any) -> SignatureCheck:
    """A finding on signatures."""
    return SignatureCheck.objects.create(**{"sha256": "0" * 64, "verdict": "NONE", "roots": "1" * 64, "at": make.NOW} | said)


def test_the_database_refuses() -> None:
    refusals: dict[str, Any] = {
        "files_scan_names_what_it_found": lambda: scanned(result="INFECTED"),
        "files_signaturecheck_speaks_of_some": lambda: judged(verdict="VALID"),
        "files_scan_append_only": lambda: change(scanned(), result="INFECTED", found="x"),
        "files_signaturecheck_append_only": lambda: change(judged(), verdict="UNREADABLE"),
    }
    for name, attempt in refusals.items():
        with refused(name):
            attempt()
    for made in (scanned(), judged()):
        with refused(f"{made._meta.db_table}_append_only"):
            made.delete()
