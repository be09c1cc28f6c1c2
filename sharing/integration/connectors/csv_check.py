"""What of a CSV file is looked at while its bytes pass through."""

import codecs
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from sharing.integration.connectors.reasons import AtRow

QUOTE = b'"'
#: In CSV, PostgreSQL before 18 takes a line of `\.` for the end of the data and drops what follows.
END_OF_DATA = b"\n\\."
LONGEST = 1024 * 1024  # bytes between two quotes; a quote that was forgotten would swallow the rest of the file


class WrongEncoding(AtRow):
    """Bytes that the encoding has no letters for."""

    message = _("Dòng %(row)d không đúng bảng mã đã khai báo. Lưu lại tệp dạng UTF-8, hoặc khai báo đúng bảng mã của tệp.")


class BrokenQuote(AtRow):
    """A quote that nothing closes, or one in the middle of a cell."""

    message = _("Dòng %(row)d của tệp CSV có dấu nháy kép không khớp. Sửa dòng đó trong tệp gốc.")


class Checked:
    """One pass over a file: pieces in, pieces of UTF-8 out. Errors: WrongEncoding, BrokenQuote, AtRow."""

    def __init__(self, encoding: str) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._is_utf8 = encoding == "utf-8"
        self._lines = 1  # the heading
        self._open, self._since = False, 0
        self._tail = b"\n"

    def passed(self, piece: bytes, *, last: bool) -> bytes:
        """The piece as COPY takes it; at the last one all must be closed."""
        try:
            text = self._decoder.decode(piece, last)
        except UnicodeDecodeError as error:
            read = self._lines + error.object[: error.start].count(b"\n")
            raise WrongEncoding(read + 1) from None
        told = piece if self._is_utf8 else text.encode()
        self._quotes(told)
        seen = self._tail + told
        if (place := seen.find(END_OF_DATA)) >= 0:
            raise AtRow(self._lines + seen[: place + 1].count(b"\n") - self._tail.count(b"\n") + 1)
        if last and self._open:
            raise BrokenQuote(self._lines)
        self._lines += told.count(b"\n")
        self._tail = seen[-2:]
        return told

    def _quotes(self, told: bytes) -> None:
        quotes = told.count(QUOTE)
        self._open ^= bool(quotes % 2)
        self._since = len(told) - told.rfind(QUOTE) if quotes else self._since + len(told)
        if self._open and self._since > LONGEST:
            raise BrokenQuote(self._lines)


def broken_row(rows: Iterator[tuple[int, list[str]]], width: int) -> int | None:
    """The first row that is not as wide as the heading, or cannot be read: the quote is in it."""
    try:
        for number, row in rows:
            if len(row) != width:
                return number
    except BrokenQuote as broken:
        return int(broken.detail["row"])
    return None
