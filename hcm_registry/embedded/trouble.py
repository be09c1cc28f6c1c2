"""The one way in which starting the system may fail: a sentence the person at the terminal can act on."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class CannotStart(Exception):
    """Why the system does not start, in Vietnamese and in English, on one line."""

    def __init__(self, vietnamese: str, english: str) -> None:
        self.sentences = (vietnamese, english)
        super().__init__(f"{vietnamese} / {english}".replace("\n", " "))


def say(line: str) -> None:
    """Tell the person at the terminal; nobody listening any more is no reason to fail."""
    try:
        print(line, file=sys.stderr, flush=True)
    except OSError:  # the terminal was closed
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115  # open to the end of the process


@contextmanager
def one_line_instead_of_a_traceback() -> Iterator[None]:
    """For the outermost call of a command: exit code 1 and the sentence alone."""
    try:
        yield
    except CannotStart as trouble:
        say(str(trouble))
        raise SystemExit(1) from None


def not_writable(path: Path, error: OSError) -> CannotStart:
    """The data directory, or something in it, refuses us."""
    reason = error.strerror or str(error)
    return CannotStart(
        f"Không ghi được vào thư mục dữ liệu {path} ({reason}); hãy đặt DATA_DIR khác",
        f"cannot write to the data directory {path} ({reason}); set another DATA_DIR",
    )
