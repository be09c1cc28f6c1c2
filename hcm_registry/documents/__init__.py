"""Official papers in the layout of NĐ 30/2020: described once, given out as Word and as PDF.

`blocks` is what a paper says, `layout` how the decree sets each part of it, `docx` and `pdf` carry that out.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hcm_registry.documents.blocks import Annex, Paper


@dataclass(frozen=True)
class Format:
    """A file that a paper can be given out as."""

    suffix: str
    content_type: str
    write: Callable[[Paper | Annex], bytes]


def as_docx(paper: Paper | Annex) -> bytes:
    """The paper for Word. The same paper gives the same bytes."""
    from hcm_registry.documents.docx import write  # python-docx costs 0.2 s: only who writes a paper pays for it

    return write(paper)


def as_pdf(paper: Paper | Annex) -> bytes:
    """The paper as PDF. The same paper gives the same bytes."""
    from hcm_registry.documents.pdf import write

    return write(paper)


FORMATS = {
    "docx": Format(".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx),
    "pdf": Format(".pdf", "application/pdf", as_pdf),
}
