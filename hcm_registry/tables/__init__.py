"""Tables out of files that people send in."""

from hcm_registry.tables.errors import FileNotRead
from hcm_registry.tables.reading import Book, Encoding, Row, Sheet, opened, spoken

__all__ = ["Book", "Encoding", "FileNotRead", "Row", "Sheet", "opened", "spoken"]
