"""Papers look as somebody approved them to look: LibreOffice's pages are compared with pictures kept beside this file."""

import os
from pathlib import Path

import pytest
from PIL import Image

from hcm_registry.documents import as_docx
from tests.documents.pictures import APPROVED, SHARE, apart, empty, rendered, tools
from tests.documents.samples import SAMPLES


@pytest.mark.django_db
def test_papers_look_as_they_were_approved(tmp_path: Path) -> None:
    tools()
    pages = rendered({name: as_docx(make()) for name, make in SAMPLES.items()}, tmp_path)
    assert {name.rpartition("-")[0] for name in pages} == set(SAMPLES)
    assert [name for name, page in pages.items() if empty(page)] == []
    if os.environ.get("APPROVE") == "1":
        approve(pages)
    kept = {picture.stem: Image.open(picture).convert("L") for picture in APPROVED.glob("*.png")}
    assert set(pages) == set(kept), "Look at the pages, then `make approve`."
    assert [(name, far) for name, page in pages.items() if (far := apart(page, kept[name])) > SHARE] == [], "Look, then `make approve`."


def approve(pages: dict[str, Image.Image]) -> None:
    """Keep these pages as those that papers are to look like; a page that still looks so is left as it is."""
    for picture in APPROVED.glob("*.png"):
        if picture.stem not in pages:
            picture.unlink()
    for name, page in pages.items():
        picture = APPROVED / f"{name}.png"
        if not picture.exists() or apart(page, Image.open(picture).convert("L")) > SHARE:
            page.quantize(16).save(picture, optimize=True)


def test_text_moved_by_half_a_millimetre_or_a_rule_left_out_would_be_seen() -> None:
    page = Image.open(APPROVED / "mau-cong-van-1.png").convert("L")
    text, rule = (59, 130, page.width - 29, page.height // 2), (230, 50, 340, 64)
    moved, without = page.copy(), page.copy()
    moved.paste(255, text)
    moved.paste(page.crop(text), (text[0], text[1] + 1))  # a point is 0.5 mm
    without.paste(255, rule)
    assert apart(page, page) == 0 and min(apart(page, moved), apart(page, without)) > SHARE
