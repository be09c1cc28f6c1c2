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

from hcm_registry.sheets import Cell, plain
from hcm_registry.tables.child import REFUSED_MEMORY
from hcm_registry.tables.errors import FileNotRead

PATIENCE = 30  # seconds without a word; its processor time is limited by the child itself
MOST_SAID = 16 * 1024 * 1024  # bytes in one message
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from child import main; main()"


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


@dataclass(frozen=True)
class Row:
    """A row that holds something: its number in the file, from 1, and its cells without the empty ones at the end."""

    number: int
    cells: tuple[Cell, ...]


class Book:
    """An opened file. Rows are read one sheet after another, each once."""

    def __init__(self, child: "_Child") -> None:
        self._child = child
        head = child.hear()
        self.kind: str = head["kind"]
        self.sheets = tuple(Sheet(**one) for one in head["sheets"])
        self.encoding = _encoding(head["encoding"])
        self.process = child.process.pid

    def read(self, sheet: int) -> "tuple[tuple[tuple[int, int, int, int], ...], Iterator[Row]]":
        """Merged ranges of a sheet (first row and column, last row and column, from 1), and its rows as they come. Error: FileNotRead."""
        self._child.say(f"{sheet}\n")
        merged = tuple(tuple(one) for one in self._child.hear()["merged"])
        return merged, self._rows()

    def rows(self, sheet: int = 0) -> Iterator[Row]:
        """The rows of a sheet. Error: FileNotRead, with `where` it happened."""
        return self.read(sheet)[1]

    def _rows(self) -> Iterator[Row]:
        while "end" not in (message := self._child.hear()):
            for number, cells in message["rows"]:
                yield Row(number, tuple(self._cell(cell) for cell in cells))

    def _cell(self, cell: Any) -> Cell:
        if isinstance(cell, dict):
            return date.fromisoformat(cell["day"]) if "day" in cell else datetime.fromisoformat(cell["moment"])
        return plain(cell) if self.kind == "csv" and isinstance(cell, str) else cell


@contextmanager
def opened(file: Any, *, encoding: str = "") -> Iterator[Book]:
    """Open a path, or a file of Django's. `encoding` is what a person chose for a .csv. Error: FileNotRead."""
    with _on_disk(file) as path, _Child(path, encoding) as child:
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

    def __init__(self, path: Path, encoding: str) -> None:
        command = [sys.executable, "-I", "-c", _START, str(Path(__file__).parent), str(path), encoding]
        environment = {"PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"}
        self.process = subprocess.Popen(  # noqa: S603  # our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd="/"
        )
        self._heard = b""

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
        out = self.process.stdout.fileno()  # type: ignore[union-attr]  # a pipe was asked for
        while b"\n" not in self._heard[-65536:]:
            ready, _, _ = select.select([out], [], [], PATIENCE)
            portion = os.read(out, 65536) if ready else b""
            if not portion or len(self._heard) > MOST_SAID:
                raise FileNotRead(self._why(silent=not ready))
            self._heard += portion
        line, _newline, self._heard = self._heard.partition(b"\n")
        message: dict[str, Any] = json.loads(line)
        if refused := message.pop("refused", ""):
            raise FileNotRead(refused, **message)
        return message

    def _why(self, *, silent: bool) -> str:
        """What its end, or its silence, says: ended by the limit of time, by that of memory, or otherwise."""
        if silent:
            return "TOO_SLOW"
        code = self.process.wait()
        if code in {-24, -9}:  # SIGXCPU, then SIGKILL
            return "TOO_SLOW"
        return "TOO_MUCH_MEMORY" if code in {REFUSED_MEMORY, -6} else "BROKEN"  # Rust aborts where memory ends


def _encoding(given: dict[str, Any] | None) -> Encoding | None:
    if given is None:
        return None
    return Encoding(given["name"], given["sure"], tuple((name, words) for name, words in given["candidates"]))
