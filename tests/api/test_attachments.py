"""Papers of a proposal through the API: what is taken, what is refused and how, who reads them, and how they leave a draft."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from catalog.proposals.models import ChangeProposal
from tests import factories as make

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], APIClient]
PDF = b"%PDF-1.4 cong van"
SHA = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def draft(city: make.City, settings: LazySettings, tmp_path: Path) -> ChangeProposal:
    """A draft of so-khdt, with papers kept in a place of its own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return make.draft(city)


def send(client: APIClient, draft: ChangeProposal, content: bytes = PDF, name: str = "công văn.pdf", **more: Any) -> Any:
    """Attach a paper."""
    form = {"kind": "LETTER", "file": SimpleUploadedFile(name, content), **more}
    return client.post(f"/api/v1/proposals/{draft.code}/attachments/", form, format="multipart")


def test_a_paper_comes_in_is_read_and_leaves(signed_in: SignedIn, draft: ChangeProposal) -> None:
    author, place = signed_in("canbo.skhdt"), f"/api/v1/proposals/{draft.code}/"
    made = send(author, draft, sha256=SHA)
    assert made.status_code == 201, made.json()
    paper = made.json()
    assert (paper["sha256"], paper["size"], paper["content_type"], paper["name"]) == (SHA, len(PDF), "application/pdf", "công văn.pdf")
    assert author.get(f"{place}attachments/").json()["results"] == [paper]
    assert author.get(made["Location"]).json() == paper
    file = author.get(paper["href"])
    assert b"".join(file.streaming_content) == PDF
    assert file["Content-Disposition"].startswith("attachment")
    assert (file["X-Content-Type-Options"], file["Content-Security-Policy"]) == ("nosniff", "default-src 'none'; sandbox")
    assert file["Repr-Digest"].startswith("sha-256=:")
    assert author.get(paper["href"], headers={"If-None-Match": file["ETag"]}).status_code == 304
    assert author.delete(made["Location"]).status_code == 428
    assert author.delete(made["Location"], headers={"If-Match": '"1"'}).status_code == 412
    gone = author.delete(made["Location"], headers={"If-Match": made["ETag"]})
    assert (gone.status_code, author.get(made["Location"]).status_code) == (204, 404)
    assert author.get(place)["ETag"] == gone["ETag"]


@pytest.mark.parametrize(
    ("content", "name", "more", "status", "code"),
    [
        (b"MZ executable", "a.exe", {}, 415, "file-not-taken"),
        (b"<html>", "a.pdf", {}, 415, "file-not-taken"),
        (PDF, "a.png", {}, 415, "file-not-taken"),
        (b"%PDF-" + b"x" * 2048, "a.pdf", {}, 413, "file-too-large"),
        (PDF, "a.pdf", {"sha256": "0" * 64}, 422, "invalid"),
        (PDF, "a.pdf", {"sha256": "abc"}, 400, "invalid-body"),
        (PDF, "a.pdf", {"kind": "SONG"}, 400, "invalid-body"),
        (PDF, "a.pdf", {"colour": "red"}, 400, "invalid-body"),
        (b"", "a.pdf", {}, 400, "invalid-body"),
    ],
)
def test_what_is_not_taken(
    signed_in: SignedIn, draft: ChangeProposal, settings: LazySettings, content: bytes, name: str, more: Any, status: int, code: str
) -> None:
    settings.ATTACHMENT_MAX_BYTES = 1024
    answer = send(signed_in("canbo.skhdt"), draft, content, name, **more)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/api/v1/problems/{code}")
    assert answer.json()["errors"][0]["pointer"] in {"/file", "/sha256", "/kind", "/colour"}
    assert not draft.attachments.exists()


def test_too_much_is_refused_before_it_is_read(signed_in: SignedIn, draft: ChangeProposal, settings: LazySettings) -> None:
    settings.ATTACHMENT_MAX_BYTES = 1024
    answer = send(signed_in("canbo.skhdt"), draft, PDF + b"x" * 300_000)
    assert (answer.status_code, answer.json()["type"]) == (413, "/api/v1/problems/file-too-large")


def test_only_a_form_is_taken(signed_in: SignedIn, draft: ChangeProposal) -> None:
    answer = signed_in("canbo.skhdt").post(f"/api/v1/proposals/{draft.code}/attachments/", {"kind": "LETTER"}, format="json")
    assert (answer.status_code, answer["Accept"]) == (415, "multipart/form-data")


def test_a_file_is_taken_once(signed_in: SignedIn, draft: ChangeProposal) -> None:
    author = signed_in("canbo.skhdt")
    assert send(author, draft).status_code == 201
    again = send(author, draft, name="khac.pdf")
    assert (again.status_code, again.json()["detail"]) == (409, "Tệp này đã được đính kèm.")


def test_others_neither_read_nor_write_and_what_was_sent_stays(signed_in: SignedIn, draft: ChangeProposal) -> None:
    author, place = signed_in("canbo.skhdt"), f"/api/v1/proposals/{draft.code}/"
    made = send(author, draft)
    for address in (f"{place}attachments/", made["Location"], made.json()["href"]):
        assert signed_in("canbo.sxd").get(address).status_code == 404
        assert signed_in("thamdinh.stttt").get(address).status_code == 404  # not handed in yet
    assert send(signed_in("canbo.sxd"), draft).status_code == 404
    assert send(signed_in("lanhdao.skhdt"), draft).status_code == 404
    assert send(signed_in("kiemtoan"), draft).status_code == 403
    tag = author.get(place)["ETag"]
    assert author.post(f"{place}moves/submit/", {}, format="json", headers={"If-Match": tag}).status_code == 200
    assert signed_in("thamdinh.stttt").get(made.json()["href"]).status_code == 200
    assert send(author, draft, PDF + b"2").status_code == 409
    late = author.delete(made["Location"], headers={"If-Match": author.get(place)["ETag"]})
    assert (late.status_code, late.json()["type"]) == (409, "/api/v1/problems/wrong-state")
