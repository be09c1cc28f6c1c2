"""A proposal's whole life through the API, and who may do what to it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now
from rest_framework.test import APIClient

from catalog.proposals.models import ChangeProposal
from hcm_registry.kernel.periods import today
from tests import factories as make

pytestmark = pytest.mark.django_db
LIST = "/api/v1/proposals/"
HEAD = {"title": "Điều chỉnh mục đích", "reason": "Thay đổi chức năng", "legal_ground": "NĐ 47/2020", "no_state_secret": True}
ITEM = {"kind": "AMEND", "database": "HCM-CSDL-001", "content": {"purpose": "Phục vụ người dân"}}
SignedIn = Callable[[str], APIClient]


def moved(client: APIClient, proposal: dict[str, Any], move: str, **body: Any) -> dict[str, Any]:
    """Make a move on the version that was read last; the proposal as it then is."""
    headers = {"If-Match": f'"{proposal["version"]}"'}
    answer = client.post(f"{LIST}{proposal['code']}/moves/{move}/", body, format="json", headers=headers)
    assert answer.status_code == 200, answer.json()
    assert answer["ETag"] == f'"{answer.json()["version"]}"'
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def draft(signed_in: SignedIn) -> dict[str, Any]:
    """A draft of so-khdt, made through the API."""
    answer = signed_in("canbo.skhdt").post(LIST, {**HEAD, "items": [ITEM]}, format="json")
    assert answer.status_code == 201, answer.json()
    assert answer["Location"] == f"{LIST}{answer.json()['code']}/"
    found: dict[str, Any] = answer.json()
    return found


def test_the_whole_life(signed_in: SignedIn, stranger: APIClient, draft: dict[str, Any]) -> None:
    day = today(now())
    author, intake, appraiser, head = (signed_in(name) for name in ("canbo.skhdt", "tiepnhan.stttt", "thamdinh.stttt", "lanhdao.stttt"))
    moves = author.get(f"{LIST}{draft['code']}/moves/").json()["results"]
    assert [move["name"] for move in moves] == ["submit", "withdraw"]
    there = moved(author, draft, "submit")
    there = moved(intake, there, "accept", note="Đủ thành phần")
    there = moved(appraiser, there, "consult", agencies=["so-tai-chinh"], due_on=str(day + timedelta(days=7)))
    other = signed_in("canbo.stc")
    opinion = {"stance": "AGREE", "comment": "Nhất trí", "field_comments": {"1/purpose": "Nêu rõ hơn"}}
    assert other.post(f"{LIST}{draft['code']}/opinions/mine/", opinion, format="json").json()["stance"] == "AGREE"
    response = {"agency": "so-tai-chinh", "path": "1/purpose", "kind": "TAKEN_UP"}
    assert author.post(f"{LIST}{draft['code']}/opinions/responses/", response, format="json").status_code == 403
    assert appraiser.post(f"{LIST}{draft['code']}/opinions/responses/", response, format="json").status_code == 200
    (answered,) = author.get(f"{LIST}{draft['code']}/opinions/").json()["results"]
    assert (answered["agency"], answered["comment"]) == ("so-tai-chinh", "Nhất trí")
    assert [(one["path"], one["kind"]) for one in answered["responses"]] == [("1/purpose", "TAKEN_UP")]
    there = appraiser.get(f"{LIST}{draft['code']}/").json()
    there = moved(appraiser, there, "appraise", note="Đủ điều kiện")
    there = moved(head, there, "approve")
    there = moved(head, there, "forward", title="Tờ trình", letter_number="12/TTr-STTTT", letter_date=str(day))
    paper = {"number": "5001", "signed_on": str(day), "effective_on": str(day), "signer": "Người ký thử", "abstract": "Sửa đổi"}
    there = moved(signed_in("vanthu.ubnd"), there, "issue", **paper)
    assert there["state"] == "APPLIED"
    assert there["items"][0]["result_version"] == 2
    made = ["submit", "accept", "consult", "gather", "appraise", "approve", "forward", "issue", "apply"]
    assert [step["move"] for step in there["steps"]] == made
    entry = stranger.get("/api/v1/databases/HCM-CSDL-001/").json()
    assert (entry["version"], entry["purpose"]) == (2, "Phục vụ người dân")
    assert stranger.get(f"/api/v1/decisions/{there['decision']}/").json()["number"] == "5001"
    assert stranger.get("/api/v1/editions/").json()["results"][0]["decision"]["id"] == there["decision"]


def test_the_head_signs_where_the_agency_wants_it_and_nowhere_else(signed_in: SignedIn, city: make.City, draft: dict[str, Any]) -> None:
    place, headers = f"{LIST}{draft['code']}/moves/", {"If-Match": f'"{draft["version"]}"'}
    unseen = signed_in("lanhdao.skhdt").post(f"{place}sign_off/", {}, format="json", headers=headers)
    assert unseen.status_code == 404
    city.agencies["so-khdt"].requires_sign_off = True
    city.agencies["so-khdt"].save()
    refused = signed_in("canbo.skhdt").post(f"{place}submit/", {}, format="json", headers=headers)
    assert (refused.status_code, refused.json()["type"]) == (409, "/api/v1/problems/signature-missing")
    there = moved(signed_in("lanhdao.skhdt"), draft, "sign_off")
    assert moved(signed_in("canbo.skhdt"), there, "submit")["state"] == "SUBMITTED"


def test_the_other_ways_to_end(signed_in: SignedIn, draft: dict[str, Any]) -> None:
    author, intake, appraiser, head = (signed_in(name) for name in ("canbo.skhdt", "tiepnhan.stttt", "thamdinh.stttt", "lanhdao.stttt"))
    there = moved(author, draft, "submit")
    there = moved(intake, there, "return", note="Thiếu công văn")
    assert there["state_reason"] == "Thiếu công văn"
    there = moved(author, there, "submit")
    there = moved(intake, there, "accept")
    there = moved(appraiser, there, "appraise", note="Chưa rõ")
    there = moved(head, there, "reject", note="Chưa phù hợp")
    assert there["state"] == "REJECTED"
    second = author.post(LIST, {**HEAD, "items": [ITEM]}, format="json").json()
    assert moved(author, second, "withdraw", note="Không còn cần")["state"] == "WITHDRAWN"


def test_a_dossier_is_sent_back(signed_in: SignedIn, city: make.City) -> None:
    one = make.proposal_in("APPROVED", city)
    two = make.proposal_in("APPROVED", city, code="HCM-CSDL-003")
    head, clerk = signed_in("lanhdao.stttt"), signed_in("vanthu.ubnd")
    letter = {"title": "Tờ trình", "letter_number": "13/TTr-STTTT", "letter_date": str(today(now()))}
    shown = head.get(f"{LIST}{one.code}/").json()
    there = moved(head, shown, "forward", proposals=[one.code, two.code], **letter)
    assert clerk.get(f"{LIST}{two.code}/").json()["dossier"] == there["dossier"]
    assert moved(clerk, there, "send_back", note="Bổ sung căn cứ")["state"] == "APPRAISAL"


def test_nobody_reads_what_is_not_theirs(signed_in: SignedIn, stranger: APIClient, draft: dict[str, Any]) -> None:
    place = f"{LIST}{draft['code']}/"
    addresses = (place, f"{place}items/", f"{place}items/1/", f"{place}moves/", f"{place}opinions/", f"{place}comments/")
    for address in addresses:
        assert stranger.get(address).status_code == 401
        hidden = signed_in("canbo.sxd").get(address)
        absent = signed_in("canbo.sxd").get(address.replace(draft["code"], "DX-2026-9999"))
        assert hidden.status_code == absent.status_code == 404
        assert {k: v for k, v in hidden.json().items() if k not in {"instance", "request_id"}} == {
            k: v for k, v in absent.json().items() if k not in {"instance", "request_id"}
        }
        assert signed_in("kiemtoan").get(address).status_code == 200
    assert signed_in("canbo.sxd").get(LIST).json()["results"] == []
    assert signed_in("lanhdao.skhdt").get(LIST).json()["results"] == []


def test_who_may_not_is_told_who_may(signed_in: SignedIn, draft: dict[str, Any]) -> None:
    headers = {"If-Match": f'"{draft["version"]}"'}
    refused = signed_in("kiemtoan").post(f"{LIST}{draft['code']}/moves/submit/", {}, format="json", headers=headers)
    assert (refused.status_code, refused.json()["type"]) == (403, "/api/v1/problems/not-authorised")
    assert refused.json()["needed"] == "Chuyên viên đăng ký"
    assert signed_in("kiemtoan").patch(f"{LIST}{draft['code']}/", {"title": "x"}, format="json", headers=headers).status_code == 403
    assert signed_in("lanhdao.skhdt").post(LIST, HEAD, format="json").status_code == 422  # of which agency?
    assert signed_in("lanhdao.skhdt").post(LIST, {**HEAD, "agency": "so-khdt"}, format="json").status_code == 403
    apply = signed_in("canbo.skhdt").post(f"{LIST}{draft['code']}/moves/apply/", {}, format="json", headers=headers)
    assert apply.status_code == 404


def test_a_move_too_early_is_a_conflict(signed_in: SignedIn, city: make.City) -> None:
    proposal = make.proposal_in("SUBMITTED", city)
    headers = {"If-Match": f'"{proposal.version}"'}
    early = signed_in("thamdinh.stttt").post(f"{LIST}{proposal.code}/moves/appraise/", {"note": "Được"}, format="json", headers=headers)
    assert (early.status_code, early.json()["type"]) == (409, "/api/v1/problems/wrong-state")


def test_what_is_missing_is_listed(signed_in: SignedIn) -> None:
    author = signed_in("canbo.skhdt")
    bare = author.post(LIST, {"items": [{"kind": "ADD", "content": {"name": "Cơ sở dữ liệu mới"}}]}, format="json").json()
    headers = {"If-Match": f'"{bare["version"]}"'}
    answer = author.post(f"{LIST}{bare['code']}/moves/submit/", {}, format="json", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (422, "/api/v1/problems/incomplete")
    assert {"/title", "/items/0/content/purpose"} <= {error["pointer"] for error in answer.json()["errors"]}
    checked = author.get(f"{LIST}{bare['code']}/checks/").json()
    assert (checked["complete"], checked["errors"]) == (False, answer.json()["errors"])


def test_a_stale_base_lists_its_conflicts(signed_in: SignedIn, city: make.City) -> None:
    mine = make.draft(city, at=make.NOW)
    make.proposal_in("APPLIED", city, purpose="Một mục đích khác")
    answer = signed_in("canbo.skhdt").post(f"{LIST}{mine.code}/moves/submit/", {}, format="json", headers={"If-Match": f'"{mine.version}"'})
    assert (answer.status_code, answer.json()["type"]) == (409, "/api/v1/problems/stale-base")
    three = {"base": "Phục vụ quản lý nhà nước", "mine": "Phục vụ người dân và doanh nghiệp", "theirs": "Một mục đích khác"}
    assert answer.json()["conflicts"] == [{"item": 1, "path": "purpose", **three}]


def test_a_writer_must_have_read_the_present_version(signed_in: SignedIn, draft: dict[str, Any]) -> None:
    author, place = signed_in("canbo.skhdt"), f"{LIST}{draft['code']}/"
    for send in (author.patch, author.delete):
        assert send(f"{place}items/1/", {"content": {}}, format="json").status_code == 428
    assert author.patch(place, {"title": "Khác"}, format="json").status_code == 428
    assert author.post(f"{place}moves/submit/", {}, format="json").status_code == 428
    tag = author.get(place, {"fields": "code"})["ETag"]
    once = author.patch(f"{place}items/1/", {"content": {"scope": "Một phần"}}, format="json", headers={"If-Match": tag})
    assert once.status_code == 200
    assert author.get(f"{place}items/1/").json()["content"]["scope"] == "Một phần"
    assert author.get(f"{place}items/1/").json()["content"]["purpose"] == "Phục vụ người dân"
    stale = author.patch(place, {"title": "Khác"}, format="json", headers={"If-Match": tag})
    assert (stale.status_code, stale["ETag"]) == (412, once["ETag"])
    assert author.post(f"{place}moves/submit/", {}, format="json", headers={"If-Match": tag}).status_code == 412
    assert ChangeProposal.objects.get().state == "DRAFT"
    gone = author.delete(f"{place}items/1/", headers={"If-Match": once["ETag"]})
    assert (gone.status_code, author.get(f"{place}items/").json()["results"]) == (204, [])
    assert author.get(place, headers={"If-None-Match": gone["ETag"]}).status_code == 304


def test_a_move_changes_the_tag(signed_in: SignedIn, draft: dict[str, Any]) -> None:
    author, place = signed_in("canbo.skhdt"), f"{LIST}{draft['code']}/"
    tags = [author.get(address)["ETag"] for address in (place, LIST)]
    moved(author, draft, "submit")
    for address, tag in zip((place, LIST), tags, strict=True):
        assert author.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_text_is_normalised_on_the_way_in(signed_in: SignedIn, city: make.City) -> None:
    decomposed = "Đie\u0302\u0300u chi\u0309nh\u200b"
    made = signed_in("canbo.skhdt").post(LIST, {"title": decomposed}, format="json").json()
    assert made["title"] == "Điều chỉnh"


def test_remarks_on_single_members(signed_in: SignedIn, city: make.City) -> None:
    proposal = make.proposal_in("ACCEPTED", city)
    place = f"{LIST}{proposal.code}/comments/"
    remark = {"item": 1, "path": "purpose", "text": "Nêu rõ đối tượng"}
    made = signed_in("thamdinh.stttt").post(place, remark, format="json")
    assert (made.status_code, made.json()["by"]) == (201, "Thẩm định TTTT")
    assert [row["text"] for row in signed_in("canbo.skhdt").get(place).json()["results"]] == ["Nêu rõ đối tượng"]
    assert signed_in("thamdinh.stttt").post(place, {**remark, "item": 9}, format="json").status_code == 404
    assert signed_in("canbo.stc").post(place, remark, format="json").status_code == 404


def test_only_the_asked_answer_and_only_once(signed_in: SignedIn, city: make.City) -> None:
    proposal = make.proposal_in("CONSULTATION", city, at=now())
    place, answer = f"{LIST}{proposal.code}/opinions/mine/", {"stance": "AGREE"}
    assert signed_in("canbo.sxd").post(place, answer, format="json").status_code == 404
    assert signed_in("canbo.skhdt").post(place, answer, format="json").status_code == 404
    bare = signed_in("canbo.stc").post(place, {"stance": "DISAGREE"}, format="json")
    assert (bare.status_code, bare.json()["type"]) == (409, "/api/v1/problems/forbidden")
    assert signed_in("canbo.stc").post(place, {"stance": "MAYBE"}, format="json").status_code == 400
    assert signed_in("canbo.stc").post(place, answer, format="json").status_code == 200
    assert signed_in("canbo.stc").post(place, answer, format="json").status_code == 404
