"""Pages as LibreOffice shows them, and how far one picture is from another."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

APPROVED = Path(__file__).parent / "approved"
TOOLS = ("soffice", "pdftoppm")
DPI = 50
DARK = 40  # of 255: by how much a point must be darker or lighter, once both pages are smoothed, to count
#: The share of a page's points that may count: 145 points. A page moved by a quarter of a millimetre (another release of LibreOffice may
#: round otherwise) counts 16; half a page moved by half a millimetre 283, by one millimetre 3,099; a solid line left out 822.
SHARE = 0.0006


def tools() -> None:
    """LibreOffice and Poppler; without them the test fails under REQUIRE_OFFICE, and otherwise is skipped aloud."""
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if not missing:
        return
    said = f"No {', '.join(missing)}: install libreoffice-writer-nogui fonts-liberation2 poppler-utils."
    if os.environ.get("REQUIRE_OFFICE") == "1":
        pytest.fail(f"REQUIRE_OFFICE=1. {said}")
    pytest.skip(said)


def rendered(papers: dict[str, bytes], at: Path) -> dict[str, Image.Image]:
    """The pages of Word files as grey pictures, by `name-page`. LibreOffice starts once for all of them."""
    for name, data in papers.items():
        (at / f"{name}.docx").write_bytes(data)
    office = ["soffice", "--headless", f"-env:UserInstallation=file://{at}/profile", "--convert-to", "pdf", "--outdir", str(at)]
    subprocess.run([*office, *(str(at / f"{name}.docx") for name in papers)], check=True, capture_output=True, timeout=120)
    for name in papers:
        subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-png", f"{at}/{name}.pdf", f"{at}/{name}"], check=True, timeout=60)
    return {page.stem: Image.open(page).convert("L") for page in sorted(at.glob("*.png"))}


def apart(one: Image.Image, other: Image.Image) -> float:
    """The share of points that differ once both are smoothed; 1 for pages of other sizes."""
    if one.size != other.size:
        return 1
    smooth = ImageFilter.GaussianBlur(1)
    counts = ImageChops.difference(one.filter(smooth), other.filter(smooth)).histogram()
    return sum(counts[DARK:]) / (one.width * one.height)


def empty(page: Image.Image) -> bool:
    """Nothing dark stands below the number of the page; a watermark is light."""
    darkest, _lightest = page.crop((0, round(18 / 25.4 * DPI), page.width, page.height)).getextrema()
    return bool(darkest > 128)
