"""The pages of notices: one's own, how one is told, and for those who run the system what became of every e-mail."""

import pytest

from agencies.models import Role
from agencies.outbox.models import Delivery, Notice, OperatorTask, Preference
from tests.agencies.outbox.post import address, tell

OFFICER, HEAD, ADMIN = "canbo.stc", "lanhdao.skhdt", "quantri"


@pytest.fixture
def sign_in(client, city, settings):
    """Somebody of the cast, signed in."""
    settings.REQUIRE_TOTP = False

    def signed_in(username):
        client.force_login(city.people[username], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def told(city):
    address(city, OFFICER, mailbox="van-thu@example.vn")
    agency = city.people[OFFICER].memberships.get().agency
    return [tell([(Role.REGISTRAR, agency)], key=key, title=f"Việc {key}") for key in ("một", "hai")]


def test_the_bell_counts_and_reading_is_a_press(sign_in, told):
    client = sign_in(OFFICER)
    page = client.get("/notices/")
    assert page.context["notice_count"] == 2
    assert "Việc một" in page.content.decode()
    notice = Notice.objects.get(message=told[0])
    assert client.get("/notices/").context["notice_count"] == 2  # looking is not reading
    assert client.post(f"/notices/{notice.pk}/open/").url == "/databases/"
    page = client.get("/notices/?show=unread")
    assert page.context["notice_count"] == 1 and "Việc một" not in page.content.decode()


def test_reading_all_leaves_what_came_meanwhile(sign_in, city, told):
    client = sign_in(OFFICER)
    upto = client.get("/notices/").context["window"].rows[0].pk
    tell([city.people[OFFICER]], key="ba")
    client.post("/notices/read/", {"upto": upto})
    assert client.get("/notices/").context["notice_count"] == 1
    client.post("/notices/read/", {"upto": "x" * 30})
    assert client.get("/notices/").context["notice_count"] == 1


def test_nobody_opens_what_somebody_else_was_told(sign_in, told):
    notice = Notice.objects.get(message=told[0])
    assert sign_in("canbo.sxd").post(f"/notices/{notice.pk}/open/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_person_says_how_they_want_to_be_told(sign_in, city):
    client = sign_in(OFFICER)
    assert client.post("/notices/preferences/", {"mail": "HOURLY", "language": "vi"}).status_code == 200
    assert not Preference.objects.exists()
    assert client.post("/notices/preferences/", {"mail": "DAILY", "language": "en"}).status_code == 302
    chosen = Preference.objects.get()
    assert (chosen.user.username, chosen.mail, chosen.language, chosen.history.count()) == (OFFICER, "DAILY", "en", 1)


@pytest.mark.parametrize(("username", "letters"), [(OFFICER, None), (HEAD, 0), (ADMIN, 4), ("vanhanh.kho", 4), ("kiemtoan", None)])
def test_who_sees_what_became_of_the_letters(sign_in, told, username, letters):
    page = sign_in(username).get("/notices/deliveries/")
    assert page.status_code == (403 if letters is None else 200)
    if letters is not None:
        assert len(page.context["window"].rows) == letters


def test_the_head_of_an_agency_sees_its_own(sign_in, city, officer, told):
    head = officer(Role.HEAD, city.people[OFFICER].memberships.get().agency)
    city.people["head"] = head
    page = sign_in("head").get("/notices/deliveries/?show=waiting")
    assert {letter.address for letter in page.context["window"].rows} == {"van-thu@example.vn", "canbo.stc@example.vn"}
    assert not sign_in("head").get("/notices/deliveries/?show=sent").context["window"].rows


def test_a_list_asks_the_same_for_many_as_for_few(sign_in, city, told, django_assert_max_num_queries):
    for n in range(20):
        tell([city.people[OFFICER], (Role.REGISTRAR, city.agencies["so-tai-chinh"])], key=f"n{n}")
    client = sign_in(OFFICER)
    with django_assert_max_num_queries(12):
        client.get("/notices/")
    client = sign_in(ADMIN)
    with django_assert_max_num_queries(14):
        client.get("/notices/deliveries/")


def test_somebody_sees_to_whoever_could_not_be_told(sign_in, city):
    tell([(Role.CLERK, city.agencies["so-tai-chinh"])])
    task = OperatorTask.objects.get()
    assert sign_in("lanhdao.skhdt").get(f"/notices/tasks/{task.pk}/").status_code == 404
    client = sign_in(ADMIN)
    assert f"/notices/tasks/{task.pk}/" in client.get("/notices/deliveries/").content.decode()
    page = client.post(f"/notices/tasks/{task.pk}/", {"note": " "})
    assert "Ghi đã làm gì để việc này xong." in page.content.decode()
    assert client.post(f"/notices/tasks/{task.pk}/", {"note": "Đã bổ sung văn thư"}).status_code == 302
    task.refresh_from_db()
    assert (task.done_by.username, task.note) == (ADMIN, "Đã bổ sung văn thư")
    assert client.get(f"/notices/tasks/{task.pk}/").status_code == 404
    assert not client.get("/notices/deliveries/").context["tasks"]


def test_strangers_sign_in_first(client, db):
    for path in ("/notices/", "/notices/preferences/", "/notices/deliveries/", "/notices/tasks/1/"):
        assert client.get(path).url.startswith("/accounts/login/")
    assert not Delivery.objects.exists()
