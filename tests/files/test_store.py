"""Where files are kept: on disk or in a private S3-compatible bucket, and what is removed from there, and what never is."""

import os
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client

from catalog.proposals import drafts
from catalog.proposals.papers import Attachment
from hcm_registry import servers
from hcm_registry.files import sweeping, tasks
from hcm_registry.files.holding import NotHeldAnyMore, fetch, hold
from hcm_registry.files.models import SignatureCheck
from hcm_registry.uploads import PDF
from tests import factories as make
from tests.signing import paper as pdf

LATER = timedelta(days=2)


def attach(city: make.City, content: bytes, name: str = "cong-van.pdf") -> Attachment:
    """A paper of a new draft."""
    return drafts.attach(make.draft(city), ContentFile(content, name), "LETTER", by=city.people["canbo.skhdt"], at=make.NOW)


@pytest.fixture
def disk(city: make.City, settings: LazySettings, tmp_path: Path) -> Path:
    """A store on disk of its own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def test_what_no_row_names_goes_and_what_one_names_stays(city: make.City, disk: Path) -> None:
    named, taken_out = attach(city, pdf()), attach(city, pdf(2))
    drafts.detach(taken_out, by=city.people["canbo.skhdt"], at=make.NOW)
    with transaction.atomic():
        lost = attach(city, pdf(3))
        transaction.set_rollback(True)
    held = hold(ContentFile(pdf(4), "q.pdf"), PDF, by=city.people["vanthu.ubnd"])
    (disk / "other").mkdir()
    (disk / "other" / "not-ours").write_text("x")
    at = now_of(disk)
    assert sweeping.sweep(at=at) == [], "they are too young"
    removed = sweeping.sweep(at=at + LATER)
    assert removed == [*sorted([taken_out.file.name, lost.file.name]), f"held/{held.sha256}"]
    assert {path for path in disk.rglob("*") if path.is_file()} == {disk / named.file.name, disk / "other" / "not-ours"}
    with pytest.raises(NotHeldAnyMore):
        fetch(held.token, by=city.people["vanthu.ubnd"])


def now_of(disk: Path) -> datetime:
    """The clock that the files were written by."""
    newest = max((path for path in disk.rglob("*") if path.is_file()), key=lambda path: path.stat().st_mtime)
    return default_storage.get_modified_time(str(newest.relative_to(disk)))


def test_a_file_that_gets_its_name_while_the_sweep_is_at_it_stays(city: make.City, disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweep has listed it and found no row; before it goes, somebody else's transaction commits."""
    row = attach(city, pdf())
    at, old, copy = now_of(disk) + LATER, sweeping._old, Attachment.objects.values().get()
    row.delete()

    def named_meanwhile(name: str, at: datetime) -> bool:
        Attachment.objects.create(**copy)
        return old(name, at)

    monkeypatch.setattr(sweeping, "_old", named_meanwhile)
    assert sweeping.sweep(at=at) == [] and default_storage.exists(row.file.name)


def test_a_held_file_comes_back_to_whom_it_was_held_for_and_to_nobody_else(city: make.City, disk: Path) -> None:
    clerk, other = city.people["vanthu.ubnd"], city.people["canbo.skhdt"]
    held = hold(ContentFile(pdf(), "quyết định.pdf"), PDF, by=clerk)
    back = fetch(held.token, by=clerk)
    assert (back.name, back.read()) == ("quyết định.pdf", pdf())
    for token, by in ((held.token, other), (held.token + "x", clerk), ("", clerk)):
        with pytest.raises(NotHeldAnyMore):
            fetch(token, by=by)
    (disk / "held" / held.sha256).write_bytes(pdf(2))
    with pytest.raises(NotHeldAnyMore):
        fetch(held.token, by=clerk)


@pytest.fixture
def bucket(settings: LazySettings) -> Iterator[Any]:
    """An S3-compatible server with an empty bucket, which is the store."""
    moto = pytest.importorskip("moto.server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    settings.STORAGES = settings.STORAGES | {"default": servers.files(f"s3+http://key:se%2Fcret@127.0.0.1:{port}/papers")}
    try:
        default_storage.connection.create_bucket(Bucket="papers")  # type: ignore[attr-defined]  # django-storages' own
        yield default_storage.bucket  # type: ignore[attr-defined]  # the same
    finally:
        server.stop()


def test_everything_holds_with_a_store_of_its_own(city: make.City, bucket: Any) -> None:
    named, gone = attach(city, pdf()), attach(city, pdf(2))
    stored = bucket.Object(named.file.name)
    assert stored.get()["Body"].read() == pdf() and all("AllUsers" not in str(grant) for grant in stored.Acl().grants)
    client = Client()
    client.force_login(city.people["canbo.skhdt"], "django.contrib.auth.backends.ModelBackend")
    given = client.get(f"/proposals/{named.proposal.code}/papers/{named.pk}/")
    assert b"".join(given.streaming_content) == pdf() and given["Content-Security-Policy"] == "default-src 'none'; sandbox"
    parts_are_given(client, f"/proposals/{named.proposal.code}/papers/{named.pk}/")
    assert tasks.check_files() == 2 and SignatureCheck.objects.filter(verdict="NONE").count() == 2

    held = hold(ContentFile(pdf(), "q.pdf"), PDF, by=city.people["vanthu.ubnd"])
    assert fetch(held.token, by=city.people["vanthu.ubnd"]).read() == pdf()
    drafts.detach(gone, by=city.people["canbo.skhdt"], at=make.NOW)
    written = default_storage.get_modified_time(named.file.name)
    assert sweeping.sweep(at=written) == []
    assert sweeping.sweep(at=written + LATER) == [gone.file.name, f"held/{held.sha256}"]
    assert [one.key for one in bucket.objects.all()] == [named.file.name]
    bucket.objects.all().delete()
    assert tasks.check_files() == 0, "a file that is missing stops nobody"


#: What is asked for of the file: the bytes that come, or None for all of it; no bytes: there are none.
PARTS = {
    "bytes=0-4": pdf()[:5],
    "Bytes=5-": pdf()[5:],
    "bytes=-7": pdf()[-7:],
    "bytes=2-999999": pdf()[2:],
    "bytes=-999999": pdf(),
    "bytes=999999-": b"",
    "bytes=-0": b"",
    "bytes=5-4": None,
    "bytes=-": None,
    "bytes=0-1,4-5": None,
    "pages=1-2": None,
    "bytes=one-two": None,
}


def parts_are_given(client: Client, path: str) -> None:
    """Of a file that is `pdf()`, on a page or by the API; whoever began another file gets the whole of this one."""
    whole = client.get(path)
    tag = whole["ETag"]
    assert (b"".join(whole.streaming_content), whole["Accept-Ranges"]) == (pdf(), "bytes")
    for asked, part in PARTS.items():
        given = client.get(path, headers={"Range": asked, "If-Range": tag})
        assert given.status_code == (416 if part == b"" else 200 if part is None else 206), asked
        if part == b"":
            assert given["Content-Range"] == f"bytes */{len(pdf())}"
            continue
        assert b"".join(given.streaming_content) == (part or pdf()), asked
        assert given["Content-Length"] == str(len(part or pdf())), asked
        start = pdf().index(part or pdf())
        assert part is None or given["Content-Range"] == f"bytes {start}-{start + len(part) - 1}/{len(pdf())}", asked
        assert {name: given[name] for name in SANDBOXED} == {name: whole[name] for name in SANDBOXED}, asked
    for other in ('"another"', f"W/{tag}", "Tue, 24 Nov 2026 20:00:00 GMT"):
        assert client.get(path, headers={"Range": "bytes=0-4", "If-Range": other}).status_code == 200, other
    assert client.head(path, headers={"Range": "bytes=0-4"}).status_code == 200
    held = client.get(path, headers={"Range": "bytes=0-4", "If-None-Match": f'"x", {tag}'})
    assert (held.status_code, held["ETag"]) == (304, tag)


SANDBOXED = ("Content-Disposition", "Content-Security-Policy", "X-Content-Type-Options", "Content-Type", "Repr-Digest", "Cache-Control")


def test_a_part_of_a_file_is_given_from_disk_on_the_page_and_by_the_api(city: make.City, disk: Path) -> None:
    paper = attach(city, pdf())
    client = Client()
    client.force_login(city.people["canbo.skhdt"], "django.contrib.auth.backends.ModelBackend")
    for path in (
        f"/proposals/{paper.proposal.code}/papers/{paper.pk}/",
        f"/api/v1/proposals/{paper.proposal.code}/attachments/{paper.pk}/file/",
    ):
        parts_are_given(client, path)


def test_an_address_that_is_none_is_refused_at_the_start() -> None:
    for url in ("ftp://x/y", "s3://host", "s3://", "s3+http:///bucket"):
        with pytest.raises(ImproperlyConfigured, match="FILES_URL must look like"):
            servers.files(url)
    assert servers.files("")["BACKEND"].endswith("FileSystemStorage")
    options = servers.files("s3://k:s@store.example/b?region=hcm")["OPTIONS"]
    assert (options["endpoint_url"], options["bucket_name"], options["region_name"]) == ("https://store.example", "b", "hcm")
    assert os.environ.get("FILES_URL") is None
