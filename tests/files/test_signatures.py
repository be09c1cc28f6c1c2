"""Every way in which a signed PDF may be good or not, and the verdict on it: by pyHanko's bottom line alone."""

import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from hcm_registry.files import reader, signatures
from hcm_registry.files.models import Verdict
from hcm_registry.files.signatures import Roots
from tests.signing import DAY, Party, Signing, apart, appended, changed, issue, moment, paper, revoked, signed

Case = tuple[str, str, bytes]


class Town:
    """Authorities, officers and their papers."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.root, self.other = issue("Gốc tin cậy", at, ca=True), issue("Gốc lạ", at, ca=True)
        self.mid = issue("Trung gian", at, by=self.root, ca=True)
        self.who, self.stranger = issue("Chủ tịch", at, by=self.mid), issue("Người lạ", at, by=self.other)
        self.old = issue("Hết hạn", at, by=self.mid, days=(-300, -10))
        self.stamper, self.false_stamper = issue("Dấu thời gian", at, by=self.root, stamps=True), issue("Dấu lạ", at, stamps=True)
        self.good = self.sign(paper(), self.who)
        self.two = self.sign(self.good, self.old, called="Second", at=at - 100 * DAY, stamper=self.stamper)

    def sign(self, content: bytes, by: Party, *, at: datetime | None = None, **how: Any) -> bytes:
        """Signed by somebody with the chain of the town."""
        return signed(content, Signing(by, at or self.at, **{"chain": (self.mid,)} | how))


def good(town: Town) -> Iterator[Case]:
    """Whole, trusted, and not revoked as far as the file tells."""
    fresh = (revoked(town.mid, town.at), revoked(town.root, town.at))
    forged = revoked(Party(town.mid.certificate, town.other.key), town.at, town.who, days=(-60, -40))
    yield "VALID", "signed", town.good
    yield "VALID", "two signatures", town.two
    yield "VALID", "three signatures", town.sign(town.two, town.who, called="Third")
    yield "VALID", "of several pages", town.sign(paper(3), town.who)
    yield "VALID", "with lists that do not name the signer", town.sign(paper(), town.who, crls=fresh)
    yield "VALID", "certified, then signed", town.sign(town.sign(paper(), town.who, extra={"certify": True}), town.who, called="Second")
    yield "VALID", "with a stamped time", town.sign(paper(), town.who, stamper=town.stamper)
    yield "VALID", "stamped before the certificate ended", town.sign(paper(), town.old, at=town.at - 20 * DAY, stamper=town.stamper)
    early = {"at": town.at - 20 * DAY, "stamper": town.stamper}
    yield "VALID", "stamped before it was revoked", town.sign(paper(), town.who, crls=(revoked(town.mid, town.at, town.who),), **early)
    yield "VALID", "named by a list that somebody else made", town.sign(paper(), town.who, crls=(forged,))


def not_known(town: Town) -> Iterator[Case]:
    """Whole, but nobody who is trusted says whose it is."""
    namesake = issue("Gốc tin cậy", town.at, ca=True)
    fake_mid = issue("Trung gian", town.at, by=namesake, ca=True)
    yield "UNKNOWN", "of an unknown root", town.sign(paper(), town.stranger, chain=(town.other,))
    yield "UNKNOWN", "without the authority between", town.sign(paper(), town.who, chain=())
    yield "UNKNOWN", "signed by its own word", town.sign(paper(), issue("Tự ký", town.at), chain=())
    yield (
        "UNKNOWN",
        "of a root with a trusted name",
        town.sign(paper(), issue("Chủ tịch", town.at, by=fake_mid), chain=(fake_mid, namesake)),
    )
    yield "UNKNOWN", "not valid yet", town.sign(paper(), issue("Sau này", town.at, by=town.mid, days=(5, 300)))
    yield "UNKNOWN", "by a certificate of an authority", town.sign(paper(), town.mid, chain=())
    yield "UNKNOWN", "one known, one not", town.sign(town.good, town.stranger, called="Second", chain=(town.other,))


def out_of_date(town: Town) -> Iterator[Case]:
    """Nothing trusted shows that it was signed in time."""
    ended = issue("Trung gian cũ", town.at, by=town.root, ca=True, days=(-300, -5))
    early: dict[str, Any] = {"at": town.at - 20 * DAY, "stamper": town.false_stamper}
    yield "EXPIRED", "expired", town.sign(paper(), town.old)
    yield "EXPIRED", "expired, signed in time by its own word", town.sign(paper(), town.old, at=town.at - 20 * DAY)
    yield "EXPIRED", "stamped in time by an unknown authority", town.sign(paper(), town.old, **early)
    yield "EXPIRED", "stamped too late", town.sign(paper(), town.old, at=town.at - DAY, stamper=town.stamper)
    yield "UNKNOWN", "of an authority that expired", town.sign(paper(), issue("Dưới quyền cũ", town.at, by=ended), chain=(ended,))
    yield "EXPIRED", "one good, one expired", town.sign(town.good, town.old, called="Second")


def taken_back(town: Town) -> Iterator[Case]:
    """A list in the file names a certificate."""
    fresh = revoked(town.root, town.at)
    yield "REVOKED", "revoked", town.sign(paper(), town.who, crls=(revoked(town.mid, town.at, town.who), fresh))
    yield "REVOKED", "revoked by an old list", town.sign(paper(), town.who, crls=(revoked(town.mid, town.at, town.who, days=(-60, -40)),))
    lists = (revoked(town.mid, town.at), revoked(town.root, town.at, town.mid))
    yield "REVOKED", "of an authority that was revoked", town.sign(paper(), town.who, crls=lists)
    stamped = town.sign(paper(), town.who, stamper=town.stamper, crls=(revoked(town.mid, town.at, town.who), fresh))
    yield "REVOKED", "stamped after it was revoked", stamped


def tampered(town: Town) -> Iterator[Case]:
    """Not what was signed."""
    certified = town.sign(paper(), town.who, extra={"certify": True, "docmdp_permissions": _nothing_more()})
    yield "TAMPERED", "a word changed", changed(town.good)
    yield "TAMPERED", "a word changed under two signatures", changed(town.two)
    yield "TAMPERED", "a page added", appended(town.good)
    yield "TAMPERED", "a page added under two signatures", appended(town.two)
    yield "TAMPERED", "signed, added to, signed again", town.sign(appended(town.good), town.who, called="Second")
    yield "TAMPERED", "certified against all change, then added to", appended(certified)
    yield "TAMPERED", "of an unknown root, and changed", changed(town.sign(paper(), town.stranger, chain=(town.other,)))
    yield "TAMPERED", "the hole moved", _with_a_wider_hole(town.good)
    yield "TAMPERED", "the signature damaged", _with_another_digit(town.good)


def the_rest(town: Town) -> Iterator[Case]:
    """Not signed, or not to be read."""
    yield "NONE", "not signed", paper()
    yield "NONE", "not signed, and changed", appended(paper())
    yield "NONE", "no PDF inside", b"%PDF-1.7\n%%EOF\n"
    yield "UNREADABLE", "cut off", town.good[: town.good.index(b"/ByteRange") + 200]
    yield "UNREADABLE", "a name and nothing else", b"%PDF-1.7\n/ByteRange [0 1 2 3]\n%%EOF\n"
    yield "UNREADABLE", "a name in disguise", b"%PDF-1.7\n/B#79teRange [0 1 2 3]\n%%EOF\n"


def test_every_file_of_the_corpus_gets_its_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "_read", _here)
    town = Town(moment())
    cases = [case for kind in (good, not_known, out_of_date, taken_back, tampered, the_rest) for case in kind(town)]
    trusted = Roots((town.root.pem,))
    found = [(name, str(verdict(content, trusted, town.at)), expected) for expected, name, content in cases]
    wrong = [(name, said, expected) for name, said, expected in found if said != expected]
    assert wrong == [] and len(cases) >= 40
    assert verdict(town.good, Roots(()), town.at) == Verdict.UNKNOWN, "nobody is trusted"

    two = signatures.judged(town.two, trusted, town.at)[1]
    assert [(one["signer"], one["issuer"], one["timestamped"]) for one in two] == [
        ("Chủ tịch", "Trung gian", False),
        ("Hết hạn", "Trung gian", True),
    ]
    assert two[1]["signed_at"] == (town.at - 100 * DAY).isoformat()
    known = signatures.judged(next(good_with_lists(town)), trusted, town.at)[1]
    assert [one["revocation_known"] for one in (*two, *known)] == [False, False, True]


def test_the_child_says_the_same_and_a_file_that_breaks_it_breaks_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    at = moment()
    root = issue("Gốc", at, ca=True)
    made = signed(paper(), Signing(issue("Chủ tịch", at, by=root), at))
    assert signatures.judged(made, Roots((root.pem,)), at)[0] == Verdict.VALID
    assert signatures.judged(bomb(), Roots(()), at) == (Verdict.UNREADABLE, []), "it swells a thousandfold"
    monkeypatch.setattr(signatures, "PATIENCE", 0.01)
    assert signatures.judged(made, Roots((root.pem,)), at) == (Verdict.UNREADABLE, []), "it was given up"


def bomb() -> bytes:
    """A signed PDF by its looks, whose table of contents is a hundred megabytes of nothing."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(16_000_000)) for _ in range(8)) + packer.flush()
    head = b"%PDF-1.7\n/ByteRange\n"
    about = b"1 0 obj\n<</Type /XRef /Size 9 /W [1 2 1] /Root 2 0 R /Filter /FlateDecode /Length %d>>\nstream\n" % len(packed)
    return head + about + packed + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)


def verdict(content: bytes, trusted: Roots, at: datetime) -> Verdict:
    """The verdict on the file as a whole."""
    return signatures.judged(content, trusted, at)[0]


def good_with_lists(town: Town) -> Iterator[bytes]:
    """The one that tells itself that nothing was revoked."""
    yield from (content for _verdict, name, content in good(town) if name.startswith("with lists"))


def _here(content: bytes, roots: Roots, at: datetime) -> list[dict[str, Any]] | None:
    """The reader in this process: forty children would cost half a minute."""
    try:
        return apart(lambda: reader.signatures(content, list(roots.pem), at))
    except Exception:
        return None


def _nothing_more() -> Any:
    from pyhanko.sign.fields import MDPPerm

    return MDPPerm.NO_CHANGES


def _with_another_digit(content: bytes) -> bytes:
    """One digit of the signature's value, which stands last in it, is another."""
    start = content.index(b"/Contents <") + len(b"/Contents <")
    last = start + len(content[start : content.index(b">", start)].rstrip(b"0")) - 20
    return content[:last] + (b"0" if content[last : last + 1] != b"0" else b"1") + content[last + 1 :]


def _with_a_wider_hole(content: bytes) -> bytes:
    """The covered bytes end earlier, so that something stands outside that nobody signed."""
    start = content.index(b"/ByteRange [") + len(b"/ByteRange [")
    end = content.index(b"]", start)
    first, length, second, rest = content[start:end].split()
    fewer = b" ".join([first, length, str(int(second) + 10).encode(), str(int(rest) - 10).encode()])
    return content[:start] + fewer.ljust(end - start) + content[end:]
