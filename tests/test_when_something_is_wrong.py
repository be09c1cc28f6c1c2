"""Pages of refusals and failures say what to do; a session says when it ends, and what was typed outlives it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client, RequestFactory
from django.utils.timezone import now as clock

from agencies.models import ContactPoint
from catalog.proposals import actions
from catalog.proposals.models import Dossier
from catalog.proposals.papers import FieldComment
from hcm_registry.failures import server_error
from hcm_registry.kernel.periods import today
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    """The pages ask the real clock, so the rows of these tests begin an hour before it."""
    return clock() - timedelta(hours=1)


def signed_in(city: make.City, username: str, client: Client | None = None) -> Client:
    client = client or Client()
    client.force_login(city.fresh(username), backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(answer: Any, status: int) -> str:
    assert answer.status_code == status, answer.content.decode()[:300]
    return answer.content.decode()


def test_403_names_the_role_the_place_and_whom_to_ask(city):
    client, department = signed_in(city, "canbo.skhdt"), city.agencies["so-tttt"]
    page = text(client.get("/dossiers/new/"), 403)
    assert "Việc này cần vai trò “Lãnh đạo” tại Sở Thông tin và Truyền thông." in page
    assert "Chuyên viên đăng ký, Sở Kế hoạch và Đầu tư" in page
    assert "Người quản trị của cơ quan bạn, hoặc gọi 1022." in page
    department.office_mailbox = "hop-thu@example.gov.vn"
    department.save()
    assert "hop-thu@example.gov.vn, Sở Thông tin và Truyền thông" in text(client.get("/dossiers/new/"), 403)
    known = {"full_name": "Đầu mối thử", "position": "Chuyên viên", "phone": "028 000", "email": "dau-moi@example.gov.vn"}
    ContactPoint.objects.create(agency=department, period=DateRange(today(clock()), None), **known)
    assert "Đầu mối thử, Chuyên viên, 028 000, dau-moi@example.gov.vn" in text(client.get("/dossiers/new/"), 403)


def test_404_offers_the_search(db):
    page = text(Client().get("/khong-co-trang-nay/"), 404)
    assert 'action="/databases/"' in page
    assert "gõ không dấu cũng được" in page


def test_409_shows_what_somebody_else_did(city, at):
    proposal = make.proposal_in("SUBMITTED", city, at=at)
    actions.accept(proposal, by=city.fresh("tiepnhan.stttt"), at=at, note="Đã nhận bản giấy")
    page = text(signed_in(city, "canbo.skhdt").get(f"/proposals/{proposal.code}/edit/"), 409)
    for words in ("Hồ sơ không còn ở bước cho phép việc này", "Tiếp nhận", "Tiếp nhận TTTT", "Đã nhận bản giấy"):
        assert words in page
    assert f'href="/proposals/{proposal.code}/"' in page


@pytest.mark.parametrize("limit", ["DATA_UPLOAD_MAX_MEMORY_SIZE", "DATA_UPLOAD_MAX_NUMBER_FIELDS"])
def test_413_states_the_limits_and_the_types(city, settings, limit):
    client = signed_in(city, "canbo.skhdt")
    setattr(settings, limit, 1)
    page = text(client.post("/proposals/new/", {"kind": "ADD", "x": "dài"}), 413)
    assert "PDF, DOCX, XLSX, PNG hoặc JPG" in page
    assert "nội dung đã gõ còn nguyên" in page


def test_a_form_of_another_session_is_refused_in_words(city):
    client = Client(enforce_csrf_checks=True)
    assert "Biểu mẫu đã hết hạn" in text(signed_in(city, "canbo.skhdt", client).post("/proposals/new/", {"kind": "ADD"}), 403)


def test_500_gives_a_reference(monkeypatch):
    monkeypatch.setattr("structlog.contextvars.get_contextvars", lambda: {"request_id": "ma-tra-cuu-7"})
    assert "ma-tra-cuu-7" in text(server_error(RequestFactory().get("/")), 500)


def test_without_redis_the_catalogue_is_read_and_a_proposal_begun(city, settings):
    nowhere = "redis://127.0.0.1:1/0"
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": nowhere}}
    settings.REDIS_URL = nowhere
    client = signed_in(city, "canbo.skhdt")
    assert client.get("/readyz").json()["redis"] == "unavailable"
    for path in ("/", "/databases/", "/databases/?q=dat&theme=HEALTH", "/databases/HCM-CSDL-001/", "/inbox/", "/api/v1/databases/"):
        text(client.get(path), 200)
    begun = client.post("/proposals/new/", {"kind": "ADD"})
    assert client.get(begun.url).status_code == 200


def test_a_session_says_how_long_it_lasts_and_begins_anew_when_asked(city):
    client = signed_in(city, "canbo.skhdt")
    Session.objects.update(expire_date=clock() + timedelta(seconds=100))
    assert 90 < client.get("/accounts/session/").json()["seconds"] <= 100
    assert 'data-seconds="' in client.get("/inbox/").content.decode()
    assert client.post("/accounts/session/").json()["seconds"] == 12 * 3600
    assert client.get("/accounts/session/").json()["seconds"] > 12 * 3600 - 10
    assert Client().get("/accounts/session/").status_code == 302


def test_the_page_carries_the_seconds_that_are_left(city):
    client = signed_in(city, "canbo.skhdt")
    Session.objects.update(expire_date=clock() + timedelta(seconds=200))
    assert client.get("/inbox/").context["session_seconds"] in range(190, 201)


LOST = {
    "a move": ("tiepnhan.stttt", "SUBMITTED", "/proposals/{code}/moves/return/", {"note": "Thiếu căn cứ pháp lý"}),
    "an opinion": ("canbo.stc", "CONSULTATION", "/proposals/{code}/opinion/", {"stance": "DISAGREE", "comment": "Thiếu căn cứ pháp lý"}),
    "a remark": ("thamdinh.stttt", "ACCEPTED", "/proposals/{code}/comments/", {"path": "purpose", "text": "Thiếu căn cứ pháp lý"}),
    "a dossier": ("lanhdao.stttt", "APPROVED", "/dossiers/new/", {"title": "Thiếu căn cứ pháp lý"}),
    "a decision": ("vanthu.ubnd", "AT_COMMITTEE", "/dossiers/{dossier}/decision/", {"abstract": "Thiếu căn cứ pháp lý"}),
}


@pytest.mark.parametrize("what", LOST)
def test_what_was_typed_outlives_the_session(city, at, what):
    username, state, address, typed = LOST[what]
    proposal = make.proposal_in(state, city, at=at)
    before = (proposal.steps.count(), FieldComment.objects.count(), Dossier.objects.count())
    address = address.format(code=proposal.code, dossier=proposal.dossier.code if proposal.dossier else "")
    client = Client()
    answer = client.post(address, typed)
    assert answer.status_code == 302
    assert answer.url == f"/accounts/login/?next={address}"
    page = text(signed_in(city, username, client).get(address), 200)
    assert "Thiếu căn cứ pháp lý" in page
    assert "Nội dung bạn gõ còn nguyên bên dưới" in page
    assert before == (proposal.steps.count(), FieldComment.objects.count(), Dossier.objects.count())


def test_a_button_without_text_leads_back_to_the_file(city, at):
    proposal = make.proposal_in("ACCEPTED", city, at=at)
    answer = Client().post(f"/proposals/{proposal.code}/ticks/", {"path": "purpose"})
    assert answer.url == f"/accounts/login/?next=/proposals/{proposal.code}/"
