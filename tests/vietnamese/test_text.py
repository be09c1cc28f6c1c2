"""Text on the way in: what looks the same is stored the same; and the order Vietnamese readers expect."""

import unicodedata
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from hcm_registry.vietnamese.text import clean, clean_line, given_name_key, search_key, sort_key

anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
DECOMPOSED = unicodedata.normalize("NFD", "Đường Nguyễn Huệ")


def test_the_two_ways_to_type_a_letter_become_one():
    assert len(DECOMPOSED) > len("Đường Nguyễn Huệ")
    assert clean(DECOMPOSED) == "Đường Nguyễn Huệ"


@pytest.mark.parametrize(
    "invisible",
    [
        "\u200b",
        "\u200c",
        "\u200d",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\u200e",
        "\u202e",
        "\u2066",
        "\u061c",
        "\x01",
        "\x1f",
        "\x7f",
        "\U000e0041",
    ],
    ids=ascii,
)
def test_what_nobody_sees_is_not_stored(invisible):
    assert clean(f"{invisible}đất{invisible}đai{invisible}") == "đấtđai"


def test_an_invisible_character_does_not_keep_a_tone_from_its_letter():
    assert clean("a\u200b\u0301") == "á"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"], ids=ascii)
def test_every_line_end_is_a_newline(line_end):
    assert clean(f"một{line_end}hai") == "một\nhai"
    assert clean_line(f"một{line_end}hai") == "một hai"


def test_blanks_within_a_text_are_its_authors():
    assert clean("  a  b\t c\n\n\nd \n") == "a  b\t c\n\n\nd"


def test_a_line_keeps_one_space_between_words():
    assert clean_line(" Sở\u00a0 Xây\t\n dựng\u3000") == "Sở Xây dựng"


@pytest.mark.parametrize("unstorable", ["\x00", chr(0xD800), chr(0xDFFF)], ids=ascii)
@pytest.mark.parametrize("tidy", [clean, clean_line])
def test_what_postgresql_cannot_store_is_refused_in_vietnamese(tidy, unstorable):
    with pytest.raises(ValidationError, match="Có ký tự không hợp lệ"):
        tidy(f"đất{unstorable}đai")


@given(anything)
@pytest.mark.parametrize("tidy", [clean, clean_line])
def test_cleaning_twice_changes_nothing_more(tidy, text):
    once = tidy(text)
    assert tidy(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text("aăâđeêôơưáàảãạ \n"))
def test_cleaning_keeps_every_visible_letter(text):
    assert clean(text).split() == unicodedata.normalize("NFC", text).split()


DICTIONARY = [
    "ba", "bà", "bả", "bã", "bá", "bạ", "ban", "bàn", "băn", "bẳn", "bân", "bần", "bo", "bò", "bô", "bồ", "bơ", "bờ",
    "ca", "co", "cô", "da", "dạ", "dan", "đa", "đà", "đạ", "đan",
    "e", "em", "ê", "êm", "i", "ì", "o", "ó", "ô", "ố", "ơ", "ớ", "u", "ụ", "ư", "ự", "ỹ", "ya", "z",
]  # fmt: skip


def test_letters_come_before_tones_and_tones_in_dictionary_order():
    assert sorted(reversed(DICTIONARY), key=sort_key) == DICTIONARY


IN_ORDER = [
    "",
    "- gạch đầu dòng",
    "(ngoặc)",
    "1 một",
    "12",
    "2 hai",
    "cơ sở",
    "Cơ sở",
    "cơ sở dữ liệu",
    "Cơ sở Dữ liệu",
    "dữ liệu",
    "đất",
    "Đất",
    "đất đai",
    "hoà bình",  # CLDR: the earlier letter without a tone comes first
    "hòa bình",
    "Sở Nội vụ",
    "Sở Xây dựng",
    "Ủy ban",
    "Ưu tiên",
]


@pytest.mark.parametrize(("earlier", "later"), list(pairwise(IN_ORDER)))
def test_names_stand_as_in_a_printed_list(earlier, later):
    assert sort_key(earlier) < sort_key(later)


def test_a_blank_is_a_blank_however_it_was_typed():
    assert sort_key("Sở\u00a0Y tế").split("\x01")[:2] == sort_key("Sở Y tế").split("\x01")[:2]


@given(st.text("aàâấậđĐ D1.-"), st.text("aàâấậđĐ D1.-"))
def test_keys_are_equal_only_for_the_same_text(one, other):
    assert (sort_key(one) == sort_key(other)) == (unicodedata.normalize("NFD", one) == unicodedata.normalize("NFD", other))


def test_people_stand_by_given_name_then_family_name():
    people = ["Lê Văn An", "Trần Thị An", "Nguyễn Ân", "Phạm Bình", "Đỗ Thị Hoa", "Vũ Hoa", "Bùi Hòa", "Yến"]
    assert sorted(reversed(people), key=given_name_key) == people


def test_stray_spaces_do_not_hide_the_given_name():
    assert given_name_key(" Lê Văn  An ") == given_name_key("Lê Văn An")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ĐẤT ĐAI", "dat dai"),
        (DECOMPOSED, "duong nguyen hue"),
        ("Uỷ ban, Ủy ban", "uy ban, uy ban"),
        ("Ðường (viết nhầm chữ Ð)", "duong (viet nham chu d)"),
        ("312/QĐ-UBND – 5 m²", "312/qd-ubnd - 5 m2"),
        ("“Café”", '"cafe"'),
        ("", ""),
    ],
)
def test_search_ignores_capitals_marks_and_typography(text, key):
    assert search_key(text) == key


@given(st.text("aàảãáạăằâậđeêệiìoôộơợuưựyỹbcdghklmnpqrstvx ĐƯỚ"))
def test_a_searchable_vietnamese_text_is_plain_ascii(text):
    assert search_key(text).isascii()
    assert search_key(search_key(text)) == search_key(text) == search_key(text.upper())
