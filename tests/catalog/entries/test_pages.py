"""What the public pages say, on a day and as known at a moment, and how little they ask of the database."""

import io
import json
import re
import zipfile
from datetime import date, datetime

import pytest
from django.urls import reverse

from catalog.editions import actions as editions
from catalog.entries import actions as entries
from catalog.entries.models import DatabaseVersion
from catalog.entries.presentation import changes, facts
from hcm_registry.kernel.periods import LEGAL_ZONE
from tests import factories as make

pytestmark = pytest.mark.urls("hcm_registry.urls")
MOST_QUERIES = 30
CODE = "HCM-CSDL-001"


@pytest.fixture
def amended(city):
    """The first database changes on 01/02/2024 by a decision that was recorded only on 01/03/2024."""
    late = datetime(2024, 3, 1, 9, tzinfo=LEGAL_ZONE)
    decision = make.decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=date(2024, 2, 1), recorded_at=late)
    table = make.dataset("ho_so", make.column("so", key=True, required=True))
    content = make.content("Cơ sở dữ liệu đăng ký kinh doanh", update_frequency="WEEKLY", datasets=[table])
    entries.supersede([(city.databases[CODE], content)], under=decision, at=late)
    editions.freeze(decision, at=late)
    return city


def text(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_every_page_asks_little(client, amended, django_assert_max_num_queries):
    decision = amended.decision
    edition = DatabaseVersion.objects.order_by("-pk")[0].decision.editions.get()
    urls = [
        reverse("catalog:home"),
        reverse("catalog:database-list"),
        reverse("catalog:database-list") + "?q=dang+ky&theme=unknown&as_of=2024-01-01",
        reverse("catalog:database-list") + "?q=khong+co+gi+nhu+vay&theme=unknown",
        *(reverse("catalog:database-detail", args=[CODE]) + query for query in ("", "?tab=schema", "?tab=history", "?as_of=01/01/2024")),
        reverse("catalog:database-compare", args=[CODE]),
        reverse("catalog:decision-list"),
        reverse("catalog:decision-detail", args=[decision.pk]),
        reverse("catalog:edition-detail", args=[edition.pk]),
        reverse("catalog:journal"),
        reverse("agencies:agency-list"),
        reverse("agencies:agency-detail", args=["so-khdt"]),
    ]
    client.force_login(amended.fresh("canbo.skhdt"))
    for url in urls:
        with django_assert_max_num_queries(MOST_QUERIES):
            text(client, url)


def test_a_second_reader_is_served_the_kept_counts(client, city, django_assert_max_num_queries):
    text(client, "/databases/")
    with django_assert_max_num_queries(8):
        text(client, "/databases/")


def test_the_page_shows_what_was_in_force_on_the_day(client, amended):
    assert "đăng ký kinh doanh" in text(client, f"/databases/{CODE}/")
    before = text(client, f"/databases/{CODE}/?as_of=31/01/2024")
    assert "<h1>Cơ sở dữ liệu đăng ký doanh nghiệp</h1>" in before
    assert "có hiệu lực tại ngày 31/01/2024" in before


def test_the_page_shows_what_the_registry_knew_at_the_moment(client, amended):
    known_before = text(client, f"/databases/{CODE}/?as_of=2024-02-15&known_at=2024-02-29")
    known_after = text(client, f"/databases/{CODE}/?as_of=2024-02-15&known_at=2024-03-01")
    assert "<h1>Cơ sở dữ liệu đăng ký doanh nghiệp</h1>" in known_before
    assert "<h1>Cơ sở dữ liệu đăng ký kinh doanh</h1>" in known_after


def test_the_list_is_of_the_day_too(client, amended):
    assert "đăng ký doanh nghiệp" in text(client, "/databases/?as_of=31/01/2024")
    assert "đăng ký doanh nghiệp" not in text(client, "/databases/?as_of=01/02/2024")
    assert "đăng ký doanh nghiệp" in text(client, "/databases/?as_of=01/02/2024&known_at=29/02/2024")


def test_a_database_not_in_the_catalogue_that_day_says_when_it_was(client, city):
    page = text(client, f"/databases/{CODE}/?as_of=01/01/2020", status=404)
    assert "không có trong danh mục ngày 01/01/2020" in page
    assert "?as_of=2023-10-25" in page


@pytest.mark.parametrize(
    "url", ["/databases/HCM-CSDL-999/", f"/databases/{CODE}/compare/?from=7", "/agencies/khong-co/", "/decisions/99999/"]
)
def test_what_never_was_is_not_found(client, city, url):
    text(client, url, status=404)


def test_what_nobody_said_is_counted_and_named(client, city):
    page = text(client, f"/databases/{CODE}/")
    said = DatabaseVersion.objects.get(database__code=CODE)
    unknown = [fact.label for group in facts(said) for fact in group.facts if not fact.text]
    assert "Hiện trạng: chưa rõ" in page
    assert f"{len(unknown)} mục chưa rõ" in page
    assert unknown
    assert all(label in page for label in unknown)


def test_a_suggested_manager_is_marked(client, city):
    make.database("Cơ sở dữ liệu gợi ý", city.agencies["so-xay-dung"], under=city.decision, managing_agency_basis="SUGGESTED")
    assert "Gợi ý, chưa theo quyết định" in text(client, "/databases/HCM-CSDL-004/")


def test_an_empty_list_says_which_filter_to_drop(client, city):
    page = text(client, "/databases/?q=doanh+nghiep&status=PLANNED")
    assert "còn 1 cơ sở dữ liệu" in page


def test_a_bad_day_is_refused_in_words(client, city):
    assert "Danh mục có hiệu lực tại ngày: " in text(client, "/databases/?as_of=31/02/2024", status=400)


def test_only_those_who_may_know_of_a_proposal_see_it(client, city):
    made = make.proposal_in("SUBMITTED", city)
    assert made.code not in text(client, f"/databases/{CODE}/")
    client.force_login(city.fresh("canbo.sxd"))
    assert made.code not in text(client, f"/databases/{CODE}/")
    client.force_login(city.fresh("tiepnhan.stttt"))
    assert made.code in text(client, f"/databases/{CODE}/")


def test_comparison_marks_syllables_and_columns(client, amended):
    page = text(client, f"/databases/{CODE}/compare/?from=1&to=2")
    assert "kinh</ins>" in page or "kinh doanh</ins>" in page
    assert "<code>ma</code>" in page
    assert "<code>so</code>" in page


def test_changes_name_every_kind():
    old = make.content(datasets=[make.dataset("cu"), make.dataset("ho_so", make.column("a"), make.column("b"))])
    new = make.content(purpose="", notes="Mới", datasets=[make.dataset("ho_so", make.column("a", required=True), make.column("c"))])
    found = {one.path: one for one in changes(old | {"managing_agency": ""}, new | {"managing_agency": ""})}
    assert {path: one.kind for path, one in found.items()} == {
        "purpose": "remove",
        "notes": "add",
        "datasets/ho_so": "change",
        "datasets/cu": "remove",
    }
    assert {row.label: row.kind for row in found["datasets/ho_so"].rows} == {"a": "change", "b": "remove", "c": "add"}


def test_what_people_wrote_is_never_markup():
    old, new = make.content(purpose="<b>cũ</b>"), make.content(purpose="<script>mới</script>")
    (change,) = changes(old, new)
    assert "<script>" not in change.new_html
    assert "<b>" not in change.old_html


def test_files_carry_the_same_rows(client, city):
    make.database("=1+1", city.agencies["so-xay-dung"], under=city.decision)
    csv = b"".join(client.get("/databases/?format=csv")).decode()
    rows = json.loads(b"".join(client.get("/databases/?format=json&q=doanh")))
    book = zipfile.ZipFile(io.BytesIO(b"".join(client.get("/databases/?format=xlsx&q=doanh"))))
    assert csv.startswith("\ufeff")
    assert "'=1+1" in csv
    assert [row["code"] for row in rows["results"]] == [CODE]
    sheets = "".join(book.read(name).decode() for name in book.namelist() if "sheet" in name.lower() or "shared" in name.lower())
    assert "Từ khóa: doanh" in sheets
    assert "<f>" not in sheets


def test_the_journal_is_narrowed_and_walked(client, amended):
    page = text(client, "/journal/?kind=VERSION_OPENED&subject=HCM-CSDL-001")
    assert page.count("/databases/HCM-CSDL-001/") == 2
    assert "đã kiểm chứng" not in page.lower()


def test_an_agency_shows_the_first_it_manages_and_leads_to_all(city, client, monkeypatch):
    address = reverse("agencies:agency-detail", args=["so-khdt"])
    assert "Xem tất cả" not in text(client, address)
    monkeypatch.setattr("agencies.queries.FIRST", 1)
    page = text(client, address)
    found = re.search(r'href="(/databases/\?agency=so-khdt&amp;as_of=[^"]+)">Xem tất cả', page)
    assert found and page.count("HCM-CSDL-00") < text(client, found[1].replace("&amp;", "&")).count("HCM-CSDL-00")
