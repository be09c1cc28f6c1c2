"""What a reviewer finds beside the differences: their own ticks, threads settled as a whole, whom the file concerns, its course."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now as clock

from catalog.proposals import actions, drafts
from catalog.proposals.course import lasted
from catalog.proposals.papers import FieldComment, Seen
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    """The pages ask the real clock, so the rows of these tests begin a day before it."""
    return clock() - timedelta(days=1)


def signed_in(city: make.City, username: str) -> Client:
    client = Client()
    client.force_login(city.fresh(username), backend="django.contrib.auth.backends.ModelBackend")
    return client


def review(client: Client, code: str, query: str = "") -> Any:
    return client.get(reverse("catalog:proposal-detail", args=[code]) + query)


def tick(client: Client, proposal: Any, path: str, *, seen: bool = True, **more: Any) -> Any:
    """Press “Đã xem” beside one change, as the form would."""
    typed = {"item": proposal.items.get().pk, "path": path, "anchor": f"c-1-{path}"} | ({"seen": "on"} if seen else {})
    return client.post(reverse("catalog:proposal-tick", args=[proposal.code]), typed, headers=more)


def test_a_reader_ticks_changes_off_one_by_one_for_themself(city, at):
    proposal = make.proposal_in("ACCEPTED", city, at=at, purpose="Mới", scope="Cả nước")
    appraiser, intake = signed_in(city, "thamdinh.stttt"), signed_in(city, "tiepnhan.stttt")
    assert tick(appraiser, proposal, "purpose").url.endswith("#c-1-purpose")
    mine = review(appraiser, proposal.code)
    assert mine.context["progress"] == {"seen": 1, "all": 2}
    assert "Đã xem 1/2 thay đổi" in mine.content.decode()
    assert review(intake, proposal.code).context["progress"] == {"seen": 0, "all": 2}
    tick(appraiser, proposal, "purpose")
    assert Seen.objects.count() == 1
    tick(appraiser, proposal, "purpose", seen=False)
    assert not Seen.objects.exists()


def test_with_htmx_the_button_and_the_count_come_back_alone(city, at):
    proposal = make.proposal_in("ACCEPTED", city, at=at)
    answer = tick(signed_in(city, "thamdinh.stttt"), proposal, "purpose", hx_request="true")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert 'aria-pressed="true"' in text
    assert "Đã xem 1/1 thay đổi" in text
    assert "hx-swap-oob" in text
    assert "<html" not in text


def test_a_new_revision_is_read_anew(city, at):
    proposal = make.proposal_in("SUBMITTED", city, at=at)
    appraiser = signed_in(city, "thamdinh.stttt")
    tick(appraiser, proposal, "purpose")
    actions.return_(proposal, by=city.fresh("tiepnhan.stttt"), at=at, note="Bổ sung")
    author = city.fresh("canbo.skhdt")
    drafts.save_content(proposal.items.get(), {"purpose": "Khác hẳn"}, by=author, at=at)
    actions.submit(proposal, by=author, at=at)
    assert review(appraiser, proposal.code).context["progress"] == {"seen": 0, "all": 1}


def test_only_a_change_that_is_there_is_ticked_and_only_by_a_reader(city, at):
    proposal = make.proposal_in("ACCEPTED", city, at=at)
    assert tick(signed_in(city, "thamdinh.stttt"), proposal, "scope").status_code == 404
    assert tick(signed_in(city, "canbo.sxd"), proposal, "purpose").status_code == 404
    assert signed_in(city, "thamdinh.stttt").get(reverse("catalog:proposal-tick", args=[proposal.code])).status_code == 405
    assert not Seen.objects.exists()


def test_the_page_comes_back_in_the_view_it_was_left(city, at):
    proposal = make.proposal_in("ACCEPTED", city, at=at)
    typed = {"item": proposal.items.get().pk, "path": "purpose", "seen": "on", "view": "merged", "anchor": "c-1-purpose"}
    answer = signed_in(city, "thamdinh.stttt").post(reverse("catalog:proposal-tick", args=[proposal.code]), typed)
    assert answer.url == f"/proposals/{proposal.code}/?view=merged#c-1-purpose"


def test_an_entry_leaving_the_catalogue_is_read_ticked_and_remarked_like_any_change(city, at):
    author = city.people["canbo.skhdt"]
    head = {"title": "Đưa ra", "reason": "Thôi dùng", "legal_ground": "NĐ 47/2020", "no_state_secret": True}
    proposal = drafts.start(agency=city.agencies["so-khdt"], by=author, at=at, **head)
    drafts.add_item(proposal, "RETIRE", database=city.databases["HCM-CSDL-003"], by=author, at=at)
    actions.submit(proposal, by=author, at=at)
    client = signed_in(city, "thamdinh.stttt")
    tick(client, proposal, "")
    typed = {"item": proposal.items.get().pk, "path": "", "text": "Ai tiếp nhận dữ liệu?"}
    client.post(reverse("catalog:proposal-comment", args=[proposal.code]), typed)
    page = review(client, proposal.code)
    assert page.context["progress"] == {"seen": 1, "all": 1}
    assert "Ai tiếp nhận dữ liệu?" in page.content.decode()


def test_a_thread_is_settled_up_to_the_remark_its_reader_saw(city, at):
    proposal = make.proposal_in("ACCEPTED", city, at=at)
    item, appraiser = proposal.items.get(), city.fresh("thamdinh.stttt")
    first, second, third = (actions.comment(item, path="purpose", text=text, by=appraiser, at=at) for text in ("a", "b", "c"))
    elsewhere = actions.comment(item, path="scope", text="d", by=appraiser, at=at)
    signed_in(city, "canbo.skhdt").post(reverse("catalog:proposal-settle", args=[proposal.code, second.pk]))
    assert set(FieldComment.objects.filter(settled_at__isnull=False)) == {first, second}
    assert set(FieldComment.objects.filter(settled_at__isnull=True)) == {third, elsewhere}


def test_the_page_names_whom_the_file_concerns(city, at):
    """…the manager that gains it, those that coordinate, other open files its reader may see."""
    wanted = {"managing_agency": "so-tai-chinh", "coordinating_agencies": ["so-xay-dung"]}
    proposal = make.proposal_in("CONSULTATION", city, at=at, **wanted)
    other = make.draft(city, at=at, scope="Khác")
    parties = {
        party.label: [name for name, _url in party.who]
        for party in review(signed_in(city, "canbo.skhdt"), proposal.code).context["parties"]
    }
    assert parties == {
        "Cơ quan quản lý": ["Sở Tài chính"],
        "Cơ quan phối hợp": ["Sở Xây dựng"],
        "Đề xuất khác cho cùng cơ sở dữ liệu": [f"{other.code} (Bản nháp)"],
    }
    assert other.code not in review(signed_in(city, "thamdinh.stttt"), proposal.code).content.decode()


def test_the_course_says_when_a_step_got_the_file_and_how_long_it_kept_it(city, at):
    proposal = make.proposal_in("SUBMITTED", city, at=at - timedelta(days=4))
    actions.accept(proposal, by=city.fresh("tiepnhan.stttt"), at=at - timedelta(days=1))
    stops = review(signed_in(city, "thamdinh.stttt"), proposal.code).context["timeline"]
    assert [(stop.state, stop.took) for stop in stops[:3]] == [("done", "dưới 1 giờ"), ("done", "3 ngày"), ("now", "2 ngày")]
    assert stops[1].since == at - timedelta(days=4)


@pytest.mark.parametrize(("span", "words"), [({"minutes": 5}, "dưới 1 giờ"), ({"hours": 5}, "5 giờ"), ({"days": 1, "hours": 20}, "1 ngày")])
def test_a_span_is_said_as_people_say_it(span, words):
    assert lasted(timedelta(**span)) == words


def test_a_dropped_item_is_asked_for_no_more_and_read_with_what_was_said_of_it(city, at):
    proposal = make.proposal_in("APPRAISAL", city, at=at)
    appraiser, officer = city.people["thamdinh.stttt"], signed_in(city, "canbo.skhdt")
    item = proposal.items.get()
    actions.comment(item, path="purpose", text="Nêu rõ phục vụ ai", by=appraiser, at=at)
    actions.return_(proposal, by=appraiser, at=at, note="Sửa")
    drafts.add_item(proposal, "RETIRE", database=city.databases["HCM-CSDL-003"], by=city.people["canbo.skhdt"], at=at)
    place = f"/proposals/{proposal.code}/items/1/remove/"
    assert "vẫn được giữ trong hồ sơ" in officer.get(place).content.decode()
    assert officer.post(place).status_code == 302
    assert officer.get(place).status_code == 404
    changes = review(officer, proposal.code)
    assert [sheet.item.position for sheet in changes.context["sheets"]] == [2]
    assert "Đã bỏ khỏi đề xuất" in changes.content.decode()
    talk = review(signed_in(city, "thamdinh.stttt"), proposal.code, "?tab=talk").content.decode()
    assert "(đã bỏ khỏi đề xuất): Mục đích" in talk and "Nêu rõ phục vụ ai" in talk
    api = f"/api/v1/proposals/{proposal.code}/"
    shown = officer.get(api)
    assert [one["position"] for one in shown.json()["items"]] == [2]
    kept = officer.get(f"{api}items/1/").json()
    assert kept["dropped_at"] and kept["content"] == item.content
    assert officer.get(f"{api}comments/").json()["results"][0]["item"] == 1
    refused = officer.delete(f"{api}items/1/", headers={"If-Match": f'"{shown.json()["version"]}"'})
    assert (refused.status_code, refused.json()["type"]) == (409, "/api/v1/problems/dropped")
