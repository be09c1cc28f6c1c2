"""Several people on one proposal through the API: the pen, a base that moved, remarks settled, dossiers and their decision."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now
from rest_framework.test import APIClient

from agencies.models import Role
from catalog.proposals import drafts
from catalog.proposals.models import ChangeProposal
from hcm_registry.kernel.periods import today
from tests import factories as make

pytestmark = pytest.mark.django_db
LIST = "/api/v1/proposals/"
SignedIn = Callable[[str], APIClient]


@pytest.fixture
def draft(city: make.City) -> ChangeProposal:
    """A draft of so-khdt, whose second officer is canbo2.skhdt."""
    city.people["canbo2.skhdt"] = make.officer(
        Role.REGISTRAR, city.agencies["so-khdt"], username="canbo2.skhdt", full_name="Chuyên viên hai"
    )
    return make.draft(city)


def test_a_colleague_who_writes_is_seen_and_may_be_relieved(signed_in: SignedIn, city: make.City, draft: ChangeProposal) -> None:
    one, two, place = signed_in("canbo.skhdt"), signed_in("canbo2.skhdt"), f"{LIST}{draft.code}/"
    assert one.get(f"{place}pen/").json() == {"by": None, "since": None, "until": None, "yours": False}
    taken = one.put(f"{place}pen/", {}, format="json", headers={"If-Match": one.get(f"{place}pen/")["ETag"]})
    assert (taken.status_code, taken.json()["by"], taken.json()["yours"]) == (200, "Chuyên viên KHĐT", True)
    assert two.get(f"{place}pen/").json()["yours"] is False
    for refused in (
        two.patch(place, {"title": "Khác"}, format="json", headers={"If-Match": taken["ETag"]}),
        two.post(f"{place}items/", {"kind": "AMEND", "database": "HCM-CSDL-003"}, format="json"),
        two.put(f"{place}pen/", {}, format="json", headers={"If-Match": taken["ETag"]}),
    ):
        assert (refused.status_code, refused.json()["type"]) == (409, "/api/v1/problems/elsewhere")
        assert (refused.json()["who"], refused.json()["since"]) == ("Chuyên viên KHĐT", taken.json()["since"])
    mine = two.put(f"{place}pen/", {"take_over": True}, format="json", headers={"If-Match": taken["ETag"]})
    assert (mine.status_code, mine.json()["by"]) == (200, "Chuyên viên hai")
    assert two.patch(place, {"title": "Khác"}, format="json", headers={"If-Match": mine["ETag"]}).status_code == 200
    assert signed_in("kiemtoan").put(f"{place}pen/", {}, format="json", headers={"If-Match": "*"}).status_code == 403


def test_a_lease_runs_out(signed_in: SignedIn, city: make.City, draft: ChangeProposal) -> None:
    drafts.take_pen(draft, by=city.fresh("canbo2.skhdt"), at=now() - timedelta(minutes=11))
    author = signed_in("canbo.skhdt")
    headers = {"If-Match": author.get(f"{LIST}{draft.code}/")["ETag"]}
    assert author.patch(f"{LIST}{draft.code}/", {"title": "Khác"}, format="json", headers=headers).status_code == 200


def test_a_base_that_moved_is_settled_side_by_side(signed_in: SignedIn, city: make.City) -> None:
    mine = make.draft(city, purpose="Của tôi", scope="Phạm vi của tôi")
    make.proposal_in("APPLIED", city, purpose="Của họ", content="Nội dung của họ")
    author, place = signed_in("canbo.skhdt"), f"{LIST}{mine.code}/"
    shown = author.get(f"{place}items/1/conflicts/")
    sides = {"item": 1, "path": "purpose", "base": "Phục vụ quản lý nhà nước", "mine": "Của tôi", "theirs": "Của họ"}
    assert shown.json() == {"base_version": 1, "present_version": 2, "conflicts": [sides]}
    assert author.get(f"{place}checks/").json()["conflicts"] == [sides]

    def settle(choices: dict[str, str], tag: str) -> Any:
        return author.post(f"{place}items/1/conflicts/", {"choices": choices}, format="json", headers={"If-Match": tag})

    unnamed = settle({"scope": "mine"}, shown["ETag"])
    assert (unnamed.status_code, {error["pointer"] for error in unnamed.json()["errors"]}) == (422, {"/choices/purpose", "/choices/scope"})
    assert settle({"purpose": "ours"}, shown["ETag"]).status_code == 400
    settled = settle({"purpose": "theirs"}, shown["ETag"])
    assert settled.status_code == 200, settled.json()
    (item,) = settled.json()["items"]
    assert item["base_version"] == 2
    assert [item["content"][name] for name in ("purpose", "scope", "content")] == ["Của họ", "Phạm vi của tôi", "Nội dung của họ"]
    assert settle({}, shown["ETag"]).status_code == 412
    diff = author.get(f"{place}items/1/diff/").json()
    assert [(change["path"], change["new"]) for change in diff["differences"]] == [("scope", "Phạm vi của tôi")]
    assert author.post(f"{place}moves/submit/", {}, format="json", headers={"If-Match": settled["ETag"]}).status_code == 200


def test_a_remark_is_settled_once(signed_in: SignedIn, city: make.City) -> None:
    proposal = make.proposal_in("ACCEPTED", city)
    place = f"{LIST}{proposal.code}/comments/"
    made = signed_in("thamdinh.stttt").post(place, {"item": 1, "path": "purpose", "text": "Nêu rõ"}, format="json")
    assert made["Location"] == f"{place}{made.json()['id']}/"
    before = signed_in("canbo.skhdt").get(made["Location"])
    settled = signed_in("canbo.skhdt").post(f"{made['Location']}settle/", format="json")
    assert (settled.status_code, settled.json()["settled_at"] is None) == (200, False)
    again = signed_in("thamdinh.stttt").post(f"{made['Location']}settle/", {}, format="json")
    assert again.json()["settled_at"] == settled.json()["settled_at"]
    assert signed_in("canbo.skhdt").get(made["Location"], headers={"If-None-Match": before["ETag"]}).status_code == 200
    assert signed_in("canbo.sxd").post(f"{made['Location']}settle/", {}, format="json").status_code == 404
    assert signed_in("canbo.skhdt").post(f"{place}999999/settle/", {}, format="json").status_code == 404


def test_what_waits_for_whom(signed_in: SignedIn, city: make.City) -> None:
    asked = make.proposal_in("CONSULTATION", city, at=now())
    make.draft(city, by="canbo.sxd", code="HCM-CSDL-002")
    waiting = {
        name: [row["code"] for row in signed_in(name).get(LIST, {"waiting": "me"}).json()["results"]]
        for name in ("canbo.stc", "thamdinh.stttt", "vanthu.ubnd", "kiemtoan")
    }
    assert waiting == {"canbo.stc": [asked.code], "thamdinh.stttt": [asked.code], "vanthu.ubnd": [], "kiemtoan": []}


@pytest.fixture
def letter() -> dict[str, str]:
    """What a submission letter says."""
    return {"title": "Tờ trình", "letter_number": "12/TTr-STTTT", "letter_date": str(today(now()))}


def test_a_dossier_becomes_a_decision_with_its_file(
    signed_in: SignedIn, stranger: APIClient, city: make.City, letter: dict[str, str], settings: LazySettings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    one, two = make.proposal_in("APPROVED", city), make.proposal_in("APPROVED", city, code="HCM-CSDL-003")
    head, clerk = signed_in("lanhdao.stttt"), signed_in("vanthu.ubnd")
    made = head.post("/api/v1/dossiers/", {**letter, "proposals": [one.code, two.code]}, format="json")
    assert (made.status_code, made.json()["proposals"]) == (201, [one.code, two.code]), made.json()
    place, shown = made["Location"], clerk.get(made["Location"])
    assert shown.json() == made.json() == clerk.get("/api/v1/dossiers/").json()["results"][0]
    assert signed_in("canbo.skhdt").get(place).json()["proposals"] == [one.code, two.code]
    assert signed_in("canbo.sxd").get(place).status_code == 404
    assert signed_in("canbo.sxd").get("/api/v1/dossiers/").json()["results"] == []
    day, paper = str(today(now())), b"%PDF-1.7 quyet dinh"
    text = {"number": "5001", "signed_on": day, "effective_on": day, "signer": "Người ký thử", "abstract": "Sửa đổi"}

    def decide(file: bytes, tag: str) -> Any:
        form = {**text, "file": SimpleUploadedFile("qd.pdf", file)}
        return clerk.post(f"{place}decision/", form, format="multipart", headers={"If-Match": tag})

    tag = clerk.get(place, {"fields": "code"})["ETag"]
    assert clerk.post(f"{place}decision/", text, format="json").status_code == 428
    assert decide(b"GIF89a", tag).status_code == 415
    assert head.post(f"{place}decision/", text, format="json", headers={"If-Match": tag}).status_code == 403
    issued = decide(paper, tag)
    assert issued.status_code == 201, issued.json()
    assert decide(paper, tag).status_code == 412
    decision = stranger.get(issued["Location"]).json()
    kept = decision["file"]
    assert (kept["name"], kept["sha256"]) == ("qd.pdf", hashlib.sha256(paper).hexdigest())
    assert (kept["scan"]["state"], kept["signatures"]["verdict"]) == ("NOT_SCANNED", "NONE")
    assert b"".join(stranger.get(f"{issued['Location']}file/").streaming_content) == paper
    assert {ChangeProposal.objects.get(pk=each.pk).state for each in (one, two)} == {"APPLIED"}


def test_a_dossier_names_what_cannot_go_in(signed_in: SignedIn, city: make.City, letter: dict[str, str]) -> None:
    ready, early = make.proposal_in("APPROVED", city), make.proposal_in("SUBMITTED", city, code="HCM-CSDL-003")
    hidden = make.draft(city, by="canbo.sxd", code="HCM-CSDL-002")
    head = signed_in("lanhdao.stttt")
    unseen = head.post("/api/v1/dossiers/", {**letter, "proposals": [ready.code, hidden.code]}, format="json")
    assert (unseen.status_code, [error["pointer"] for error in unseen.json()["errors"]]) == (422, ["/proposals/1"])
    wrong = head.post("/api/v1/dossiers/", {**letter, "proposals": [ready.code, early.code]}, format="json")
    assert (wrong.status_code, wrong.json()["type"]) == (409, "/api/v1/problems/wrong-state")
    clerk = signed_in("vanthu.ubnd").post("/api/v1/dossiers/", {**letter, "proposals": [ready.code]}, format="json")
    assert clerk.status_code == 422  # the Committee does not see it yet
    assert ChangeProposal.objects.get(pk=ready.pk).state == "APPROVED"


def test_the_decision_of_one_move_may_bring_its_file(signed_in: SignedIn, city: make.City, settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    proposal, clerk = make.proposal_in("AT_COMMITTEE", city), signed_in("vanthu.ubnd")
    place, day = f"{LIST}{proposal.code}/", str(today(now()))
    text = {"number": "77", "signed_on": day, "effective_on": day, "signer": "Người ký thử", "abstract": "Sửa đổi"}
    form = {**text, "file": SimpleUploadedFile("qd.pdf", b"%PDF-1.7")}
    answer = clerk.post(f"{place}moves/issue/", form, format="multipart", headers={"If-Match": clerk.get(place)["ETag"]})
    assert (answer.status_code, answer.json()["state"]) == (200, "APPLIED"), answer.json()
    assert clerk.get(f"/api/v1/decisions/{answer.json()['decision']}/").json()["file"]["name"] == "qd.pdf"
