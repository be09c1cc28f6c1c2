"""Old encodings are recognised, or asked for: never is a wrong text taken silently."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from hcm_registry.tables import FileNotRead, opened
from hcm_registry.tables.child import alphabets

SMALL, CAPITALS = alphabets._SMALL, alphabets._SMALL.upper()
HEAD = ["Tên cơ sở dữ liệu", "Đơn vị quản lý", "Ghi chú"]
ROWS = [
    ["Cơ sở dữ liệu hộ kinh doanh", "Sở Kế hoạch và Đầu tư", "Cập nhật hằng ngày; có dữ liệu cá nhân"],
    ["Cơ sở dữ liệu giấy phép xây dựng", "Sở Xây dựng", "0312345678"],
    ["Cơ sở dữ liệu đất đai, nhà ở", "Sở Tài nguyên và Môi trường", "1.234,56"],
]
SHORT = [["Hà Nội"], ["Huế"]]
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}


def encoders() -> dict[str, object]:
    """Encoding → what writes a text in it. Made here anew from the published tables, the other way round."""
    single = {
        "tcvn3": dict(zip(SMALL + "ĂÂÊÔƠƯĐ", [*alphabets._TCVN3, *range(0xA1, 0xA8)], strict=True)),
        "viscii": dict(zip(SMALL + CAPITALS, alphabets._VISCII, strict=True)),
    }
    found = {name: (lambda text, table=table: bytes(table.get(letter, ord(letter)) for letter in text)) for name, table in single.items()}
    found |= {"vni": in_vni, "cp1258": in_windows, "nfd": lambda text: unicodedata.normalize("NFD", text).encode()}
    found |= {name: (lambda text, name=name: text.encode(name)) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")}
    return found | {"utf-16-be with mark": lambda text: b"\xfe\xff" + text.encode("utf-16-be")}


def in_vni(text: str) -> bytes:
    """After the table of VNI for Windows: letter and mark, or one sign."""
    whole = {many: one for one, many in alphabets._VNI_SIGNS.items()}
    whole |= {many.upper(): one.upper() for many, one in whole.items()}
    marks = {mark: sign for sign, mark in alphabets._VNI_MARKS.items()}
    return "".join(_one_in_vni(letter, whole, marks) for letter in text).encode("cp1252")


def _one_in_vni(letter: str, whole: dict[str, str], marks: dict[str, str]) -> str:
    if letter in whole or letter.isascii():
        return whole.get(letter, letter)
    base, *signs = unicodedata.normalize("NFD", letter)
    carrier = base
    if "\u031b" in signs:
        carrier = {"o": "ô", "O": "Ô", "u": "ö", "U": "Ö"}[base]
    mark = "".join(sorted((sign for sign in signs if sign != "\u031b"), key=lambda sign: sign not in "\u0302\u0306"))
    if base in "iI":
        return letter  # í and ì stand as they are
    sign = marks[mark] if mark else ""
    return carrier + (sign.upper() if letter.isupper() else sign)


def in_windows(text: str) -> bytes:
    """Windows-1258 writes a tone after its letter."""
    made = b""
    for letter in text:
        try:
            made += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, *signs = unicodedata.normalize("NFD", letter)
            tone = [sign for sign in signs if sign in "\u0300\u0301\u0303\u0309\u0323"]
            rest = unicodedata.normalize("NFC", base + "".join(sign for sign in signs if sign not in tone))
            made += (rest + "".join(tone)).encode("cp1258")
    return made


@pytest.mark.parametrize("name", ["cp1258", "tcvn3", "viscii", "vni"])
def test_every_letter_comes_back(name: str) -> None:
    letters = SMALL if name == "tcvn3" else SMALL + CAPITALS
    read = alphabets.reader(name)
    wrong = [letter for letter in letters if unicodedata.normalize("NFC", read(encoders()[name](letter).decode("latin-1"))) != letter]
    assert not wrong


def files() -> Iterator[tuple[str, bytes, list[list[str]]]]:
    """Name, bytes and the rows they hold."""
    for name, write in encoders().items():
        for called, sign in DELIMITERS.items():
            for end in ("\n", "\r\n"):
                rows = [HEAD, *ROWS]
                lines = (sign.join(f'"{cell}"' if sign in cell else cell for cell in row) for row in rows)
                yield f"{name}, {called}, {end!r}", write(end.join(lines) + end), rows
        yield f"{name}, two words", write("".join(f"{row[0]}\n" for row in SHORT)), SHORT


def test_each_is_read_right_or_asked_about(tmp_path: Path) -> None:
    path, wrong, asked, count = tmp_path / "given.csv", [], [], 0
    for name, content, rows in files():
        count += 1
        path.write_bytes(content)
        with opened(path) as book:
            if not book.encoding.sure:
                asked.append(name)
                truly = {"nfd": "utf-8"}.get(name.split(",")[0], name.split(",")[0])
                assert truly in dict(book.encoding.candidates), name
            elif [list(row.cells) for row in book.rows()] != rows:
                wrong.append(name)
    assert not wrong
    assert count >= 60
    assert [name for name in asked if "two words" not in name] == []  # a few lines are enough to be certain


def test_what_is_spoilt_or_mixed_is_asked_about(tmp_path: Path) -> None:
    write = encoders()
    text = "\n".join(";".join(row) for row in ROWS)
    spoilt = {
        "twice encoded": text.encode().decode("latin-1").encode(),
        "two encodings in one": write["tcvn3"](text) + b"\n" + write["viscii"](text),
        "UTF-8 and an old one": text.encode() + b"\n" + write["tcvn3"](text),
        "cut in the middle of a letter": ("x;" + text).encode()[: -len("cá nhân".encode())] + b"\xe1",
    }
    path = tmp_path / "given.csv"
    for name, content in spoilt.items():
        path.write_bytes(content)
        with opened(path) as book:
            assert not book.encoding.sure, name
            with pytest.raises(FileNotRead, match="bảng mã"):
                list(book.rows())


def test_a_person_chooses(tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_bytes(encoders()["tcvn3"]("Hà Nội\nHuế\n"))
    with opened(path, encoding="tcvn3") as book:
        assert [row.cells for row in book.rows()] == [("Hà Nội",), ("Huế",)]
    with opened(path, encoding="utf-8") as book, pytest.raises(FileNotRead, match="bảng mã"):
        list(book.rows())


def test_no_few_words_are_taken_for_others() -> None:
    """Every tenth usual syllable, and as many that hardly anybody uses, alone and three at a time, in each encoding."""
    usual = sorted(alphabets._usual())
    odd = [word for word in (first + rest for first in ("ngh", "kh", "g", "") for rest in ODD) if word not in usual]
    wrong = []
    for words in (usual[::10], odd):
        for many in (1, 3):
            for place in range(len(words) - many):
                wrong += _taken_for_others("ma;" + " ".join(words[place : place + many]))
    assert not wrong


ODD = ("ề", "ặ", "ải", "ỵ", "ịo", "ẽo", "ỡt", "ám", "ỵu", "ộng", "ơch", "ẽn", "ói", "ýt", "uỷng", "uyến")


def _taken_for_others(text: str) -> list[tuple[str, str, str]]:
    wrong = []
    for name, write in encoders().items():
        content = write(text)
        found = alphabets.guess(content)
        truly = {"nfd": "utf-8", "utf-16-be with mark": "utf-16"}.get(name, name)
        if found.sure and alphabets.decoded(content, found.name) != alphabets.decoded(content, truly):
            wrong.append((name, found.name, text))
        elif not found.sure and truly not in dict(found.candidates):
            wrong.append((name, "not among the candidates", text))
    return wrong
