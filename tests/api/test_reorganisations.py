"""Acts of reorganisation through the API: read by whoever may read the page, prepared, sent and recorded by the same verbs."""

from datetime import timedelta

import pytest
import time_machine

from tests import factories as make
from tests.catalog.reorganisation.acts import NEW, NOW, ON, decided, proposed

PLACE = "/api/v1/reorganisations/"


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        yield


def write(client, method, place, body=None, tag=None):
    headers = {"If-Match": tag} if tag else {}
    return getattr(client, method)(place, body or {}, format="json", headers=headers)


def test_an_act_is_prepared_sent_and_recorded(signed_in, city):
    admin, clerk = signed_in("quantri"), signed_in("vanthu.ubnd")
    begun = admin.post(PLACE, {"title": "Hợp nhất", "wanted_on": str(ON)}, format="json", headers={"Idempotency-Key": "mot"})
    assert begun.status_code == 201, begun.json()
    place = begun["Location"]
    assert (begun.json()["state"], begun.json()["lines"], clerk.get(place).status_code) == ("DRAFT", [], 404)
    one = {"kind": "MERGE", "predecessor": "so-khdt", "name": NEW}
    assert write(admin, "post", f"{place}lines/", one).status_code == 428
    itself = write(admin, "post", f"{place}lines/", {"kind": "MERGE", "predecessor": "so-khdt", "successor": "so-khdt"}, begun["ETag"])
    assert (itself.status_code, "không thể kế thừa chính mình" in itself.json()["detail"]) == (409, True)
    wrong = write(admin, "post", f"{place}lines/", one | {"databases": ["HCM-CSDL-999"]}, begun["ETag"])
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/databases/0")
    added = write(admin, "post", f"{place}lines/", one, begun["ETag"])
    assert added.status_code == 201 and added["ETag"] == admin.get(place, {"fields": "id"})["ETag"]
    assert write(admin, "post", f"{place}lines/", one, begun["ETag"]).status_code == 412
    twice = write(admin, "post", f"{place}lines/", one, added["ETag"])
    unsound = write(admin, "post", f"{place}moves/propose/", {}, twice["ETag"])
    assert (unsound.status_code, unsound.json()["errors"][0]["pointer"]) == (422, "/lines/0")
    dropped = write(admin, "delete", f"{place}lines/2/", tag=twice["ETag"])
    assert [line["predecessor"] for line in dropped.json()["lines"]] == ["so-khdt"]
    assert write(admin, "delete", f"{place}lines/2/", tag=dropped["ETag"]).status_code == 404
    changed = write(admin, "patch", place, {"title": "Hợp nhất hai sở"}, dropped["ETag"])
    assert (changed.json()["title"], changed.json()["wanted_on"]) == ("Hợp nhất hai sở", str(ON))
    groups = {group["key"]: group for group in admin.get(f"{place}preview/").json()["groups"]}
    assert [thing["label"] for thing in groups["databases"]["things"]] == [
        "HCM-CSDL-001 Cơ sở dữ liệu đăng ký doanh nghiệp",
        "HCM-CSDL-003 Cơ sở dữ liệu đầu tư công",
    ]
    sent = write(admin, "post", f"{place}moves/propose/", {}, changed["ETag"])
    assert (sent.status_code, sent.json()["state"]) == (200, "PROPOSED"), sent.json()
    assert [move["name"] for move in clerk.get(f"{place}moves/").json()["results"]] == ["return", "decide"]
    assert write(clerk, "post", f"{place}moves/return/", {}, sent["ETag"]).status_code == 400
    day = f"{NOW:%Y-%m-%d}"
    paper = {"issuing_body": "ubnd-tp", "number": "15", "symbol": "NQ-HĐND", "signer": "Người ký", "abstract": "Hợp nhất", "signed_on": day}
    early = write(clerk, "post", f"{place}moves/decide/", paper | {"effective_on": "2026-03-01"}, sent["ETag"])
    assert (early.status_code, early.json()["errors"][0]["pointer"]) == (422, "/effective_on")
    assert write(admin, "post", f"{place}moves/decide/", paper | {"effective_on": day}, sent["ETag"]).status_code == 403
    done = write(clerk, "post", f"{place}moves/decide/", paper | {"effective_on": day}, sent["ETag"])
    assert (done.status_code, done.json()["state"], done.json()["effective_on"]) == (200, "APPLIED", day), done.json()
    assert write(admin, "patch", place, {"title": "Khác"}, done["ETag"]).status_code == 409
    assert clerk.get(f"{place}preview/").json()["applied"] is True


def test_it_is_read_by_whoever_reads_the_page(signed_in, stranger, city, django_assert_max_num_queries):
    sent, public = proposed(city), decided(city)
    hidden, shown = f"{PLACE}{sent.pk}/", f"{PLACE}{public.pk}/"
    assert [row["id"] for row in stranger.get(PLACE).json()["results"]] == [public.pk]
    assert [stranger.get(address).status_code for address in (hidden, shown, f"{shown}preview/")] == [401, 200, 401]
    outsider = signed_in("vanhanh.kho")
    assert [outsider.get(address).status_code for address in (hidden, shown, f"{shown}preview/")] == [404, 200, 403]
    named = signed_in("canbo.sxd")
    assert [row["id"] for row in named.get(PLACE).json()["results"]] == [public.pk, sent.pk]
    assert [row["id"] for row in named.get(PLACE, {"state": "PROPOSED", "fields": "id"}).json()["results"]] == [sent.pk]
    held = named.get(f"{hidden}preview/")
    assert named.get(f"{hidden}preview/", headers={"If-None-Match": held["ETag"]}).status_code == 304
    make.draft(city, by="canbo.sxd", code="HCM-CSDL-002")
    assert named.get(f"{hidden}preview/", headers={"If-None-Match": held["ETag"]}).status_code == 200
    for number in range(10):
        make.database(f"Cơ sở dữ liệu {number}", city.agencies["so-khdt"], under=city.decision)
    with django_assert_max_num_queries(12):
        named.get(PLACE)
    with django_assert_max_num_queries(40):
        named.get(f"{hidden}preview/")
