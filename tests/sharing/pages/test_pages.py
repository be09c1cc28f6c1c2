"""What the pages of the warehouse show of real loads, and what their buttons do."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from sharing.integration import actions
from sharing.models import LoadRun
from tests.sharing.setting import loaded

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def as_operator(client, office):
    """A browser of whoever runs the warehouse."""
    client.force_login(office.city.fresh("vanhanh.kho"), backend=BACKEND)
    return client


def words(answer):
    """What a reader reads."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_load_is_seen_from_the_overview_to_its_last_row(as_operator, office):
    office.fill(20)
    office.do("UPDATE ho_so SET loai = 'Z' WHERE ma = 'HS-0003'")
    run = loaded(office.source)
    with CaptureQueriesContext(connection) as asked:
        overview = as_operator.get("/warehouse/")
    assert len(asked) <= 20, "\n".join(query["sql"] for query in asked)
    row = next(row for row in overview.context["rows"] if row.said.dataset)
    assert (row.last, row.good.rows_after, row.waiting) == (run, 19, 1)
    for shown, there in (("loaded", 1), ("quarantine", 1), ("stopped", 0), ("never", 0)):
        assert len(as_operator.get(f"/warehouse/?show={shown}").context["rows"]) == there, shown
    database = as_operator.get("/warehouse/HCM-CSDL-001/")
    assert f"/warehouse/runs/{run.pk}/" in database.content.decode()
    page = words(as_operator.get(f"/warehouse/runs/{run.pk}/"))
    assert "20 = 19 thêm mới + 0 cập nhật + 0 không đổi + 1 cách ly" in page
    assert "loai: ngoài các giá trị cho phép, 1 dòng" in page and str(run.uuid) in page


def test_what_a_guard_has_stopped_goes_on_when_the_operator_says_why(as_operator, office):
    office.fill(3)
    office.do("ALTER TABLE ho_so DROP COLUMN loai")
    run = loaded(office.source)
    place = f"/warehouse/runs/{run.pk}/"
    assert run.state == "HELD" and "Cấu trúc nguồn khác từ điển" in words(as_operator.get(place))
    unsaid = as_operator.post(f"{place}release/", {"note": " "})
    assert unsaid.status_code == 400 and "Ghi lý do" in words(unsaid)
    assert as_operator.post(f"{place}release/", {"note": "Cột bỏ theo công văn."}).status_code == 302
    run.refresh_from_db()
    assert run.state == "QUEUED" and run.accepted == {"drift": ["loai"]}
    assert "HX-Refresh" not in as_operator.get(f"{place}progress/").headers
    as_operator.post(f"{place}cancel/", {"note": "Chờ nguồn sửa."})
    assert as_operator.get(f"{place}progress/")["HX-Refresh"] == "true"
    assert as_operator.post(f"{place}again/").status_code == 302
    assert LoadRun.objects.filter(state="QUEUED").count() == 1


def test_a_run_that_works_says_how_far_it_is_by_the_last_good_one(as_operator, office):
    office.fill(3)
    loaded(office.source)
    run = actions.queue(office.source, by=None, at=now())
    waiting = as_operator.get(f"/warehouse/runs/{run.pk}/progress/").content.decode()
    assert 'role="progressbar"' in waiting and "value=" not in waiting
    actions.begin(run, worker="thử", at=now())
    works = as_operator.get(f"/warehouse/runs/{run.pk}/progress/")
    assert works.context["stands"].share is not None and "còn khoảng" in works.content.decode()
