"""Duties through the API: the same acts, the same refusals, each once."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from hcm_registry.kernel.periods import today
from tests.catalog.duties.setting import PDF, ask, borne, with_duties


@pytest.fixture
def duties(city):
    return with_duties(city)


def test_who_bears_what_is_listed_for_those_who_may_see_it(signed_in, stranger, duties, django_assert_max_num_queries):
    assert stranger.get("/api/v1/duties/").status_code == 401
    client = signed_in("thamdinh.stttt")
    with django_assert_max_num_queries(14):
        rows = client.get("/api/v1/duties/", {"duty": "BUILD"}).json()["results"]
    assert [(row["database"], row["agency"]) for row in rows] == [
        ("HCM-CSDL-001", "so-khdt"), ("HCM-CSDL-002", "so-xay-dung"), ("HCM-CSDL-003", "so-khdt"),
    ]  # fmt: skip
    assert rows[0]["period"] == {"from": "2023-10-25", "to": None} and rows[0]["open_check"] is None
    assert not client.get("/api/v1/duties/", {"as_of": "2020-01-01"}).json()["results"]
    assert {row["agency"] for row in signed_in("canbo.sxd").get("/api/v1/duties/").json()["results"]} == {"so-xay-dung"}


def test_a_check_is_asked_for_shown_and_judged(signed_in, duties):
    department, agency, other = signed_in("thamdinh.stttt"), signed_in("canbo.skhdt"), signed_in("canbo.sxd")
    place, due_on = f"/api/v1/duties/{borne().pk}/", today(now()) + timedelta(days=9)
    asked = {"asked": "Gửi báo cáo", "due_on": due_on.isoformat()}
    assert other.post(f"{place}checks/", asked, format="json").status_code == 404
    assert agency.post(f"{place}checks/", asked, format="json").status_code == 403
    before = department.get(place)["ETag"]
    made = department.post(f"{place}checks/", asked, format="json", headers={"Idempotency-Key": "mot"})
    assert made.status_code == 201 and made.json()["due_on"] == due_on.isoformat()
    assert department.post(f"{place}checks/", asked, format="json", headers={"Idempotency-Key": "mot"}).json() == made.json()
    assert department.get(place)["ETag"] != before
    check = f"/api/v1/duties/checks/{made.json()['id']}/"
    wrong = agency.post(f"{check}report/", {"text": "Xong", "file": SimpleUploadedFile("a.exe", b"MZ")})
    assert wrong.status_code == 415 and wrong.json()["errors"][0]["pointer"] == "/file"
    shown = agency.post(f"{check}report/", {"text": "Xong", "file": SimpleUploadedFile("a.pdf", PDF)})
    assert shown.status_code == 200 and len(shown.json()["evidence_sha256"]) == 64
    assert b"".join(department.get(f"{check}evidence/").streaming_content) == PDF
    assert agency.post(f"{check}conclude/", {"outcome": "MET", "text": "Đủ"}, format="json").status_code == 403
    refused = department.post(f"{check}conclude/", {"outcome": "NOT_MET", "text": "Thiếu"}, format="json")
    assert refused.status_code == 422 and refused.json()["errors"][0]["pointer"] == "/again_on"
    assert department.post(f"{check}conclude/", {"outcome": "MET", "text": "Đủ"}, format="json").json()["outcome"] == "MET"
    assert [one["outcome"] for one in agency.get(place).json()["checks"]] == ["MET"]


def test_the_list_carries_the_open_check(signed_in, duties):
    check = ask(duties, borne())
    [row] = signed_in("canbo.skhdt").get("/api/v1/duties/", {"duty": "BUILD", "database": "HCM-CSDL-001"}).json()["results"]
    assert (row["open_check"]["id"], row["open_check"]["due_on"]) == (check.pk, "2026-04-01")
