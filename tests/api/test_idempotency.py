"""A client that never heard the answer may ask again; the work is done once, whatever dies in between."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils.timezone import now
from rest_framework.test import APIClient

from catalog.proposals.models import ChangeProposal
from hcm_registry.api import tasks
from hcm_registry.api.doors import Door
from hcm_registry.api.models import KeptAnswer
from tests import factories as make

LIST = "/api/v1/proposals/"
BODY = {"title": "Điều chỉnh mục đích", "items": [{"kind": "AMEND", "database": "HCM-CSDL-001", "content": {"purpose": "Khác"}}]}
KEY = {"Idempotency-Key": "a1b2"}
SignedIn = Callable[[str], APIClient]


@pytest.mark.django_db
def test_the_same_key_is_the_same_request(signed_in: SignedIn, city: make.City) -> None:
    author = signed_in("canbo.skhdt")
    first = author.post(LIST, BODY, format="json", headers=KEY)
    again = author.post(LIST, BODY, format="json", headers=KEY)
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    for name in ("Location", "ETag", "Content-Type", "Content-Language"):
        assert again[name] == first[name]
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert ChangeProposal.objects.count() == 1
    other = author.post(LIST, {"title": "Khác"}, format="json", headers=KEY)
    assert (other.status_code, other.json()["type"]) == (422, "/api/v1/problems/idempotency-key-reused")
    assert signed_in("canbo.sxd").post(LIST, {"title": "Của sở khác"}, format="json", headers=KEY).status_code == 201
    assert author.post(LIST, BODY, format="json", headers={"Idempotency-Key": "a b"}).status_code == 400


@pytest.mark.django_db
def test_a_refusal_is_kept_too_and_took_everything_back(signed_in: SignedIn, city: make.City) -> None:
    author = signed_in("canbo.skhdt")
    wrong = {"items": [{"kind": "AMEND", "database": "HCM-CSDL-001"}, {"kind": "AMEND", "database": "HCM-CSDL-002"}]}
    first = author.post(LIST, wrong, format="json", headers=KEY)
    assert (first.status_code, first.json()["type"]) == (403, "/api/v1/problems/not-your-database")
    assert not ChangeProposal.objects.exists()
    again = author.post(LIST, wrong, format="json", headers=KEY)
    assert (again.status_code, again.content, again["Idempotent-Replayed"]) == (403, first.content, "true")
    assert again["Content-Type"] == "application/problem+json"
    assert author.post(LIST, BODY, format="json", headers=KEY).status_code == 422


@pytest.mark.django_db
def test_a_stale_precondition_is_judged_anew(signed_in: SignedIn, city: make.City) -> None:
    author, draft = signed_in("canbo.skhdt"), make.draft(city)
    place = f"{LIST}{draft.code}/moves/submit/"
    assert author.post(place, {}, format="json", headers=KEY).status_code == 428
    assert author.post(place, {}, format="json", headers=KEY | {"If-Match": '"999"'}).status_code == 412
    sent = author.post(place, {}, format="json", headers=KEY | {"If-Match": f'"{draft.version}"'})
    assert sent.status_code == 200
    again = author.post(place, {}, format="json", headers=KEY | {"If-Match": sent["ETag"]})
    assert (again.status_code, again.content) == (200, sent.content)


@pytest.mark.django_db
def test_a_file_is_part_of_the_body(signed_in: SignedIn, city: make.City, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    author, place = signed_in("canbo.skhdt"), f"{LIST}{make.draft(city).code}/attachments/"

    def send(content: bytes) -> Any:
        return author.post(place, {"kind": "LETTER", "file": SimpleUploadedFile("a.pdf", content)}, format="multipart", headers=KEY)

    first = send(b"%PDF-1.4 mot")
    assert (first.status_code, send(b"%PDF-1.4 mot").content) == (201, first.content)
    assert send(b"%PDF-1.4 hai").status_code == 422


@pytest.mark.django_db
def test_an_answer_lost_after_the_work_is_given_again(signed_in: SignedIn, city: make.City, monkeypatch: pytest.MonkeyPatch) -> None:
    author = signed_in("canbo.skhdt")
    with monkeypatch.context() as broken:
        broken.setattr(Door, "finalize_response", _die)
        with pytest.raises(ConnectionError):
            author.post(LIST, BODY, format="json", headers=KEY)
    again = author.post(LIST, BODY, format="json", headers=KEY)
    assert (again.status_code, again["Idempotent-Replayed"]) == (201, "true")
    assert ChangeProposal.objects.count() == 1


@pytest.mark.django_db
def test_work_without_its_answer_never_was(signed_in: SignedIn, city: make.City, monkeypatch: pytest.MonkeyPatch) -> None:
    author = signed_in("canbo.skhdt")
    author.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(KeptAnswer.objects, "create", _die)
        assert author.post(LIST, BODY, format="json", headers=KEY).status_code == 500
    assert not ChangeProposal.objects.exists()
    assert author.post(LIST, BODY, format="json", headers=KEY).status_code == 201


def _die(*_args: object, **_more: object) -> None:
    raise ConnectionError("the process died here")


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_have_one_effect(city: make.City, signed_in: SignedIn) -> None:
    author = city.fresh("canbo.skhdt")
    gate = Barrier(10)

    def send(number: int) -> Any:
        client = APIClient()
        client.cookies = signed.cookies
        try:
            if number < 10:
                gate.wait(timeout=30)  # the first ten are let go together; the others press behind them
            return client.post(LIST, BODY, format="json", headers=KEY)
        finally:
            connections.close_all()

    signed = signed_in(author.username)
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(send, range(50)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    made = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.content for answer in made}) == 1
    assert sum("Idempotent-Replayed" not in answer for answer in made) == 1
    assert {answer.json()["type"] for answer in answers if answer.status_code == 409} <= {"/api/v1/problems/request-in-progress"}
    assert ChangeProposal.objects.count() == KeptAnswer.objects.count() == 1
    again = send(50)
    assert (again.status_code, again.content) == (201, made[0].content)


@pytest.mark.django_db
def test_answers_are_kept_for_a_day_and_then_forgotten() -> None:
    for hours in (1, 23, 25):
        KeptAnswer.objects.create(place=str(hours), asked="", status=200, at=now() - timedelta(hours=hours))
    assert tasks.forget_kept_answers() == 1
    assert set(KeptAnswer.objects.values_list("place", flat=True)) == {"1", "23"}
