"""The pages of duties: an agency's own, one responsibility with its checks, and the whole city for those who oversee it."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from agencies.models import Message
from catalog.duties import queries, telling
from catalog.duties.queries import Month
from catalog.inbox.queries import work_of
from catalog.models import ComplianceCheck
from hcm_registry.kernel.periods import today
from tests.catalog.duties.setting import PDF, ask, borne, conclude, report, with_duties
from tests.factories import NOW


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def duties(city):
    return with_duties(city)


def sign_in(client, city, username):
    client.force_login(city.fresh(username), backend="django.contrib.auth.backends.ModelBackend")
    return client


def soon():
    """A day near the real clock, which the doors use."""
    return today(now()) + timedelta(days=9)


def shown(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_officer_sees_the_duties_of_their_agency_alone(client, duties, django_assert_max_num_queries):
    ask(duties, borne(), due_on=soon())
    sign_in(client, duties, "canbo.skhdt")
    with django_assert_max_num_queries(20):
        page = shown(client, "/duties/")
    assert "Trách nhiệm của đơn vị" in page and "Cơ sở dữ liệu đăng ký doanh nghiệp" in page and "Còn 9 ngày" in page
    assert "cấp phép xây dựng" not in page and "/duties/overview/" not in page
    assert "đăng ký doanh nghiệp" in shown(client, "/duties/?show=soon")
    assert "Không có trách nhiệm nào khớp" in shown(client, "/duties/?show=overdue")


def test_the_department_narrows_the_list_of_all(client, duties):
    sign_in(client, duties, "thamdinh.stttt")
    page = shown(client, "/duties/?agency=so-xay-dung&duty=GUIDE")
    assert "Cơ sở dữ liệu cấp phép xây dựng" in page and "đầu tư công" not in page
    assert "trach-nhiem-" in client.get("/duties/?format=xlsx")["Content-Disposition"]


def test_the_list_goes_on_page_by_page(client, duties, monkeypatch):
    monkeypatch.setattr(queries, "SIZE", 4)
    sign_in(client, duties, "kiemtoan")
    seen, path = [], "/duties/"
    while path:
        answer = client.get(path)
        seen += [row.borne.pk for row in answer.context["rows"]]
        path = answer.context["next"] and f"/duties/{answer.context['next']}"
    assert len(seen) == len(set(seen)) == 21


def test_a_duty_is_shown_to_be_done_and_judged_on_its_page(client, duties, django_assert_max_num_queries):
    check = ask(duties, borne(), due_on=soon())
    place, sent = f"/duties/{borne().pk}/", {"text": "Đã cập nhật đủ", "file": SimpleUploadedFile("bien-ban.pdf", PDF)}
    sign_in(client, duties, "canbo.skhdt")
    with django_assert_max_num_queries(20):
        assert "Gửi báo cáo" in shown(client, place)
    assert client.post(f"/duties/checks/{check.pk}/report/", sent)["Location"] == place
    assert "bien-ban.pdf" in shown(client, place) and "Ghi kết luận" not in shown(client, place)
    file = client.get(f"/duties/checks/{check.pk}/evidence/")
    assert b"".join(file.streaming_content) == PDF and "attachment" in file["Content-Disposition"]
    sign_in(client, duties, "thamdinh.stttt")
    assert "Ghi kết luận" in shown(client, place)
    found = {"outcome": "MET", "text": "Đủ minh chứng", "again_on": ""}
    assert client.post(f"/duties/checks/{check.pk}/conclude/", found)["Location"] == place
    page = shown(client, place)
    assert "Đủ minh chứng" in page and "Yêu cầu kiểm tra" in page


def test_bad_input_keeps_what_was_typed_and_says_what_to_do(client, duties):
    check = ask(duties, borne(), due_on=soon())
    sign_in(client, duties, "canbo.skhdt")
    wrong = {"text": "Đã làm được nửa", "file": SimpleUploadedFile("bang.exe", b"MZ")}
    page = client.post(f"/duties/checks/{check.pk}/report/", wrong)
    assert page.status_code == 400 and "Đã làm được nửa" in page.content.decode() and "Tệp được nhận: PDF" in page.content.decode()
    assert "Chọn tệp minh chứng" in client.post(f"/duties/checks/{check.pk}/report/", {"text": "Xong"}).content.decode()
    report(duties, check)
    sign_in(client, duties, "thamdinh.stttt")
    page = client.post(f"/duties/checks/{check.pk}/conclude/", {"outcome": "NOT_MET", "text": "Thiếu", "again_on": ""})
    assert page.status_code == 400 and "Đặt ngày phải thực hiện xong" in page.content.decode()
    page = client.post(f"/duties/{borne('GUIDE').pk}/ask/", {"asked": "Gửi hướng dẫn", "due_on": "01/01/2020"})
    assert page.status_code == 400 and "Hạn không được ở quá khứ." in page.content.decode() and "Gửi hướng dẫn" in page.content.decode()
    assert ComplianceCheck.objects.count() == 1
    conclude(duties, check)  # meanwhile somebody else judged it
    page = client.post(f"/duties/checks/{check.pk}/conclude/", {"outcome": "MET", "text": "Đủ rồi", "again_on": ""})
    assert page.status_code == 400 and "Đủ rồi" in page.content.decode()


@pytest.mark.parametrize(("username", "status"), [
    ("", 302), ("canbo.sxd", 404), ("canbo.skhdt", 200), ("lanhdao.skhdt", 200), ("tiepnhan.stttt", 200), ("kiemtoan", 200),
    ("quantri", 200),
])  # fmt: skip
def test_others_do_not_see_it(username, status, client, duties):
    if username:
        sign_in(client, duties, username)
    check = ask(duties, borne())
    report(duties, check)
    for path in (f"/duties/{borne().pk}/", f"/duties/checks/{check.pk}/evidence/"):
        assert client.get(path).status_code == status
    if username:
        assert client.get("/duties/overview/").status_code == (403 if username.endswith("skhdt") or username == "canbo.sxd" else 200)


@pytest.mark.parametrize(("username", "verbs"), [
    ("canbo.skhdt", {"report"}), ("thamdinh.stttt", {"conclude", "ask"}), ("kiemtoan", set()), ("quantri", set()),
    ("tiepnhan.stttt", set()),
])  # fmt: skip
def test_a_button_pressed_by_somebody_else_is_refused(username, verbs, client, duties):
    check = ask(duties, borne())
    sign_in(client, duties, username)
    paths = {"report": f"/duties/checks/{check.pk}/report/", "conclude": f"/duties/checks/{check.pk}/conclude/"}
    paths["ask"] = f"/duties/{borne().pk}/ask/"
    assert {verb: client.post(path).status_code == 403 for verb, path in paths.items()} == {verb: verb not in verbs for verb in paths}


def test_the_inbox_names_a_duty_that_falls_due(client, duties):
    ask(duties, borne(), due_on=today(now()))
    sign_in(client, duties, "canbo.skhdt")
    page = client.get("/inbox/")
    [task] = [task for task in page.context["tasks"] if task.step_key == "REPORT"]
    assert task.url == f"/duties/{borne().pk}/" and task.due.state == "today" and page.context["inbox_count"] == len(page.context["tasks"])
    assert "Báo cáo trách nhiệm" in page.content.decode()


def test_what_an_agency_lets_lie_is_pressed_for_by_the_department(client, duties):
    check = ask(duties, borne(), due_on=today(NOW))
    late = NOW + timedelta(days=1)
    found = {name: [task.step_key for task in work_of(duties.fresh(name), late).tasks(late)] for name in duties.people}
    assert {name: keys for name, keys in found.items() if keys} == {
        "canbo.skhdt": ["REPORT"], "lanhdao.skhdt": ["REPORT"], "thamdinh.stttt": ["PRESS"], "lanhdao.stttt": ["PRESS"],
    }  # fmt: skip
    assert not work_of(duties.fresh("lanhdao.stttt"), NOW).tasks(NOW)
    with time_machine.travel(late, tick=False):
        page = sign_in(client, duties, "lanhdao.stttt").get("/inbox/?step=PRESS").content.decode()
    assert "Đôn đốc báo cáo quá hạn" in page and f"/duties/{borne().pk}/" in page
    report(duties, check, at=late)
    assert [task.step_key for task in work_of(duties.fresh("lanhdao.stttt"), late).tasks(late)] == ["CONCLUDE"]


def test_the_department_is_told_once_a_working_day_of_what_became_overdue(duties):
    ask(duties, borne(), due_on=today(NOW))
    saturday, monday = NOW + timedelta(days=5), NOW + timedelta(days=7)
    assert [telling.tell_of_overdue(at=moment) for moment in (NOW, saturday, monday, monday)] == [0, 0, 1, 0]
    ask(duties, borne("GUIDE"), due_on=today(monday))
    ask(duties, borne("PROPOSE"), due_on=today(monday))
    assert telling.tell_of_overdue(at=monday + timedelta(days=1)) == 2
    first, second = Message.objects.filter(event="duty.overdue").order_by("pk")
    assert "Sở Kế hoạch và Đầu tư, 02/03/2026" in first.body and "2" in second.title and second.body.count("09/03/2026") == 2
    assert {notice.user.username for notice in second.notices.select_related("user")} == {"lanhdao.stttt", "thamdinh.stttt"}


def test_the_overview_counts_by_agency_and_duty_and_every_number_leads_somewhere(client, duties, django_assert_max_num_queries):
    check = ask(duties, borne(), due_on=today(NOW))
    report(duties, check)
    conclude(duties, check, outcome="NOT_MET", again_on=today(NOW))
    sign_in(client, duties, "lanhdao.stttt")
    with django_assert_max_num_queries(20):
        answer = client.get("/duties/overview/")
    found, page = answer.context["found"], answer.content.decode()
    [agency] = [one for one in found.agencies if one.key == "so-khdt"]
    assert (agency.borne, agency.open, agency.overdue, agency.met, agency.missing) == (10, 1, 1, 0, 1)
    assert sum(one.borne for one in found.duties) == 21 and "<svg" in page
    for link in ("agency=so-khdt&amp;show=overdue", "duty=BUILD&amp;show=missing"):
        assert link in page
        assert len(client.get(f"/duties/?{link.replace('&amp;', '&')}").context["rows"]) == 1


def test_the_trend_tells_on_time_from_late_and_undone(duties):
    early, late, open_check = (ask(duties, borne(duty), due_on=today(NOW)) for duty in ("BUILD", "GUIDE", "PROPOSE"))
    report(duties, early)
    report(duties, late, at=NOW + timedelta(days=3))
    month = queries.overview(NOW + timedelta(days=5)).months[-1]
    assert month == Month(today(NOW).replace(day=1), on_time=1, late=1, undone=1) and not open_check.done_at


def test_the_tables_come_as_excel_too(client, duties):
    sign_in(client, duties, "lanhdao.stttt")
    book = ZipFile(BytesIO(b"".join(client.get("/duties/overview/?format=xlsx").streaming_content)))
    text = "".join(book.read(name).decode() for name in book.namelist() if "work" in name)
    for said in ("Theo cơ quan", "Theo tháng", "Sở Xây dựng", "Chưa thực hiện đủ"):
        assert said in text


def test_whoever_holds_no_role_sees_an_empty_page(client, city):
    sign_in(client, city, "canbo.skhdt")
    assert "Đơn vị chưa có trách nhiệm nào" in shown(client, "/duties/")
    assert urlsplit(client.get("/en/duties/").request["PATH_INFO"]).path == "/en/duties/"
