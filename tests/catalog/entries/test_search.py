"""Words find entries however they are typed, and the best come first, also when more are found than are ranked."""

import unicodedata

import pytest

from agencies.models import AgencyName
from catalog.entries import search
from catalog.entries.models import DatabaseVersion
from catalog.entries.suggestions import similar
from tests import factories as make

BUSINESS = "Cơ sở dữ liệu đăng ký doanh nghiệp"


@pytest.fixture
def entered(city):
    """Maker of entries by name."""

    def enter(*names, **fields):
        return [make.database(f"Cơ sở dữ liệu {name}", city.agencies["so-xay-dung"], under=city.decision, **fields) for name in names]

    return enter


def found(typed):
    hits = search.ranked(DatabaseVersion.objects.all(), typed)
    names = DatabaseVersion.objects.in_bulk([hit.version for hit in hits])
    return [names[hit.version].name.removeprefix("Cơ sở dữ liệu ") for hit in hits]


@pytest.mark.parametrize(
    "typed",
    [
        "đăng ký doanh nghiệp",
        "dang ky doanh nghiep",
        "ĐĂNG KÝ DOANH NGHIỆP",
        unicodedata.normalize("NFD", "đăng ký doanh nghiệp"),
        "đang ký doanh nghiệp",  # half the marks
        "nghiệp doanh",
        "doanh ngh",
        '"doanh nghiep"',
        "cơ sở dữ liệu đăng ký doanh nghiệp",
        "CSDL doanh nghiệp",
        "csdl doanh nghiep",
        "doanh nghiep -xay",
        "hcm-csdl-001",
        "HCM-CSDL-1",
        "1",
    ],
)
def test_an_entry_is_found_however_it_is_typed(city, typed):
    assert found(typed)[0] == "đăng ký doanh nghiệp"


def test_signs_are_words_of_nobody(city):
    for typed in ("", "-", "'", "\\", "&|!:*()", "a:* | b", "'); --", "doanh -nghiệp", "-doanh", '""', '"'):
        assert found(typed) == [], typed
    assert found("<-> doanh & !(nghiep:*)") == ["đăng ký doanh nghiệp"]


def test_composed_and_decomposed_find_the_same(city):
    typed = "đầu tư công"
    assert found(typed) == found(unicodedata.normalize("NFD", typed)) == ["đầu tư công"]


def test_what_is_said_of_all_finds_all(city):
    for typed in ("CSDL", "cơ sở dữ liệu", "co so du lieu", "csdl cơ sở dữ liệu"):
        assert len(found(typed)) == 3, typed


def test_an_acronym_of_the_agency_finds_what_it_manages(city, entered):
    AgencyName.objects.filter(agency=city.agencies["so-xay-dung"]).get().delete()
    AgencyName.objects.create(
        agency=city.agencies["so-xay-dung"], name="Sở Xây dựng", abbreviation="SXD", period=city.agencies["so-xay-dung"].active
    )
    entered("nhà ở")
    assert found("SXD") == ["nhà ở"]
    assert found("CSDL SXD") == ["nhà ở"]


@pytest.fixture(params=[500, 1], ids=["all ranked", "one ranked"])
def cap(request, monkeypatch):
    """As many as usual, and so few that what is entered first would push out what is better."""
    monkeypatch.setattr(search, "CAP", request.param)
    return request.param


def test_the_exact_spelling_comes_first(entered, cap):
    entered("bán đảo", "ban đào", "bản đạo", "bàn dao")
    assert found("bản đạo")[0] == "bản đạo"
    assert found("BÀN DAO")[0] == "bàn dao"
    assert set(found("ban dao")) <= {"bán đảo", "ban đào", "bản đạo", "bàn dao"}
    assert len(found("ban dao")) == min(cap, 4)


def test_words_in_a_row_come_before_words_apart(entered, cap):
    entered("đất rừng, đai xanh", "đất đai")
    assert found("dat dai")[:2] == ["đất đai", "đất rừng, đai xanh"][:cap]
    assert found("đất đai")[0] == "đất đai"


def test_the_name_weighs_more_than_the_rest(entered, cap):
    entered("A", purpose="Quản lý thủy lợi, thủy lợi và thủy lợi")
    entered("hồ chứa và thủy lợi liên tỉnh")
    assert found("thuy loi") == ["hồ chứa và thủy lợi liên tỉnh", "A"][:cap]


def test_among_equals_the_name_that_says_least_else_comes_first(entered):
    entered("thư viện công cộng quận, huyện", "thư viện", "hệ thống thư viện")
    assert found("thu vien") == ["thư viện", "hệ thống thư viện", "thư viện công cộng quận, huyện"]


def test_outside_the_name_more_of_the_word_comes_first(entered):
    entered("B", purpose="Kênh mương")
    entered("A", purpose="Kênh mương, kênh mương, kênh mương")
    assert found("kenh muong") == ["A", "B"]


def test_the_number_asked_for_comes_before_the_number_in_a_name(entered):
    entered("khu công nghiệp số 2")
    assert found("2") == ["cấp phép xây dựng", "khu công nghiệp số 2"]
    assert found("HCM-CSDL-002") == ["cấp phép xây dựng"]


def test_the_last_word_is_half_typed_unless_a_name_has_it_whole(entered):
    entered("kho lạnh", "khoang tàu", "quận 1", "quận 12")
    assert found("kho") == ["kho lạnh"]
    assert found("khoa") == ["khoang tàu"]
    assert found("kh") == ["kho lạnh", "khoang tàu"]
    assert found("quan 1") == ["quận 1"]


def test_one_letter_is_a_word_when_it_is_a_vowel_and_nothing_yet_when_it_is_not(entered):
    entered("nhà ở", "nhà ổn", "nhà kho")
    assert found("nha o") == ["nhà ở"]
    assert found("nha k") == found("nha")
    assert "nhà kho" in found("k")
    assert found("nha ô") == ["nhà ở"]


def test_what_must_not_occur_does_not(entered):
    entered("nhà ở xã hội", "nhà ở công vụ")
    assert found("nha o -xa") == ["nhà ở công vụ"]
    assert found('nha o -"cong vu"') == ["nhà ở xã hội"]


@pytest.mark.parametrize(
    "typed",
    [
        "doanh nghjep",
        "Cơ sở dữ liệu đăng ký doanh nghjep",
        "danh nghiep",  # a letter too few
        "doanhh nghiep",  # one too many
        "daonh nghiep",  # two exchanged
        "doanh nghiep kqxz",  # a word that nobody knows
    ],
)
def test_a_slip_of_the_finger_leads_to_what_was_meant(city, typed):
    assert found(typed) == []
    assert [version.name for version in similar(DatabaseVersion.objects.all(), typed)] == [BUSINESS]


def test_what_resembles_nothing_leads_nowhere(city):
    for typed in ("kqxz", "", "-", "123456789", "q" * 200, "đ"):
        assert similar(DatabaseVersion.objects.all(), typed) == [], typed


def test_only_the_likest_are_suggested(entered):
    entered(*(f"thư viện số {n}" for n in range(7)), "thư viện")
    named = [version.name for version in similar(DatabaseVersion.objects.all(), "thu vienn")]
    assert len(named) == 5
    assert named[0] == "Cơ sở dữ liệu thư viện"
