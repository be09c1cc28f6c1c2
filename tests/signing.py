"""Signed PDFs for tests: authorities, certificates and lists made here, signatures by pyHanko's own signer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = timedelta(days=1)
T = TypeVar("T")


@dataclass
class Party:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Any
    issuer: "Party | None" = None

    @property
    def pem(self) -> str:
        """As it lies in a folder of trusted roots."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def signer(self, *others: "Party") -> Any:
        """What pyHanko signs with."""
        from pyhanko.sign.signers import SimpleSigner
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        store = SimpleCertificateStore()
        store.register_multiple([_asn1(party) for party in others])
        return SimpleSigner(signing_cert=_asn1(self), signing_key=_key(self), cert_registry=store)


def issue(
    name: str, at: datetime, *, by: Party | None = None, ca: bool = False, days: tuple[int, int] = (-300, 300), stamps: bool = False
) -> Party:
    """A party of that name, good from and to so many days from `at`; its own issuer when nobody is named."""
    key: Any = ec.generate_private_key(ec.SECP256R1())
    if stamps:  # the stamper for tests that pyHanko brings knows RSA alone
        key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False) | {
        "digital_signature": not ca,
        "content_commitment": not ca,
        "key_cert_sign": ca,
        "crl_sign": ca,
    }
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at + days[0] * DAY)
        .not_valid_after(at + days[1] * DAY)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    signing = by.key if by else key
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Party(builder.sign(signing, hashes.SHA256()), key, by)


def revoked(authority: Party, at: datetime, *parties: Party, days: tuple[int, int] = (-1, 7)) -> bytes:
    """The authority's list of revoked certificates, issued and ending so many days from `at`."""
    made = x509.CertificateRevocationListBuilder().issuer_name(authority.certificate.subject)
    made = made.last_update(at + days[0] * DAY).next_update(at + days[1] * DAY)
    for party in parties:
        entry = x509.RevokedCertificateBuilder().serial_number(party.certificate.serial_number)
        made = made.add_revoked_certificate(entry.revocation_date(at + (days[0] - 1) * DAY).build())
    made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
    made = made.add_extension(x509.CRLNumber(1), critical=False)
    return made.sign(authority.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


@cache
def paper(pages: int = 1) -> bytes:
    """A PDF that says nothing, the same each time it is asked for."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

    writer = PdfFileWriter()
    for number in range(pages):
        stream = generic.StreamObject(stream_data=f"BT /F1 12 Tf 72 700 Td (Van ban {number}) Tj ET".encode())
        writer.insert_page(PageObject(contents=writer.add_object(stream), media_box=(0, 0, 595, 842)))
    return _written(writer)


@dataclass
class Signing:
    """How a paper is signed."""

    by: Party
    at: datetime
    called: str = "Signature1"
    chain: tuple[Party, ...] = ()
    stamper: Party | None = None
    crls: tuple[bytes, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


def apart(work: Callable[[], T]) -> T:
    """Done in a thread of its own: pyHanko begins a loop of events, and a browser test before it may have left one in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def signed(content: bytes, how: Signing) -> bytes:
    """The paper with one more signature, and what is to be kept with it of revocation."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.timestamps import DummyTimeStamper

    meta = PdfSignatureMetadata(field_name=how.called, md_algorithm="sha256", **how.extra)
    stamper = how.stamper and DummyTimeStamper(_asn1(how.stamper), _key(how.stamper), fixed_dt=how.at)
    writer = IncrementalPdfFileWriter(BytesIO(content))
    made = apart(lambda: PdfSigner(meta, how.by.signer(*how.chain), timestamper=stamper or None).sign_pdf(writer))
    return with_lists(made.getvalue(), how.crls) if how.crls else bytes(made.getvalue())


def with_lists(content: bytes, crls: tuple[bytes, ...]) -> bytes:
    """The paper with lists of revoked certificates in its store (DSS), as for keeping it long."""
    from asn1crypto.crl import CertificateList
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    stream = BytesIO(content)
    DocumentSecurityStore.add_dss(stream, sig_contents=None, crls=[CertificateList.load(der) for der in crls])
    return stream.getvalue()


def appended(content: bytes) -> bytes:
    """The paper with a page added after it was signed, as any editor does it."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.writer import PageObject

    writer = IncrementalPdfFileWriter(BytesIO(content))
    stream = generic.StreamObject(stream_data=b"BT /F1 12 Tf 72 600 Td (Them sau khi ky) Tj ET")
    writer.insert_page(PageObject(contents=writer.add_object(stream), media_box=(0, 0, 595, 842)))
    return _written(writer)


def changed(content: bytes, old: bytes = b"Van ban 0", new: bytes = b"Van ban 9") -> bytes:
    """The paper with a word exchanged, of the same length."""
    assert old in content and len(old) == len(new)
    return content.replace(old, new, 1)


def moment() -> datetime:
    """Now, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def _written(writer: Any) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _asn1(party: Party) -> Any:
    from asn1crypto.x509 import Certificate

    return Certificate.load(party.certificate.public_bytes(serialization.Encoding.DER))


def _key(party: Party) -> Any:
    from asn1crypto.keys import PrivateKeyInfo

    der = party.key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return PrivateKeyInfo.load(der)
