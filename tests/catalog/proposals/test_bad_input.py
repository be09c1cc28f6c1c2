"""What goes wrong with what people give: one table, tried at both doors, the page and the API. Each says the same sentence at the same
field; nothing of it is stored, and what was typed still stands in the form."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from rest_framework.test import APIClient

from agencies.models import Agency
from catalog.models import ChangeProposal
from hcm_registry.kernel.periods import today
from tests import factories as make
from tests.catalog.entries.test_difference import tree
from tests.catalog.proposals.desk import HEAD, content, signed_in, typed
from tests.stored import stored, taken_back

FORM = "application/x-www-form-urlencoded"
TOO_BIG = 50 * 1024 * 1024


@dataclass
class Doors:
    """One proposal, and the same person at both doors."""

    city: make.City
    proposal: ChangeProposal
    page: Client
    api: APIClient

    def sends(self, move: str, **body: Any) -> Any:
        """A move by the API, on the version that stands."""
        self.proposal.refresh_from_db()
        headers = {"If-Match": f'"{self.proposal.version}"'}
        return self.api.post(f"/api/v1/proposals/{self.proposal.code}/moves/{move}/", body, format="json", headers=headers)

    def presses(self) -> Any:
        """“Gửi đề xuất” on the last page."""
        return self.page.post(f"/proposals/{self.proposal.code}/check/", {"move": "submit"})


@dataclass(frozen=True)
class Bad:
    """What is given at each door, and what both answer: a sentence, and where the API points. `kept`: what stays in the form."""

    says: str
    pointer: str
    page: Callable[[Doors], Any]
    api: Callable[[Doors], Any]
    kept: str = ""
    status: int = 422
    says_of_json: str = ""  # where the API cannot even read the fields
    by: str = "canbo.skhdt"
    start: Callable[[make.City], ChangeProposal] = lambda city: make.draft(city, at=now())


def at_committee(city: make.City) -> ChangeProposal:
    """And a decision of yesterday that has its number."""
    make.decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=today(now()) - timedelta(days=1), number="4120")
    return make.proposal_in("AT_COMMITTEE", city, at=now())


def lacking(city: make.City) -> ChangeProposal:
    proposal = make.draft(city, at=now())
    ChangeProposal.objects.filter(pk=proposal.pk).update(reason="")
    return proposal


def contradictory(city: make.City) -> ChangeProposal:
    return make.draft(city, at=now(), sharing_class="OPEN", personal_data="SENSITIVE", personal_data_ground="Luật")


def overtaken(city: make.City) -> ChangeProposal:
    proposal = make.draft(city, at=now())
    make.proposal_in("APPLIED", city, at=now(), purpose="Mục đích của họ")
    return proposal


def orphaned(city: make.City) -> ChangeProposal:
    proposal = make.draft(city, at=now())
    Agency.objects.filter(pk=proposal.agency_id).update(active=DateRange(make.SINCE, today(now())))
    return proposal


def decision(**given: Any) -> dict[str, Any]:
    """What the clerk copies."""
    day = today(now()) - timedelta(days=1)
    paper = {"kind": "AMEND", "number": "77", "signed_on": day, "effective_on": day, "signer": "Người ký thử", "abstract": "Tóm tắt đã gõ"}
    return paper | given


def clerk(**given: Any) -> tuple[Callable[[Doors], Any], Callable[[Doors], Any]]:
    """The same decision at both doors."""

    def page(doors: Doors) -> Any:
        form = {name: f"{value:%d/%m/%Y}" if name.endswith("_on") else value for name, value in decision(**given).items()}
        code = doors.proposal.dossier.code
        seen = doors.page.get(reverse("catalog:dossier-detail", args=[code])).context["seen"]
        given_back = form | {"symbol": "QĐ-UBND", "seen": seen, "confirmed": "1"}
        return doors.page.post(reverse("catalog:dossier-record", args=[code]), given_back)

    return page, lambda doors: doors.sends("issue", **{name: str(value) for name, value in decision(**given).items()})


def paper(name: str, body: bytes) -> tuple[Callable[[Doors], Any], Callable[[Doors], Any]]:
    """The same file at both doors."""

    def page(doors: Doors) -> Any:
        form = HEAD | {"title": "Trích yếu đã gõ", "kind": "LETTER", "upload": "on", "file": SimpleUploadedFile(name, body)}
        return doors.page.post(f"/proposals/{doors.proposal.code}/papers/", form)

    def api(doors: Doors) -> Any:
        form = {"kind": "LETTER", "file": SimpleUploadedFile(name, body)}
        return doors.api.post(f"/api/v1/proposals/{doors.proposal.code}/attachments/", form, format="multipart")

    return page, api


RETRO = {"effective_on": today(now()) - timedelta(days=9)}
TABLE = {
    "a field is missing": Bad("Nhập “Lý do đề xuất”.", "/reason", Doors.presses, lambda d: d.sends("submit"), start=lacking),
    "two fields contradict each other": Bad(
        "không được là dữ liệu mở", "/items/0/content/sharing_class", Doors.presses, lambda d: d.sends("submit"), start=contradictory
    ),
    "the base has moved": Bad("Bản hiện hành đã thay đổi", "", Doors.presses, lambda d: d.sends("submit"), status=409, start=overtaken),
    "the agency is closed": Bad("không còn hoạt động", "", Doors.presses, lambda d: d.sends("submit"), status=409, start=orphaned),
    "the number was used that year": Bad(
        "Số quyết định này đã dùng trong năm", "/number", *clerk(number="4120"), "Tóm tắt đã gõ", by="vanthu.ubnd", start=at_committee
    ),
    "the effect is before the signing": Bad(
        "Ngày có hiệu lực không được trước ngày ký", "/effective_on", *clerk(**RETRO), "Tóm tắt đã gõ", by="vanthu.ubnd", start=at_committee
    ),
    "the file is too big": Bad("Tệp quá lớn", "/file", *paper("a.pdf", b"%PDF-1.7" + bytes(TOO_BIG)), "Trích yếu đã gõ", status=413),
    "the file is not what it is called": Bad("nội dung không đúng với tên", "/file", *paper("a.pdf", b"MZ"), "Trích yếu đã gõ", status=415),
    "the file is of no type we take": Bad("Loại tệp không được nhận", "/file", *paper("a.exe", b"MZ"), "Trích yếu đã gõ", status=415),
    "the bytes are of another encoding": Bad(
        "Có ký tự không hợp lệ.",
        "",
        lambda d: d.page.post(f"/proposals/{d.proposal.code}/papers/", b"title=Tr%EDch+y%EAu&reason=Da+go", content_type=FORM),
        lambda d: d.api.patch(f"/api/v1/proposals/{d.proposal.code}/", b'{"title": "Tr\xedch"}', content_type="application/json"),
        "Da go",
        status=400,
        says_of_json="Nội dung không phải JSON hợp lệ (UTF-8).",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", TABLE)
def test_both_doors_say_what_is_wrong_where_it_is_and_store_nothing(name, city, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    bad = TABLE[name]
    proposal = bad.start(city)
    proposal.refresh_from_db()
    api = APIClient()
    api.force_login(city.fresh(bad.by), backend="django.contrib.auth.backends.ModelBackend")
    doors = Doors(city, proposal, signed_in(city, bad.by), api)
    before = stored()
    with taken_back():
        page = bad.page(doors)
        assert page.status_code in {200, 400, 409}, page.status_code
        text = page.content.decode()
        assert bad.says in text and bad.kept in text
        proposal.refresh_from_db()
        assert stored() == before or bad.kept in {proposal.title, proposal.reason}  # a draft keeps what was typed in it
        assert proposal.state in {"DRAFT", "AT_COMMITTEE"} and not proposal.attachments.exists()
    answer = bad.api(doors)
    told = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (bad.status, "application/problem+json"), told
    said = [told["detail"], *(error["detail"] for error in told["errors"])]
    assert any((bad.says_of_json or bad.says) in sentence for sentence in said), told
    assert not bad.pointer or bad.pointer in {error["pointer"] for error in told["errors"]}, told
    assert stored() == before


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["Đa\u0300 Na\u0306\u0303ng", "Đà\u200b Nẵng", "\u202eĐà Nẵng\u2069", " Đà Nẵng\ufeff"], ids=ascii)
def test_what_only_looks_otherwise_is_stored_the_same_by_both_doors(text, city):
    api = APIClient()
    api.force_login(city.fresh("canbo.skhdt"), backend="django.contrib.auth.backends.ModelBackend")
    by_page, by_api = make.draft(city, at=now()), make.draft(city, at=now())
    at = f"/proposals/{by_page.code}/items/1/general/"
    assert signed_in(city, "canbo.skhdt").post(at, typed(by_page, "general", name=text)).status_code == 302
    headers = {"If-Match": f'"{by_api.version}"'}
    body = {"content": {"name": text}}
    assert api.patch(f"/api/v1/proposals/{by_api.code}/items/1/", body, format="json", headers=headers).status_code == 200
    assert content(by_page)["name"] == content(by_api)["name"] == "Đà Nẵng"
    assert tree(content(by_page)) == tree(content(by_api))


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "parameter"), [("databases/?colour=red", "colour"), ("decisions/?as_of=hôm+nay", "as_of")])
def test_a_parameter_the_api_does_not_know_is_named(path, parameter, city):
    told = APIClient().get(f"/api/v1/{path}").json()
    assert (told["status"], [error["parameter"] for error in told["errors"]]) == (400, [parameter])
    assert all(error["detail"] for error in told["errors"])
