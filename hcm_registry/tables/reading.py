"""Tables out of files that people send in (.xlsx, .docx, .csv), read by a child process that a hostile file may have for itself."""

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from hcm_registry.sheets import Cell, plain
from hcm_registry.tables.child import REFUSED_MEMORY, SECONDS
from hcm_registry.tables.errors import FileNotRead

PATIENCE = 30  # seconds without a word; its processor time is limited by the child itself
MOST_SAID = 16 * 1024 * 1024  # bytes in one message
_SPOKEN = {"utf-8-sig": "UTF-8", "cp1258": "Windows-1258", "tcvn3": "TCVN3 (ABC)", "vni": "VNI Windows"}
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from child import main; main()"


def spoken(encoding: str) -> str:
    """What people call an encoding."""
    return _SPOKEN.get(encoding, encoding.upper())


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, or a table of a text, which has no name."""

    name: str
    hidden: bool


@dataclass(frozen=True)
class Encoding:
    """How the text of a .csv is encoded; not `sure`: a person chooses among the candidates (name, words as they would read)."""

    name: str
    sure: bool
    candidates: tuple[tuple[str, str], ...]

    @property
    def label(self) -> str:
        """As people call it."""
        return spoken(self.name)

    @property
    def sample(self) -> str:
        """Some words of the file, as they read in it."""
        return dict(self.candidates).get(self.name, "")

    @property
    def caution(self) -> str:
        """What the reader should look at, because the encoding does not tell it; empty where it tells everything."""
        if self.name != "tcvn3":
            return ""
        return _("Phông TCVN3 (ABC) lưu chữ hoa có dấu như chữ thường: kiểm tra lại chữ hoa ở tên riêng và tiêu đề.")


@dataclass(frozen=True)
class Row:
    """A row that holds something: its number in the file, from 1, and its cells without the empty ones at the end."""

    number: int
    cells: tuple[Cell, ...]


class Book:
    """An opened file. Rows are read one sheet after another; what was not read of one is passed over when the next is asked for."""

    def __init__(self, child: "_Child") -> None:
        self._child = child
        head = child.hear()
        self.kind: str = head["kind"]
        self.sheets = tuple(Sheet(**one) for one in head["sheets"])
        self.encoding = _encoding(head["encoding"])
        self.process = child.process.pid
        self._going_on = False

    def read(self, sheet: int) -> "tuple[tuple[tuple[int, int, int, int], ...], Iterator[Row]]":
        """Merged ranges of a sheet (first row and column, last row and column, from 1), and its rows as they come. Error: FileNotRead."""
        while self._going_on:
            self._portion()
        self._child.say(f"{sheet}\n")
        merged = tuple(tuple(one) for one in self._child.hear()["merged"])
        self._going_on = True
        return merged, self._rows()

    def rows(self, sheet: int = 0) -> Iterator[Row]:
        """The rows of a sheet. Error: FileNotRead, with `where` it happened."""
        return self.read(sheet)[1]

    def _rows(self) -> Iterator[Row]:
        while self._going_on:
            for number, cells in self._portion():
                yield Row(number, tuple(self._cell(cell) for cell in cells))

    def _portion(self) -> list[tuple[int, list[Any]]]:
        message = self._child.hear()
        self._going_on = "end" not in message
        return message.get("rows", [])

    def _cell(self, cell: Any) -> Cell:
        if isinstance(cell, dict):
            return date.fromisoformat(cell["day"]) if "day" in cell else datetime.fromisoformat(cell["moment"])
        return plain(cell) if self.kind == "csv" and isinstance(cell, str) else cell


@contextmanager
def opened(file: Any, *, encoding: str = "", seconds: int = SECONDS) -> Iterator[Book]:
    """Open a path, or a file of Django's. `encoding` is what a person chose for a .csv. Error: FileNotRead.

    `seconds` of processor time: more only where nobody waits, and the file comes from a source that was approved.
    """
    with _on_disk(file) as path, _Child(path, encoding, seconds) as child:
        yield Book(child)


@contextmanager
def _on_disk(file: Any) -> Iterator[Path]:
    if isinstance(file, str | os.PathLike):
        yield Path(file)
        return
    with tempfile.NamedTemporaryFile(prefix="table-") as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.flush()
        file.seek(0)
        yield Path(copy.name)


class _Child:
    """The process that reads; ended with the block, whatever it is doing."""

    def __init__(self, path: Path, encoding: str, seconds: int) -> None:
        command = [sys.executable, "-I", "-c", _START, str(Path(__file__).parent), str(path), encoding, str(seconds)]
        environment = {"PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"}
        self.process = subprocess.Popen(  # noqa: S603  # our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd="/"
        )
        self._heard = b""
        self._awaited = select.poll()  # select() knows no file beyond the thousandth that a busy process holds
        self._awaited.register(self.process.stdout, select.POLLIN)  # type: ignore[arg-type]  # a pipe was asked for

    def __enter__(self) -> "_Child":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def say(self, words: str) -> None:
        """Ask for something. A child that is gone is noticed when it is listened to."""
        with suppress(BrokenPipeError):
            self.process.stdin.write(words.encode())  # type: ignore[union-attr]  # a pipe was asked for
            self.process.stdin.flush()  # type: ignore[union-attr]

    def hear(self) -> dict[str, Any]:
        """The next message. Error: FileNotRead."""
        while b"\n" not in self._heard[-65536:]:
            self._heard += self._next_bytes()
            if len(self._heard) > MOST_SAID:
                raise FileNotRead("TOO_MUCH_MEMORY")
        line, _newline, self._heard = self._heard.partition(b"\n")
        message: dict[str, Any] = json.loads(line)
        if refused := message.pop("refused", ""):
            raise FileNotRead(refused, **message)
        return message

    def _next_bytes(self) -> bytes:
        if not self._awaited.poll(PATIENCE * 1000):
            raise FileNotRead("TOO_SLOW")
        if portion := os.read(self.process.stdout.fileno(), 65536):  # type: ignore[union-attr]  # a pipe was asked for
            return portion
        raise FileNotRead(self._why())

    def _why(self) -> str:
        """What its end says: ended by the limit of time, by that of memory, or otherwise."""
        code = self.process.wait()
        if code in {-24, -9}:  # SIGXCPU, then SIGKILL
            return "TOO_SLOW"
        return "TOO_MUCH_MEMORY" if code in {REFUSED_MEMORY, -6} else "BROKEN"  # Rust aborts where memory ends


def _encoding(given: dict[str, Any] | None) -> Encoding | None:
    if given is None:
        return None
    return Encoding(given["name"], given["sure"], tuple((name, words) for name, words in given["candidates"]))
