"""The check of the English catalogue sees what it is for. That every text of the code has its English is `make check`."""

from pathlib import Path

import polib
import pytest

from hcm_registry import messages


def catalogue(**entry: object) -> str:
    file = polib.POFile()
    file.append(polib.POEntry(**entry))
    return str(file)


@pytest.mark.parametrize(
    ("fault", "entry"),
    [
        ("not translated", {"msgid": "Gửi", "msgstr": ""}),
        ("not translated", {"msgid": "%(n)s bảng", "msgid_plural": "%(n)s bảng", "msgstr_plural": {0: "%(n)s table", 1: ""}}),
        ("only guessed (fuzzy)", {"msgid": "Gửi", "msgstr": "Return", "flags": ["fuzzy"]}),
        ("still Vietnamese", {"msgid": "Gửi", "msgstr": "Gửi"}),
        ("other placeholders", {"msgid": "Chờ %(wait)s giây", "msgstr": "Wait %(time)s seconds"}),
        ("other placeholders", {"msgid": "Cần <b>%(role)s</b>", "msgstr": "Needs %(role)s"}),
        ("other placeholders", {"msgid": "%(n)s bảng", "msgid_plural": "%(n)s bảng", "msgstr_plural": {0: "One table", 1: "%(n)s tables"}}),
    ],
)
def test_a_fault_is_named(fault: str, entry: dict[str, object]) -> None:
    assert messages.faults(catalogue(**entry)) == [f"{fault}: {entry['msgid']}"]


def test_a_translation_may_order_its_placeholders_and_keep_the_symbol_of_a_document() -> None:
    assert not messages.faults(catalogue(msgid="%(a)s của %(b)s, ví dụ 312/SKHĐT-ĐKKD", msgstr="%(b)s of %(a)s, such as 312/SKHĐT-ĐKKD"))


def test_the_english_catalogue_has_no_fault() -> None:
    assert not messages.faults((messages.ROOT / messages.ENGLISH).read_text())


def test_without_gettext_the_check_says_so_or_fails_where_it_is_required(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(messages.shutil, "which", lambda name: None)
    monkeypatch.delenv("REQUIRE_GETTEXT", raising=False)
    assert messages.check() == []
    assert "gettext was not found" in capsys.readouterr().err
    monkeypatch.setenv("REQUIRE_GETTEXT", "1")
    assert messages.check()


def test_a_new_text_and_one_no_longer_used_are_both_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / messages.ENGLISH
    file.parent.mkdir(parents=True)
    file.write_text(catalogue(msgid="Câu cũ", msgstr="Old"))
    monkeypatch.setattr(messages.shutil, "which", lambda name: "/usr/bin/xgettext")
    monkeypatch.setattr(messages, "collected", lambda root: catalogue(msgid="Câu mới", msgstr=""))
    assert messages.check(tmp_path) == ["not translated: Câu mới", "no longer used: Câu cũ"]
    assert messages.collect(tmp_path) == ["not translated: Câu mới"]


def test_a_guess_leaves_nothing_behind_that_the_next_collection_would_choke_on() -> None:
    file = polib.POFile()
    texts = {"msgid": "%(n)s hộp thư", "msgid_plural": "%(n)s hộp thư", "msgstr_plural": {0: "%(n)s table", 1: "%(n)s tables"}}
    before = {"previous_msgctxt": "move", "previous_msgid": "%(n)s bảng", "previous_msgid_plural": "%(n)s bảng"}
    file.append(polib.POEntry(**texts, **before, flags=["fuzzy", "python-format"]))
    settled = messages._settled(file)
    assert "#|" not in settled and "fuzzy" not in settled and "table" not in settled
