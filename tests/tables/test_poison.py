"""Whatever somebody sends in, it is read soundly or refused with its reason, within bounds, and nobody else notices."""

import re
from pathlib import Path

import pytest

from hcm_registry.tables import Book, FileNotRead, opened
from tests.tables.poison import corpus, sound

MEGABYTES = 256


def outcome(path: Path, held: list[int]) -> str:
    """The reason for which a file is refused; "" when all of it is read. `held` learns how much memory that took, in kB."""
    try:
        with opened(path) as book:
            for sheet in range(len(book.sheets)):
                for _row in book.rows(sheet):
                    pass
            held.append(about(book, "status", "VmHWM"))
    except FileNotRead as refused:
        return refused.refused if refused.text and "%(" not in refused.text else f"without a sentence: {refused.text}"
    return ""


def about(book: Book, file: str, name: str) -> int:
    """A number that the system knows of the child that reads."""
    return int(re.search(rf"{name}\D+(\d+)", Path(f"/proc/{book.process}/{file}").read_text())[1])


@pytest.mark.long
def test_every_poisoned_file_has_its_reason_and_harms_nobody(tmp_path: Path) -> None:
    path, other = tmp_path / "given", tmp_path / "other.xlsx"
    other.write_bytes(sound("xlsx"))
    wrong, held, count = [], [], 0
    with opened(other) as reading:  # somebody else is in the middle of a file meanwhile
        for count, (name, content, reason) in enumerate(corpus(), start=1):  # noqa: B007  # counted
            path.write_bytes(content)
            if (found := outcome(path, held)) != reason:
                wrong.append(f"{name}: {found or 'read'} instead of {reason or 'read'}")
        assert len(list(reading.rows())) == 20
        assert about(reading, "limits", "Max data size") <= MEGABYTES << 20  # for those that were refused as well
    assert not wrong, "\n".join(wrong)
    assert count >= 80
    assert max(held) / 1024 <= MEGABYTES
