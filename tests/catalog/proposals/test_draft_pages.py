"""An officer's way through the drafting pages, by the forms that work with JavaScript off."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from agencies.models import Agency, Role
from catalog.entries.content import SECTIONS
from catalog.proposals import drafts
from catalog.proposals.models import ChangeProposal
from tests import factories as make
from tests.catalog.proposals.desk import HEAD, begun, content, signed_in, typed

KEPT = "Phiên làm việc đã hết hoặc đã đổi khi bạn bấm lưu."


@pytest.fixture
def desk(city: make.City) -> Client:
    """The browser of the planning department's officer."""
    return signed_in(city, "canbo.skhdt")


def test_an_amendment_from_the_first_page_to_sent(desk: Client) -> None:
    proposal = begun(desk)
    at = f"/proposals/{proposal.code}/"
    answer = desk.post(f"{at}items/1/general/", typed(proposal, "general", purpose="Phục vụ người dân"))
    assert answer.url == f"{at}items/1/source/"
    assert "Còn" in desk.get(f"{at}check/").content.decode()
    assert desk.post(f"{at}papers/", HEAD).url == f"{at}edit/"
    assert 'value="submit"' in desk.get(f"{at}check/").content.decode()
    assert desk.post(f"{at}check/", {"move": "submit"}).url == f"{at}sent/"
    assert proposal.code in desk.get(f"{at}sent/").content.decode()
    proposal.refresh_from_db()
    assert proposal.state == "SUBMITTED" and content(proposal)["purpose"] == "Phục vụ người dân"
    assert desk.post(f"{at}check/", {"move": "submit"}).url == f"{at}sent/"  # pressed twice: sent once
    assert proposal.steps.filter(move="submit").count() == 1


def test_an_addition_may_be_sent_when_every_section_is_filled(desk: Client) -> None:
    proposal = begun(desk, kind="ADD", database="")
    at = f"/proposals/{proposal.code}/"
    wanted = make.content("Cơ sở dữ liệu hộ kinh doanh")
    for section in SECTIONS:
        values = {name: wanted[name] for name in section.names if name in wanted}
        assert desk.post(f"{at}items/1/{section.key}/", values).status_code == 302
    desk.post(f"{at}papers/", HEAD)
    desk.post(f"{at}check/", {"move": "submit"})
    proposal.refresh_from_db()
    assert proposal.state == "SUBMITTED"


def test_a_transfer_and_a_retirement_in_one_proposal(desk: Client) -> None:
    proposal = begun(desk, kind="TRANSFER")
    at = f"/proposals/{proposal.code}/"
    desk.post(f"{at}items/1/general/", typed(proposal, "general", managing_agency="so-tai-chinh"))
    assert desk.post(f"{at}items/", {"kind": "RETIRE", "database": "HCM-CSDL-003"}).status_code == 302
    assert desk.get(f"{at}items/2/general/").status_code == 404
    desk.post(f"{at}papers/", HEAD)
    desk.post(f"{at}check/", {"move": "submit"})
    proposal.refresh_from_db()
    assert proposal.state == "SUBMITTED"
    assert [item.kind for item in proposal.items.order_by("position")] == ["TRANSFER", "RETIRE"]


def test_an_item_is_removed_only_after_a_question(desk: Client) -> None:
    proposal = begun(desk)
    at = f"/proposals/{proposal.code}/items/1/remove/"
    assert "Bỏ mục này" in desk.get(at).content.decode()
    assert proposal.items.count() == 1
    desk.post(at)
    assert proposal.items.count() == 0


def test_a_field_saves_itself_and_survives_signing_out(desk: Client, city: make.City) -> None:
    proposal = begun(desk)
    address = f"/proposals/{proposal.code}/items/1/autosave/?field=scope"
    answer = desk.post(address, {"scope": "Toàn Thành phố, từ năm 2010"}, headers={"HX-Request": "true"})
    assert answer.content.decode().startswith("Đã lưu ")
    desk.logout()
    assert desk.post(address, {"scope": "mất"}, headers={"HX-Request": "true"}).status_code == 401
    again = signed_in(city, "canbo.skhdt")
    assert "từ năm 2010" in again.get(f"/proposals/{proposal.code}/items/1/general/").content.decode()


def test_what_was_typed_when_the_session_ended_comes_back_after_signing_in(desk: Client, city: make.City) -> None:
    proposal = begun(desk)
    at = f"/proposals/{proposal.code}/items/1/general/"
    values = typed(proposal, "general", purpose="Gõ dở khi phiên hết")
    desk.logout()
    answer = desk.post(at, values)
    assert answer.url == f"/accounts/login/?next={at}"
    assert content(proposal)["purpose"] != "Gõ dở khi phiên hết"
    desk.force_login(city.people["canbo.skhdt"], backend="django.contrib.auth.backends.ModelBackend")
    page = desk.get(at).content.decode()
    assert "Gõ dở khi phiên hết" in page and KEPT in page
    assert desk.post(at, values).status_code == 302
    assert content(proposal)["purpose"] == "Gõ dở khi phiên hết"
    assert KEPT not in desk.get(at).content.decode()


def test_a_value_that_is_wrong_is_kept_and_said(desk: Client) -> None:
    proposal = begun(desk)
    at = f"/proposals/{proposal.code}/items/1/sharing/"
    answer = desk.post(at, typed(proposal, "sharing", security_level="ba", personal_data="BASIC"))
    page = answer.content.decode()
    assert answer.status_code == 200 and 'value="ba"' in page
    assert "Nhập số từ 1 đến 5." in page and "phải nêu căn cứ xử lý" in page
    assert content(proposal)["security_level"] == "ba"
    assert 'value="ba"' in desk.get(at).content.decode()
    desk.post(at, typed(proposal, "sharing", security_level="3"))
    assert content(proposal)["security_level"] == 3


def test_text_that_cannot_be_stored_stays_in_the_form(desk: Client) -> None:
    proposal = begun(desk)
    before = content(proposal)["purpose"]
    answer = desk.post(f"/proposals/{proposal.code}/items/1/general/", typed(proposal, "general", purpose="Có\x00lỗi", scope="Mới"))
    assert answer.status_code == 200 and "ký tự" in answer.content.decode()
    assert content(proposal)["purpose"] == before and content(proposal)["scope"] == "Mới"


@pytest.mark.parametrize("text", ["Đa\u0300 Na\u0306\u0303ng", "Đà\u200b Nẵng", "\u202eĐà Nẵng\u2069"])
def test_text_is_cleaned_on_the_way_in(desk: Client, text: str) -> None:
    proposal = begun(desk)
    desk.post(f"/proposals/{proposal.code}/items/1/general/", typed(proposal, "general", name=text))
    assert content(proposal)["name"] == "Đà Nẵng"


def test_a_changed_field_shows_what_is_in_force_and_goes_back_to_it(desk: Client) -> None:
    proposal = begun(desk)
    at = f"/proposals/{proposal.code}/items/1/general/"
    desk.post(at, typed(proposal, "general", purpose="Khác"))
    page = desk.get(at).content.decode()
    assert "Bản hiện hành:" in page and "Phục vụ quản lý nhà nước" in page
    desk.post(at, typed(proposal, "general", scope="Giữ điều này") | {"revert": "purpose"})
    assert content(proposal)["purpose"] == "Phục vụ quản lý nhà nước" and content(proposal)["scope"] == "Giữ điều này"


def test_a_colleague_takes_the_pen_over_and_loses_nothing(desk: Client, city: make.City, officer: Callable[..., Any]) -> None:
    city.people["dong.nghiep"] = officer(Role.REGISTRAR, city.agencies["so-khdt"], username="dong.nghiep", full_name="Đồng Nghiệp")
    proposal = begun(desk)
    at = f"/proposals/{proposal.code}/items/1/general/"
    desk.post(at, typed(proposal, "general", purpose="Của An"))
    other = signed_in(city, "dong.nghiep")
    answer = other.post(at, typed(proposal, "general", purpose="Của đồng nghiệp"))
    page = answer.content.decode()
    assert answer.status_code == 409 and "Của đồng nghiệp" in page and "Tiếp quản" in page
    assert content(proposal)["purpose"] == "Của An"
    assert other.post(at, typed(proposal, "general", purpose="Của đồng nghiệp") | {"take_over": "on"}).status_code == 302
    assert content(proposal)["purpose"] == "Của đồng nghiệp"
    first, second = proposal.turns.all()
    assert (first.by, first.instead_of, second.by, second.instead_of) == (
        city.people["canbo.skhdt"],
        None,
        city.people["dong.nghiep"],
        city.people["canbo.skhdt"],
    )


@pytest.mark.parametrize(("path", "data"), [("items/", {"kind": "ADD"}), ("items/1/remove/", {})], ids=["adding", "removing"])
def test_no_item_comes_or_goes_under_a_writing_colleague(
    desk: Client, city: make.City, officer: Callable[..., Any], path: str, data: dict[str, str]
) -> None:
    city.people["dong.nghiep"] = officer(Role.REGISTRAR, city.agencies["so-khdt"], username="dong.nghiep")
    proposal = begun(desk)
    desk.post(f"/proposals/{proposal.code}/items/1/general/", typed(proposal, "general", purpose="Đang soạn"))
    other = signed_in(city, "dong.nghiep")
    other.post(f"/proposals/{proposal.code}/{path}", data)
    assert proposal.items.count() == 1
    assert other.post(f"/proposals/{proposal.code}/{path}", data | {"take_over": "on"}).status_code == 302
    assert proposal.items.count() != 1


def test_another_agency_sees_no_draft_and_its_own_head_may_not_write(desk: Client, city: make.City) -> None:
    proposal = begun(desk)
    for page in ("edit/", "check/", "papers/", "items/1/general/", "items/1/dictionary/"):
        assert signed_in(city, "canbo.sxd").get(f"/proposals/{proposal.code}/{page}").status_code == 404
    head = signed_in(city, "lanhdao.skhdt")
    assert head.get(f"/proposals/{proposal.code}/check/").status_code == 404
    Agency.objects.filter(key="so-khdt").update(requires_sign_off=True)
    assert head.get(f"/proposals/{proposal.code}/edit/").status_code == 403
    assert head.get(f"/proposals/{proposal.code}/check/").status_code == 200
    assert head.get("/proposals/new/").status_code == 403


def test_only_databases_of_the_agency_are_offered(desk: Client) -> None:
    page = desk.get("/proposals/new/?database=HCM-CSDL-001&kind=AMEND").content.decode()
    assert 'value="HCM-CSDL-001" selected' in page and "HCM-CSDL-002" not in page
    answer = desk.post("/proposals/new/", {"kind": "AMEND", "database": ""})
    assert answer.status_code == 200 and "Chọn một cơ sở dữ liệu" in answer.content.decode()
    assert not ChangeProposal.objects.exists()


def test_a_dissolved_agency_may_not_draft(desk: Client, city: make.City) -> None:
    agency = city.agencies["so-khdt"]
    agency.active = type(agency.active or make.DateRange())(make.SINCE, make.ISSUED_ON)
    agency.save()
    assert desk.get("/proposals/new/").status_code == 409


def test_somebody_with_seats_at_two_agencies_chooses_one(desk: Client, city: make.City) -> None:
    make.membership(city.people["canbo.skhdt"], Role.REGISTRAR, city.agencies["so-xay-dung"])
    assert 'name="agency"' in desk.get("/proposals/new/").content.decode()
    proposal = begun(desk, agency=str(city.agencies["so-xay-dung"].pk), database="HCM-CSDL-002")
    assert proposal.agency == city.agencies["so-xay-dung"]
    mixed = {"kind": "AMEND", "agency": str(city.agencies["so-xay-dung"].pk), "database": "HCM-CSDL-001"}
    assert desk.post("/proposals/new/", mixed).status_code == 200
    assert ChangeProposal.objects.count() == 1


def test_a_base_that_moved_is_settled_field_by_field(desk: Client, city: make.City) -> None:
    proposal = begun(desk)
    at = f"/proposals/{proposal.code}/"
    desk.post(f"{at}items/1/general/", typed(proposal, "general", purpose="Của đề xuất", scope="Phạm vi mới"))
    desk.post(f"{at}papers/", HEAD)
    make.proposal_in("APPLIED", city, at=now(), purpose="Đã ban hành")
    assert desk.post(f"{at}check/", {"move": "submit"}).status_code == 409
    assert f"{at}items/1/conflicts/" in desk.get(f"{at}check/").content.decode()
    assert f"{at}items/1/conflicts/" in desk.get(f"{at}edit/").content.decode()
    page = desk.get(f"{at}items/1/conflicts/").content.decode()
    assert all(words in page for words in ("Phục vụ quản lý nhà nước", "Của đề xuất", "Đã ban hành"))
    assert "chọn một nội dung" in desk.post(f"{at}items/1/conflicts/").content.decode()
    assert desk.post(f"{at}items/1/conflicts/", {"choice-purpose": "theirs"}).status_code == 302
    assert content(proposal)["purpose"] == "Đã ban hành" and content(proposal)["scope"] == "Phạm vi mới"
    assert desk.post(f"{at}check/", {"move": "submit"}).status_code == 302


def test_the_head_signs_where_the_agency_asks_for_it(desk: Client, city: make.City) -> None:
    city.agencies["so-khdt"].requires_sign_off = True
    city.agencies["so-khdt"].save()
    proposal = make.draft(city, at=now())
    at = f"/proposals/{proposal.code}/check/"
    assert "lãnh đạo ký trước" in desk.get(at).content.decode()
    assert signed_in(city, "lanhdao.skhdt").post(at, {"move": "sign_off"}).url == f"/proposals/{proposal.code}/"
    assert desk.post(at, {"move": "submit"}).status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == "SUBMITTED"


def test_a_sent_proposal_is_no_longer_edited(desk: Client, city: make.City) -> None:
    proposal = make.proposal_in("SUBMITTED", city, at=now())
    at = f"/proposals/{proposal.code}/items/1/general/"
    answer = desk.post(at, typed(proposal, "general", purpose="Muộn"))
    assert answer.status_code == 409 and content(proposal)["purpose"] != "Muộn"


def test_the_list_is_narrowed_and_paged(desk: Client, city: make.City) -> None:
    for _number in range(27):
        drafts.start(agency=city.agencies["so-khdt"], by=city.people["canbo.skhdt"], at=now(), title="Điều chỉnh")
    first = desk.get("/proposals/").context
    assert len(first["rows"]) == 25 and first["next"] and not first["previous"]
    second = desk.get(f"/proposals/{first['next']}").context
    assert len(second["rows"]) == 2 and second["previous"] and not second["next"]
    assert desk.get(f"/proposals/{second['previous']}").context["rows"] == first["rows"]
    assert len(desk.get("/proposals/?q=dieu chinh&state=DRAFT&agency=so-khdt").context["rows"]) == 25
    assert "không có gì" not in desk.get("/proposals/?q=khac").content.decode()
    assert signed_in(city, "canbo.sxd").get("/proposals/").context["rows"] == []


@pytest.mark.parametrize(
    "page",
    [
        "edit/",
        "items/1/general/",
        "items/1/sharing/?check=1",
        "items/1/dictionary/",
        "items/1/dictionary/0/",
        "papers/",
        "check/",
        "items/1/conflicts/",
    ],
)
def test_no_page_asks_too_much_of_the_database(
    desk: Client, city: make.City, page: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    proposal = make.draft(city, at=now())
    drafts.add_item(proposal, "AMEND", database=city.databases["HCM-CSDL-003"], by=city.people["canbo.skhdt"], at=now())
    with django_assert_max_num_queries(30):
        assert desk.get(f"/proposals/{proposal.code}/{page}").status_code == 200


def test_the_page_that_sends_asks_little_of_the_database(
    desk: Client, city: make.City, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    proposal = make.draft(city, at=now())
    with django_assert_max_num_queries(30):
        assert desk.get(f"/proposals/{proposal.code}/check/").context["moves"]


def test_reading_a_draft_writes_nothing(desk: Client, city: make.City) -> None:
    proposal = make.draft(city, at=now())
    before = ChangeProposal.objects.values().get(pk=proposal.pk)
    for page in ("edit/", "items/1/general/", "items/1/dictionary/0/", "papers/", "check/", "items/1/remove/"):
        desk.get(f"/proposals/{proposal.code}/{page}")
    assert ChangeProposal.objects.values().get(pk=proposal.pk) == before


def test_an_anonymous_reader_is_asked_to_sign_in(city: make.City) -> None:
    assert Client().get("/proposals/").url == "/accounts/login/?next=/proposals/"


def test_what_contradicts_the_version_in_force_is_led_to_it(city: make.City, desk: Client) -> None:
    """Nothing collides, and the two together may not stand: the check page leads to the move, then to the field."""
    proposal = make.draft(city, at=now(), personal_data="SENSITIVE", personal_data_ground="Luật")
    make.proposal_in("APPLIED", city, sharing_class="OPEN")
    at = f"/proposals/{proposal.code}/"
    page = desk.get(f"{at}check/").content.decode()
    assert f'href="{at}items/1/conflicts/"' in page and "không được là dữ liệu mở" in page
    assert "Chuyển sang bản hiện hành" in desk.get(f"{at}items/1/conflicts/").content.decode()
    assert desk.post(f"{at}items/1/conflicts/").status_code == 302
    assert content(proposal)["sharing_class"] == "OPEN"
    assert "không được là dữ liệu mở" in desk.get(f"{at}items/1/sharing/?check=1").content.decode()
