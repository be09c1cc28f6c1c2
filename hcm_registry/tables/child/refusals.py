"""Why a file is not read, as a code: the sentence for the person is made where their language is known."""

from typing import Any


class Refused(Exception):  # named after what happens, as the rules of the project are
    """The file is not read, or not read on; `detail` says where."""

    def __init__(self, code: str, **detail: Any) -> None:
        self.code, self.detail = code, detail
        super().__init__(code)
