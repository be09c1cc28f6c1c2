"""Reads the signatures of one PDF: a program of its own, run in a child process and told everything on its input.

It has no settings, no secrets, no network and little memory: what a hostile file can reach is this process alone.
Input: one line of JSON ({"at": moment, "roots": [PEM]}), then the file. Output: a JSON list, an object for each signature.
"""

import json
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

MEMORY = 768 * 1024 * 1024
SECONDS = 20  # of processor time; whoever waits has more patience than that
MOST = 50  # signatures that are looked at
LONGEST = 300
#: The verdict, when a trusted authority stamped the time, whether revocation is known, and pyHanko's word for what is wrong.
Found = tuple[str, datetime | None, bool, str]
VALID, UNKNOWN, EXPIRED, REVOKED, TAMPERED = "VALID", "UNKNOWN", "EXPIRED", "REVOKED", "TAMPERED"
OUT_OF_DATE = {"EXPIRED", "OUT_OF_BOUNDS_NO_POE", "OUT_OF_BOUNDS_NOT_REVOKED"}
#: What a signer's certificate may be meant for, one of both: city authorities issue either.
USAGE = {"non_repudiation", "digital_signature"}


def main() -> None:
    """What the module says."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    asked = json.loads(sys.stdin.buffer.readline())
    found = signatures(sys.stdin.buffer.read(), asked["roots"], datetime.fromisoformat(asked["at"]))
    json.dump(found, sys.stdout, ensure_ascii=False)


def signatures(content: bytes, roots: list[str], at: datetime) -> list[dict[str, Any]]:
    """Every signature of the file, in the order of signing. Whatever is raised means that the file cannot be read."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    pdf = PdfFileReader(BytesIO(content), strict=False)
    judge = Judge(pdf, [certificate for pem in roots for certificate in _certificates(pem)])
    return [_described(judge, signature, at) for signature in pdf.embedded_regular_signatures[:MOST]]


class Judge:
    """Follows a signature to a trusted root, with what the file itself brings: nothing is fetched."""

    def __init__(self, pdf: Any, trusted: list[Any]) -> None:
        from pyhanko.sign.validation.dss import DocumentSecurityStore
        from pyhanko.sign.validation.errors import NoDSSFoundError

        self.trusted = trusted
        self.store: Any = None
        with suppress(NoDSSFoundError):
            self.store = DocumentSecurityStore.read_dss(pdf)

    def verdict(self, signature: Any, at: datetime) -> Found:
        """What one signature is worth.

        A stamped time is the moment that counts: whoever signed before a certificate ended signed well.
        """
        plain = self._status(signature, at, "nocheck")
        stamp = plain.timestamp_validity
        stamped = stamp.timestamp if stamp is not None and stamp.intact and stamp.valid and stamp.trusted else None
        if stamped:
            plain = self._status(signature, stamped, "nocheck")
        if not (plain.intact and plain.valid):
            return TAMPERED, stamped, False, "CHANGED"
        if not plain.docmdp_ok:
            return TAMPERED, stamped, False, "APPENDED"
        return self._of_certificate(signature, plain, stamped or at, stamped)

    def _of_certificate(self, signature: Any, plain: Any, moment: datetime, stamped: datetime | None) -> Found:
        strict = self._status(signature, moment, "require")
        why = getattr(plain.trust_problem_indic, "name", "")
        if strict.bottom_line:
            return VALID, stamped, True, ""
        if strict.revoked or self._once_listed(signature, plain.validation_path, moment):
            return REVOKED, stamped, True, ""
        if plain.bottom_line:
            return VALID, stamped, False, ""
        return (EXPIRED if self._ended(plain, why, moment) else UNKNOWN), stamped, False, why

    def _status(self, signature: Any, moment: datetime, revocation: str) -> Any:
        from pyhanko.sign.validation import validate_pdf_signature
        from pyhanko.sign.validation.settings import KeyUsageConstraints

        usage = KeyUsageConstraints(key_usage=USAGE, match_all_key_usages=False)
        return validate_pdf_signature(signature, self._context(signature, moment, revocation), key_usage_settings=usage)

    def _context(self, signature: Any, moment: datetime, revocation: str) -> Any:
        """One for each question: a context remembers what it found."""
        from pyhanko_certvalidator import ValidationContext
        from pyhanko_certvalidator.policy_decl import NO_REVOCATION, REQUIRE_REVINFO, CertRevTrustPolicy

        rule = REQUIRE_REVINFO if revocation == "require" else NO_REVOCATION
        return ValidationContext(
            trust_roots=self.trusted,
            other_certs=list(self.store.load_certs()) if self.store else [],
            moment=moment,
            crls=list(self._lists(signature, "crls", "crl")),
            ocsps=list(self._lists(signature, "ocsps", "ocsp")),
            revinfo_policy=CertRevTrustPolicy(rule, retroactive_revinfo=True),
            allow_fetching=False,
        )

    def _lists(self, signature: Any, stored: str, signed: str) -> Iterator[bytes]:
        """Lists of revoked certificates, or answers about one, from the file's store and from the signature's own attribute."""
        for reference in getattr(self.store, stored, ()):
            yield reference.get_object().data
        for attribute in signature.signer_info["signed_attrs"]:
            if attribute["type"].native == "adobe_revocation_info_archival":
                for one in attribute["values"][0][signed] or ():
                    yield one.dump()

    def _once_listed(self, signature: Any, path: Any, moment: datetime) -> bool:
        """Whether an old list of the file, no longer fresh enough to prove anything good, names the certificate as revoked by then."""
        from cryptography import x509

        if path is None:
            return False
        issuer = x509.load_der_x509_certificate(list(path.iter_certs(include_root=True))[-2].dump())
        for der in self._lists(signature, "crls", "crl"):
            entry = (found := x509.load_der_x509_crl(der)).get_revoked_certificate_by_serial_number(signature.signer_cert.serial_number)
            if entry and entry.revocation_date_utc <= moment and found.is_signature_valid(issuer.public_key()):  # type: ignore[arg-type]  # of whatever kind the certificate has
                return True
        return False

    def _ended(self, status: Any, why: str, moment: datetime) -> bool:
        """Whether a certificate on the way to a trusted root was no longer good: one that leads nowhere is unknown, however old."""
        return why in OUT_OF_DATE and status.signing_cert.not_valid_before <= moment


def _described(judge: Judge, signature: Any, at: datetime) -> dict[str, Any]:
    signer, claimed = signature.signer_cert, signature.self_reported_timestamp
    try:
        verdict, stamped, known, why = judge.verdict(signature, at)
    except Exception as error:  # what cannot be followed to its end is not trusted, whatever it was
        verdict, stamped, known, why = UNKNOWN, None, False, type(error).__name__
    signed_at = stamped or claimed
    return {
        "signer": _name(signer.subject),
        "issuer": _name(signer.issuer),
        "serial": f"{signer.serial_number:x}"[:LONGEST],
        "not_after": signer.not_valid_after.isoformat(),
        "signed_at": signed_at.astimezone(UTC).isoformat() if signed_at else None,
        "timestamped": stamped is not None,
        "verdict": verdict,
        "revocation_known": known,
        "reason": why,
    }


def _name(name: Any) -> str:
    """What a person would call it."""
    said = name.native
    return str(said.get("common_name") or said.get("organization_name") or name.human_friendly)[:LONGEST]


def _certificates(pem: str) -> list[Any]:
    from pyhanko.keys import load_certs_from_pemder_data

    return list(load_certs_from_pemder_data(pem.encode()))


if __name__ == "__main__":
    main()
