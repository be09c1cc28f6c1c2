"""What a scanner says of a file, what is done when it says nothing, and who may have the file meanwhile."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.utils.timezone import now
from rest_framework.test import APIClient

from agencies.models import User
from agencies.outbox.models import Message, Notice
from agencies.quarantine.telling import tell_of_harmful
from catalog.proposals import actions, drafts
from catalog.proposals.guards import Incomplete
from catalog.proposals.papers import Attachment
from hcm_registry.files import clamd, findings, rescanning, tasks
from hcm_registry.files.findings import ScanState, with_findings
from hcm_registry.files.models import Rescan, Scan
from tests import factories as make
from tests.files.scanner import EICAR, peer
from tests.files.scanner import clamd as real_clamd
from tests.signing import paper as pdf

VERSION = b"ClamAV 1.4.3/27000/Mon Nov 23 08:00:00 2026\0"


def zipped(**members: bytes) -> bytes:
    """A container of Office or a plain archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


HARMFUL = {
    "in a PDF": pdf() + EICAR,
    "in a docx": zipped(**{"[Content_Types].xml": b"<Types/>", "word/embeddings/a.bin": EICAR}),
    "in an xlsx": zipped(**{"xl/workbook.xml": b"<workbook/>", "xl/media/a.png": EICAR}),
    "in a zip in a zip": zipped(**{"a.zip": zipped(**{"eicar.com": EICAR})}),
    "alone": EICAR,
}


def test_a_real_clamd_finds_what_is_harmful_wherever_it_lies(settings: LazySettings, tmp_path: Path) -> None:
    with real_clamd(tmp_path / "clamd") as settings.CLAMD_URL:
        for where, content in HARMFUL.items():
            assert "Eicar-Text" in clamd.scan([content]).found, where
        for content in (b"", pdf(), b"x" * 3_000_000, zipped(**{"word/document.xml": b"<w/>"})):
            answer = clamd.scan(iter([content[:100], content[100:]]))
            assert answer.found == "" and answer.scanner.startswith("ClamAV ")


SPEECHLESS = {
    "nobody listens": (),
    "it is no clamd": (b"220 mail.example ESMTP\r\n\0",),
    "it hangs up": (b"",),
    "half a sentence": (VERSION, b"stream: O"),
    "it never answers": (VERSION, b"..."),
    "something else": (VERSION, b"stream: MAYBE\0"),
    "an answer without end": (VERSION, b"x" * 10_000),
    "the content is too long for it": (VERSION, b"INSTREAM size limit exceeded. ERROR\0"),
}


#: Those for which one has to wait.
SILENT = {"nobody listens", "it never answers"}


def test_whatever_a_scanner_says_that_is_no_answer_a_file_is_not_called_clean(settings: LazySettings) -> None:
    for name, answers in SPEECHLESS.items():
        settings.CLAMD_SECONDS = 1 if name in SILENT else 30
        with peer(*answers) as settings.CLAMD_URL:
            pass_on = pytest.raises(clamd.NotScanned)
            with pass_on as refused:
                clamd.scan([b"content"])
            assert isinstance(refused.value, clamd.ScannerDown) == ("too long" not in name), name
    settings.CLAMD_SECONDS = 30
    for said, found in ((b"stream: OK\0", ""), (b"stream: Win.Test FOUND\0", "Win.Test")):
        with peer(VERSION, said) as settings.CLAMD_URL:
            assert clamd.scan([b"con", b"tent"]) == clamd.Answer(found, VERSION[:-1].decode())


@pytest.fixture
def paper(city: make.City, settings: LazySettings, tmp_path: Path) -> Attachment:
    """A paper of a draft, kept in a place of its own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    draft = make.draft(city)
    return drafts.attach(draft, ContentFile(pdf(), "cong-van.pdf"), "LETTER", by=city.people["canbo.skhdt"], at=make.NOW)


def api(user: User) -> APIClient:
    """A client of the person."""
    client = APIClient()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def shown(client: Any, paper: Attachment) -> tuple[str, int, int]:
    """The state it is shown in, and what comes of asking for it, by API and on the page."""
    place = f"/api/v1/proposals/{paper.proposal.code}/attachments/{paper.pk}/"
    said = client.get(place).json()["scan"]["state"]
    page = client.get(f"/proposals/{paper.proposal.code}/papers/{paper.pk}/")
    return said, client.get(f"{place}file/").status_code, page.status_code


def test_a_file_leaves_only_where_it_was_found_clean_or_there_is_no_scanner(
    city: make.City, paper: Attachment, settings: LazySettings
) -> None:
    author = api(city.people["canbo.skhdt"])
    assert shown(author, paper) == ("NOT_SCANNED", 200, 200)
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    tasks.check_files()  # nobody listens there
    assert shown(author, paper) == ("WAITING", 409, 409)
    with peer(VERSION, b"stream: OK\0") as settings.CLAMD_URL:
        tasks.check_files()
        tasks.check_files()  # what is known is not asked again: the peer would not answer
    assert shown(author, paper) == ("CLEAN", 200, 200)
    assert Scan.objects.get().scanner == VERSION[:-1].decode()


def test_a_harmful_file_is_quarantined_told_of_and_sent_by_nobody(city: make.City, paper: Attachment, settings: LazySettings) -> None:
    author, operator = city.people["canbo.skhdt"], city.people["vanhanh.kho"]
    with peer(VERSION, b"stream: Win.Test.EICAR FOUND\0") as settings.CLAMD_URL:
        tasks.check_files()
    for settings.CLAMD_URL in ("tcp://127.0.0.1:9", ""):  # it stays so, whatever becomes of the scanner
        assert shown(api(author), paper) == ("INFECTED", 409, 409)
    with pytest.raises(Incomplete) as refused:
        actions.submit(paper.proposal, by=author, at=make.NOW)
    assert "cong-van.pdf" in refused.value.detail["errors"]["papers"][0]
    page = api(author).get(f"/proposals/{paper.proposal.code}/check/").content.decode()
    assert "Bỏ tài liệu có mã độc" in page and 'value="submit"' not in page

    scan = Scan.objects.get()
    assert (tell_of_harmful(at=scan.at), tell_of_harmful(at=scan.at)) == (2, 0)
    told = {notice.user: notice.message for notice in Notice.objects.filter(message__event__startswith="file.").select_related("message")}
    assert told[author].path == f"/proposals/{paper.proposal.code}/?tab=papers" and "Win.Test.EICAR" in told[author].body
    assert paper.sha256 in told[operator].body and Message.objects.filter(event="file.seen").count() == 1

    drafts.detach(paper, by=author, at=make.NOW)
    actions.submit(paper.proposal, by=author, at=make.NOW)
    again = Attachment(proposal=paper.proposal, sha256=paper.sha256, file="attachments/x", name="khac.pdf", content_type="application/pdf")
    assert with_findings([again])[0].findings.state == ScanState.INFECTED, "the content is known under every name"


def test_what_was_found_clean_is_scanned_again_when_the_scanner_has_learned(
    city: make.City, paper: Attachment, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three contents, one of them named twice, and one row whose file is lost; a batch of two, the oldest finding first."""
    author, learned = city.people["canbo.skhdt"], VERSION.replace(b"27000", b"27001")
    monkeypatch.setattr(rescanning, "BATCH", 2)
    young, late, lost = (drafts.attach(paper.proposal, ContentFile(pdf(n), "a.pdf"), "LETTER", by=author, at=make.NOW) for n in (2, 3, 4))
    drafts.attach(make.draft(city), ContentFile(pdf(3), "again.pdf"), "LETTER", by=author, at=make.NOW)
    for days, known in enumerate((young, paper, late, lost)):
        Scan.objects.create(sha256=known.sha256, result="CLEAN", scanner=VERSION[:-1].decode(), at=make.NOW - timedelta(days=days))
    lost.file.storage.delete(lost.file.name)

    with peer(VERSION) as settings.CLAMD_URL:
        assert rescanning.rescan(at=make.NOW) == 0, "it knows nothing new"
    clean, harmful = (learned, b"stream: OK\0"), (learned, b"stream: Win.New FOUND\0")
    with peer(learned, *clean, *harmful, learned, *clean, learned) as settings.CLAMD_URL:
        assert (tasks.rescan_files(), Rescan.objects.get().sha256) == (2, late.sha256)
        assert (tasks.rescan_files(), tasks.rescan_files()) == (1, 0)
    assert set(Rescan.objects.values_list("sha256", "scanner")) == {(one.sha256, learned[:-1].decode()) for one in (late, young)}
    assert [shown(api(author), one)[1] for one in (young, paper, late)] == [200, 409, 200]
    tell_of_harmful(at=now())
    assert "Win.New" in Notice.objects.get(user=author, message__event="file.harmful").message.body
    with peer() as settings.CLAMD_URL:
        assert rescanning.rescan(at=make.NOW) == 0, "nobody answers there"


def test_findings_are_put_beside_a_frozen_paper(city: make.City, paper: Attachment, settings: LazySettings) -> None:
    actions.submit(paper.proposal, by=city.people["canbo.skhdt"], at=make.NOW)
    before = Attachment.objects.values().get()
    with peer(VERSION, b"stream: Win.Late FOUND\0") as settings.CLAMD_URL:
        tasks.check_files()
    assert Attachment.objects.values().get() == before
    found = findings.of(Attachment._meta.get_field("file").of(paper))  # type: ignore[union-attr, arg-type]  # a KeptFileField
    assert (found.state, found.verdict) == (ScanState.INFECTED, "NONE")
    reviewer = api(city.people["tiepnhan.stttt"])
    assert "đã cách ly" in reviewer.get(f"/proposals/{paper.proposal.code}/?tab=papers").content.decode()
