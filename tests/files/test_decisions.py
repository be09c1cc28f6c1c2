"""The file of a decision: the clerk sees what was found before recording it, and what was changed after signing is not recorded."""

from datetime import datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.annexes import actions as annexes
from catalog.annexes.tasks import sweep_annexes
from catalog.decisions.actions import DecisionText, record
from catalog.models import Decision
from hcm_registry.files.checking import FileRefused
from hcm_registry.files.models import SignatureCheck
from hcm_registry.kernel.periods import today
from tests import factories as make
from tests.catalog.annexes import papers
from tests.catalog.reorganisation.acts import NEW, merging, proposed
from tests.signing import Party, Signing, changed, issue, moment, paper, signed

Files = dict[str, bytes]
SAID = {"tampered": "Tệp đã bị sửa sau khi ký số", "unknown": "Không kiểm tra được chữ ký số", "good": "Chữ ký số hợp lệ"}


@pytest.fixture
def files(settings: LazySettings, tmp_path: Path) -> Files:
    """Signed by somebody a trusted root knows, by somebody it does not, and the first changed afterwards."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.SIGNATURE_ROOTS = str(tmp_path)
    at = moment()
    root, other = issue("Gốc tin cậy", at, ca=True), issue("Gốc lạ", at, ca=True)
    (tmp_path / "root.pem").write_text(root.pem)

    def by(authority: Party) -> bytes:
        return signed(paper(), Signing(issue("Chủ tịch", at, by=authority), at))

    good = by(root)
    return {"good": good, "unknown": by(other), "tampered": changed(good)}


@pytest.fixture
def clerk(city: make.City) -> Client:
    """Somebody who records."""
    client = Client()
    client.force_login(city.people["vanthu.ubnd"], "django.contrib.auth.backends.ModelBackend")
    return client


def text(number: str, content: bytes, at: datetime) -> DecisionText:
    """What the clerk copies from the paper."""
    day = today(at)
    file = SimpleUploadedFile("quyet-dinh.pdf", content)
    return DecisionText(number=number, signed_on=day, effective_on=day, signer="Chủ tịch", abstract="Sửa danh mục", file=file)


def test_only_what_was_changed_after_signing_is_refused(city: make.City, files: Files) -> None:
    clerk, at = city.people["vanthu.ubnd"], make.NOW
    for number, name, verdict in (("71", "good", "VALID"), ("72", "unknown", "UNKNOWN")):
        kept = record(text(number, files[name], timezone.now()), by=clerk, at=timezone.now())
        assert SignatureCheck.objects.filter(sha256=kept.file_sha256).get().verdict == verdict
    with pytest.raises(FileRefused) as refused:
        record(text("73", files["tampered"], at), by=clerk, at=at)
    assert "bị sửa sau khi ký số" in refused.value.detail["errors"]["file"][0]
    assert not Decision.objects.filter(number="73").exists()
    shown = Client().get(reverse("catalog:decision-detail", args=[Decision.objects.get(number="71").pk])).content.decode()
    assert "Chữ ký số hợp lệ" in shown and "Chủ tịch" in shown and "Không tra cứu được danh sách thu hồi" in shown
    said = Client().get(f"/api/v1/decisions/{Decision.objects.get(number='72').pk}/").json()["file"]["signatures"]
    assert (said["verdict"], said["each"][0]["signer"], said["each"][0]["verdict"]) == ("UNKNOWN", "Chủ tịch", "UNKNOWN")


def test_the_clerk_sees_what_was_found_before_anything_is_recorded(city: make.City, files: Files, clerk: Client) -> None:
    proposal = make.proposal_in("AT_COMMITTEE", city, at=timezone.now())
    address = reverse("catalog:dossier-record", args=[proposal.dossier.code])
    seen = clerk.get(reverse("catalog:dossier-detail", args=[proposal.dossier.code])).context["seen"]
    day = today(timezone.now()).strftime("%d/%m/%Y")
    typed = {"kind": "AMEND", "number": "81", "symbol": "QĐ-UBND", "signed_on": day, "effective_on": day, "signer": "Chủ tịch"}
    typed |= {"abstract": "Sửa đổi danh mục", "seen": seen, "confirmed": "1"}
    for name, word in SAID.items():
        answer = clerk.post(address, typed | {"file": SimpleUploadedFile("quyet-dinh.pdf", files[name])})
        assert word in answer.content.decode(), name
        assert (answer.context["paper"].looked_at is None) == (name == "tampered")
        assert not Decision.objects.filter(number="81").exists()
    recorded = clerk.post(address, typed | {"held": answer.context["paper"].looked_at.token})
    assert recorded.status_code == 302
    decision = Decision.objects.get(number="81")
    with decision.file.open("rb") as file:
        assert (file.read(), decision.file_name) == (files["good"], "quyet-dinh.pdf")


def test_the_clerk_sees_what_was_found_in_the_paper_of_a_reorganisation_too(city: make.City, files: Files, clerk: Client) -> None:
    at = timezone.now()
    page = reverse("catalog:reorganisation-decide", args=[proposed(city, *merging("so-khdt", "so-xay-dung"), on=today(at)).pk])
    day = f"{today(at):%d/%m/%Y}"
    typed = {"issuing_body": city.agencies["ubnd-tp"].pk, "number": "91", "symbol": "NQ-HĐND", "signer": "Chủ tịch", "abstract": NEW}
    unfinished = clerk.post(page, typed | {"file": SimpleUploadedFile("nghi-quyet.pdf", files["unknown"])})
    assert (unfinished.status_code, SAID["unknown"] in unfinished.text) == (400, True)
    typed |= {"signed_on": day, "effective_on": day, "held": unfinished.context["paper"].looked_at.token}
    for name, status in (("tampered", 400), ("good", 200)):
        answer = clerk.post(page, typed | {"file": SimpleUploadedFile("nghi-quyet.pdf", files[name])})
        assert (answer.status_code, SAID[name] in answer.text, "nghi-quyet.pdf" in answer.text) == (status, True, True), name
    assert clerk.post(page, typed | {"held": "made-up"}).status_code == 400
    assert not Decision.objects.filter(number="91").exists()
    assert clerk.post(page, typed | {"held": answer.context["paper"].looked_at.token}).status_code == 302
    with Decision.objects.get(number="91").file.open("rb") as file:
        assert file.read() == files["good"]


def test_whoever_lets_an_annex_enter_sees_what_was_found_in_the_paper_of_its_decision(city: make.City, files: Files, clerk: Client) -> None:
    annex = annexes.begin(SimpleUploadedFile("phu-luc.xlsx", papers.as_xlsx(1)), by=city.people["vanthu.ubnd"], at=timezone.now())
    sweep_annexes()
    day = f"{today(timezone.now()):%d/%m/%Y}"
    typed = {"target": "OWN", "kind": "AMEND", "number": "92", "symbol": "QĐ-UBND", "signed_on": day, "effective_on": day}
    typed |= {"signer": "Chủ tịch", "abstract": "Sửa đổi danh mục"}
    for name, status in (("tampered", 400), ("unknown", 302)):
        answer = clerk.post(f"{annex.path}decision/", typed | {"file": SimpleUploadedFile("quyet-dinh.pdf", files[name])})
        assert answer.status_code == status, name
    for page in (annex.path, f"{annex.path}decision/"):
        assert SAID["unknown"] in clerk.get(page).text, page
