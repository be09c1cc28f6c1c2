"""Words find entries however they are typed; the list walks every row exactly once."""

import unicodedata

import pytest

from catalog.entries import queries, search
from catalog.entries.models import DatabaseVersion
from hcm_registry.kernel.periods import today
from hcm_registry.keyset import BadCursor
from tests import factories as make

BUSINESS = "HCM-CSDL-001"


def codes(ids):
    found = DatabaseVersion.objects.select_related("database").in_bulk(ids)
    return [found[pk].database.code for pk in ids]


@pytest.mark.parametrize(
    "typed",
    [
        "đăng ký doanh nghiệp",
        "dang ky doanh nghiep",
        "ĐĂNG KÝ DOANH NGHIỆP",
        unicodedata.normalize("NFD", "đăng ký doanh nghiệp"),
        "doanh ngh",
        '"doanh nghiep"',
        "hcm-csdl-001",
        "HCM-CSDL-1",
        "1",
    ],
)
def test_an_entry_is_found_however_it_is_typed(city, typed):
    assert codes(search.ranked(DatabaseVersion.objects.all(), typed))[0] == BUSINESS


@pytest.mark.parametrize("typed", ["", "-", "'", "\\", "&|!:*()", "a:* | b", "'); --", "doanh -nghiệp"])
def test_signs_are_words_of_nobody(city, typed):
    assert search.ranked(DatabaseVersion.objects.all(), typed) == []


def test_the_exact_spelling_comes_first(city):
    for name in ("Cơ sở dữ liệu bán đảo", "Cơ sở dữ liệu bản đạo"):
        make.database(name, city.agencies["so-xay-dung"], under=city.decision)

    found = search.ranked(DatabaseVersion.objects.all(), "bản đạo")

    assert [DatabaseVersion.objects.get(pk=pk).name for pk in found] == ["Cơ sở dữ liệu bản đạo", "Cơ sở dữ liệu bán đảo"]


def test_the_name_weighs_more_than_the_rest(city):
    make.database("Cơ sở dữ liệu A", city.agencies["so-xay-dung"], under=city.decision, purpose="Quản lý thủy lợi")
    make.database("Cơ sở dữ liệu thủy lợi", city.agencies["so-xay-dung"], under=city.decision)

    names = [DatabaseVersion.objects.get(pk=pk).name for pk in search.ranked(DatabaseVersion.objects.all(), "thuy loi")]

    assert names == ["Cơ sở dữ liệu thủy lợi", "Cơ sở dữ liệu A"]


def test_only_when_nothing_is_found_something_similar_is_named(city):
    rows = DatabaseVersion.objects.all()
    assert search.ranked(rows, "dang ky doanh nghjep") == []
    assert search.similar(rows, "Cơ sở dữ liệu đăng ký doanh nghjep")[0].database.code == BUSINESS


@pytest.mark.parametrize("sort", ["", "name", "code", "newest"])
@pytest.mark.parametrize("q", ["", "co so"])
def test_pages_walk_every_row_exactly_once_and_back(city, now, sort, q):
    for n in range(8):
        make.database(f"Cơ sở dữ liệu {n % 3}", city.agencies["so-xay-dung"], under=city.decision)
    wanted = queries.Wanted(on=today(now), q=q)

    forth, cursor = [], ""
    pages = []
    while True:
        page = queries.listed(wanted, sort=sort, cursor=cursor, size=3)
        pages.append([row.pk for row in page.rows])
        forth += pages[-1]
        if not page.next:
            break
        cursor = page.next
    back = queries.listed(wanted, sort=sort, cursor=page.previous, size=3)

    assert sorted(forth) == sorted(DatabaseVersion.objects.values_list("pk", flat=True))
    assert len(forth) == len(set(forth)) == 11
    assert [row.pk for row in back.rows] == pages[-2]


def test_a_cursor_of_our_own_making_is_refused(city, now):
    with pytest.raises(BadCursor):
        queries.listed(queries.Wanted(on=today(now)), sort="", cursor="abc", size=3)


def test_a_cursor_of_another_order_is_refused(city, now):
    wanted = queries.Wanted(on=today(now))
    cursor = queries.listed(wanted, sort="name", cursor="", size=1).next
    with pytest.raises(BadCursor):
        queries.listed(wanted, sort="code", cursor=cursor, size=1)
