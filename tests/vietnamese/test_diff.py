"""Differences by syllable: exact, readable, and safe to show."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcm_registry.vietnamese.diff import Op, diff_html, diff_inline, syllable_diff

wordings = st.one_of(
    st.text("aàâấđ .,<&\n1", max_size=40),
    st.lists(st.sampled_from(["Sở", "Tài", "nguyên", "và", "Môi", "trường,", "1.500.000", "thửa", "đất", ";", "\n"]), max_size=30).map(
        " ".join
    ),
    st.text(max_size=20),
)


def spell(pieces, *ops):
    return "".join(text for op, text in pieces if op in ops)


@given(wordings, wordings)
def test_the_pieces_spell_both_wordings_exactly(old, new):
    pieces = syllable_diff(old, new)
    assert spell(pieces, Op.KEEP, Op.DELETE) == unicodedata.normalize("NFC", old)
    assert spell(pieces, Op.KEEP, Op.INSERT) == unicodedata.normalize("NFC", new)
    assert all(text for _op, text in pieces)


@given(wordings)
def test_a_wording_does_not_differ_from_itself_however_typed(text):
    pieces = syllable_diff(text, unicodedata.normalize("NFD", text))
    assert {op for op, _text in pieces} <= {Op.KEEP}


def test_syllables_and_numbers_change_whole():
    assert syllable_diff("Cấp 1.500.000 thửa đất.", "Cấp 1.600.000 thửa đật.") == [
        (Op.KEEP, "Cấp "),
        (Op.DELETE, "1.500.000"),
        (Op.INSERT, "1.600.000"),
        (Op.KEEP, " thửa "),
        (Op.DELETE, "đất"),
        (Op.INSERT, "đật"),
        (Op.KEEP, "."),
    ]


def test_a_new_phrase_is_one_change_not_a_mosaic():
    pieces = syllable_diff("Sở Tài nguyên và Môi trường", "Ủy ban nhân dân xã Bình Mỹ")
    assert [op for op, _text in pieces] == [Op.DELETE, Op.INSERT]


def test_one_column_tells_both_changes_in_words():
    assert diff_inline("Sở cũ", "Sở mới") == (
        'Sở <del><span class="visually-hidden">đã bỏ: </span>cũ</del><ins><span class="visually-hidden">đã thêm: </span>mới</ins>'
    )


def test_two_columns_show_each_wording_with_its_own_marks():
    left, right = diff_html("Sở cũ", "Sở mới")
    assert left == 'Sở <del><span class="visually-hidden">đã bỏ: </span>cũ</del>'
    assert right == 'Sở <ins><span class="visually-hidden">đã thêm: </span>mới</ins>'


@pytest.mark.parametrize("place", [0, 1, 2], ids=["kept", "struck", "added"])
def test_markup_in_a_wording_is_shown_not_obeyed(place):
    old, new = [("<script>&'\"",) * 2, ("<script>", ""), ("", "<script>")][place]
    for html in (diff_inline(old, new), *diff_html(old, new)):
        assert "<script" not in html


@given(wordings, wordings)
def test_only_our_own_tags_ever_come_out(old, new):
    ours = re.compile(r"</?(?:ins|del)>|<span class=\"visually-hidden\">|</span>")
    for html in (diff_inline(old, new), *diff_html(old, new)):
        assert hasattr(html, "__html__")
        assert not set("<>'\"") & set(ours.sub("", html))
