"""Sources as they are entered on pages: what is asked, what is refused beside which input, and what is never shown."""

from threading import Event

import pytest
from django.db import connection

from sharing.integration import trying
from sharing.integration.connectors.described import SETTINGS
from sharing.integration.errors import SourceUnavailable
from sharing.integration.sources import FIELDS
from sharing.models import Source
from tests import factories as make
from tests.kept import kept
from tests.sharing.setting import its_address

BACKEND = "django.contrib.auth.backends.ModelBackend"
HOW = {"mode": "FULL", "on_drift": "HOLD", "overlap": 0, "grace": 3, "max_rejected": 5, "max_deleted": 5, "max_grown": 100}
#: Kind, what is typed beside that → the input that is blamed, and a part of what is said.
WRONG = (
    ("POSTGRES", {"host": ""}, "host", "Nhập mục này"),
    ("POSTGRES", {"port": "70000"}, "port", "từ 1 đến 65535"),
    ("POSTGRES", {"code": "HCM-CSDL-777"}, "code", "không có mã này"),
    ("POSTGRES", {"mode": "INCREMENTAL"}, "watermark", "phải nêu trường mốc"),
    ("POSTGRES", {"max_rejected": "101"}, "max_rejected", "từ 0 đến 100"),
    ("POSTGRES", {"schedule": "mỗi đêm"}, "schedule", "năm phần"),
    ("FILES", {"place": "sftp", "path": "a.csv"}, "host_key", "Nhập mục này"),
    ("REST", {"url": "https://a.vn", "auth": "oauth2"}, "token_url", "Nhập mục này"),
)


@pytest.fixture
def at_desk(client, office):
    """A browser of whoever runs the warehouse, where no source is entered yet."""
    office.source.delete()
    client.force_login(office.city.fresh("vanhanh.kho"), backend=BACKEND)
    return client


def typed(**more):
    """What is typed for the office's own server."""
    where = {name: str(value) for name, value in its_address(f"{connection.settings_dict['NAME']}_office").items()}
    return {"code": "HCM-CSDL-001", "dataset": "ho_so", "secret": connection.settings_dict["PASSWORD"], **where, **HOW, **more}


def test_a_source_is_tried_kept_and_changed_without_its_secret_being_seen(at_desk, office):
    new, secret = "/warehouse/sources/new/?kind=POSTGRES", connection.settings_dict["PASSWORD"]
    seen = [at_desk.post(new, typed(**{"try": "1"}))]
    assert seen[0].context["tried"].fits and not Source.objects.exists()
    assert at_desk.post(new, typed()).status_code == 302
    source = Source.objects.get()
    place = f"/warehouse/sources/{source.pk}/"
    assert source.secret == secret and source.connection["port"] == int(connection.settings_dict["PORT"])
    twice = at_desk.post(new, typed())
    assert "Bảng này đã có nguồn" in twice.context["form"].errors["dataset"][0]
    office.do("ALTER TABLE ho_so DROP COLUMN loai")
    seen += [twice, at_desk.get(place), at_desk.post(f"{place}test/"), at_desk.get(f"{place}edit/")]
    assert seen[3].context["tried"].drift.missing == ("loai",)
    assert at_desk.post(f"{place}edit/", typed(secret="", max_rejected="7", schedule="30 2 * * *")).status_code == 302
    source.refresh_from_db()
    assert (source.secret, source.max_rejected) == (secret, 7) and source.next_due
    seen += [at_desk.post(f"{place}edit/", typed(secret="", host="10.0.0.9", **{sent: "1"})) for sent in ("save", "try")]
    assert all("không được gửi sang nơi khác" in answer.context["form"].errors["secret"][0] for answer in seen[-2:])
    assert not [answer for answer in seen if secret in answer.content.decode()]
    assert at_desk.post(f"{place}switch/", {"active": "0"}).status_code == 302
    assert "ngừng dùng" in at_desk.post(f"{place}load/").content.decode()
    assert [change.history_user.username for change in source.history.all()] == ["vanhanh.kho"] * 3


def test_what_cannot_be_kept_is_said_beside_its_input(client, db):
    city = kept(make.build_city)
    client.force_login(city.people["vanhanh.kho"], backend=BACKEND)
    for kind, change, blamed, said in WRONG:
        known = {"host": "a.vn", "database": "d", "table": "t", "user": "u"} if kind == "POSTGRES" else {}
        answer = client.post(f"/warehouse/sources/new/?kind={kind}", {"code": "HCM-CSDL-001", "dataset": "ho_so", **known, **HOW, **change})
        assert answer.status_code == 400, (kind, change)
        errors = answer.context["form"].errors
        assert said in errors[blamed][0] and all(errors.values()), (kind, change, errors)
    assert not Source.objects.exists()
    names = {setting.name for settings in SETTINGS.values() for setting in settings}
    assert not names & {*FIELDS, "code", "dataset", "secret"}


def test_nobody_waits_for_a_source_that_says_nothing():
    asked, told = Event(), []
    for _try in range(5):
        with pytest.raises(SourceUnavailable) as why:
            trying.within(0.01, asked.wait)
        told.append(why.type)
    asked.set()
    assert told == [trying.TooSlow] * 4 + [trying.TooManyTries]
