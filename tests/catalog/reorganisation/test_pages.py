"""The pages of acts: prepared by the administrator, recorded by the clerk, read by those concerned, and by everybody once decided."""

from datetime import timedelta

import pytest
import time_machine

from agencies.models import Agency, Succession
from catalog.models import Reorganisation
from catalog.reorganisation import actions
from tests import factories as make
from tests.catalog.reorganisation.acts import NEW, NOW, ON, decided, draft, proposed

URL = "/reorganisations/"


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        yield


def enter(client, city, name):
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_an_act_is_prepared_sent_recorded_and_applied_on_the_pages(client, city):
    enter(client, city, "quantri")
    begun = client.post(f"{URL}new/", {"title": "Hợp nhất", "wanted_on": f"{ON:%d/%m/%Y}", "legal_ground": "Nghị quyết"})
    page = begun["Location"]
    for key in ("so-khdt", "so-xay-dung"):
        line = {"kind": "MERGE", "predecessor": city.agencies[key].pk, "name": NEW}
        assert client.post(f"{page}lines/new/", line)["Location"] == page
    shown = client.get(page).content.decode()
    assert "HCM-CSDL-001" in shown and NEW in shown and "moves/propose/" in shown and "decide/" not in shown
    assert client.post(f"{page}moves/propose/", {"note": ""})["Location"] == page
    enter(client, city, "vanthu.ubnd")
    assert f"{page}decide/" in client.get(page).content.decode() and "HCM-CSDL-001" in client.get(f"{page}decide/").content.decode()
    today = f"{NOW:%d/%m/%Y}"
    paper = {"issuing_body": city.agencies["ubnd-tp"].pk, "number": "15", "symbol": "NQ-HĐND", "signer": "Người ký", "abstract": "Hợp nhất"}
    refused = client.post(f"{page}decide/", paper | {"signed_on": today, "effective_on": "01/03/2026"})
    assert refused.status_code == 400 and "Ngày có hiệu lực không được trước ngày ký." in refused.content.decode()
    assert client.post(f"{page}decide/", paper | {"signed_on": today, "effective_on": today})["Location"] == page
    act = Reorganisation.objects.get()
    assert (act.state, act.decision.reference) == ("APPLIED", "15/NQ-HĐND")
    assert "Những gì đã chuyển" in client.get(page).content.decode()
    client.logout()
    public = client.get(page).content.decode()
    assert NEW in public and "Những gì đã chuyển" not in public and page in client.get(URL).content.decode()


def test_what_is_wrong_stands_beside_the_input_and_on_the_draft(client, city):
    page = f"{URL}{draft(city).pk}/"
    enter(client, city, "quantri")
    itself = {
        "kind": "MERGE",
        "predecessor": city.agencies["so-khdt"].pk,
        "successor": city.agencies["so-khdt"].pk,
        "databases": "HCM-CSDL-999",
    }
    answer = client.post(f"{page}lines/new/", itself).content.decode()
    assert "Không có mã này: HCM-CSDL-999" in answer and "HCM-CSDL-999</textarea>" in answer
    answer = client.post(f"{page}lines/new/", itself | {"databases": ""}).content.decode()
    assert "Một cơ quan không thể kế thừa chính mình" in answer
    client.post(f"{page}lines/new/", {"kind": "ENDING", "predecessor": city.agencies["so-khdt"].pk})
    shown = client.get(page).content.decode()
    assert "kết thúc ở nhiều dòng khác nhau" in shown and "moves/propose/" not in shown
    client.post(f"{page}lines/4/drop/")
    assert "moves/propose/" in client.get(page).content.decode()


def test_neither_a_closed_agency_nor_a_cycle_gets_past_the_page(client, city):
    closed = make.agency("so-cu", name="Sở Cũ", end=NOW.date())
    later = make.agency("so-nhan", name="Sở Nhận")
    Succession.objects.create(predecessor=city.agencies["so-xay-dung"], successor=later, kind="PARTIAL_TRANSFER", on=NOW)
    act = actions.start(title="Sắp xếp", wanted_on=ON, by=city.people["quantri"], at=NOW)
    page = f"{URL}{act.pk}/"
    enter(client, city, "quantri")
    line = {"kind": "MERGE", "predecessor": city.agencies["so-khdt"].pk, "successor": closed.pk}
    answer = client.post(f"{page}lines/new/", line)
    assert answer.status_code == 400 and "Chọn cơ quan đang hoạt động trong danh sách." in answer.content.decode()
    assert client.post(f"{page}lines/new/", line | {"successor": city.agencies["so-tai-chinh"].pk})["Location"] == page
    back = {"kind": "MERGE", "predecessor": later.pk, "successor": city.agencies["so-xay-dung"].pk}
    assert client.post(f"{page}lines/new/", back)["Location"] == page
    Agency.objects.filter(key="so-tai-chinh").update(active=closed.active)  # meanwhile
    shown = client.get(page).content.decode()
    assert "Chọn cơ quan tiếp nhận đang hoạt động." in shown
    assert "Sở Nhận sẽ kế thừa chính mình (vòng lặp). Chọn cơ quan tiếp nhận khác." in shown
    assert client.post(f"{page}moves/propose/", {"note": ""}).status_code == 400


def test_a_draft_is_read_by_those_who_prepare_and_what_was_sent_by_those_concerned(client, city):
    prepared, sent = draft(city), proposed(city)
    sees = {name: (_status(client, city, name, prepared), _status(client, city, name, sent)) for name in city.people}
    assert {name for name, (first, _second) in sees.items() if first == 200} == {"quantri", "kiemtoan"}
    assert {name for name, (_first, second) in sees.items() if second == 404} == {"vanhanh.kho"}
    client.logout()
    assert "/accounts/login/" in client.get(f"{URL}{sent.pk}/")["Location"]


def _status(client, city, name, act):
    return enter(client, city, name).get(f"{URL}{act.pk}/").status_code


def test_an_empty_list_says_what_to_do(client, city):
    assert "Chưa có văn bản sắp xếp nào" in client.get(URL).content.decode()


def test_the_list_and_the_page_ask_few_questions(client, city, django_assert_max_num_queries):
    act = decided(city)
    for n in range(20):
        make.database(f"Cơ sở dữ liệu {n}", city.agencies["so-khdt"], under=city.decision)
    enter(client, city, "quantri")
    client.get(URL)
    with django_assert_max_num_queries(14):
        client.get(URL)
    with django_assert_max_num_queries(40):
        client.get(f"{URL}{act.pk}/")
