"""Compile the translations: `python -m hcm_registry.messages`.

The compiled catalogues are not kept in git, and a fresh machine has no gettext, so polib does it.
"""

import os
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def compile_all(root: Path = ROOT) -> list[Path]:
    """Write every .mo that is missing or older than its .po; returns those written."""
    sources = sorted({*root.glob("locale/*/LC_MESSAGES/*.po"), *root.glob("*/locale/*/LC_MESSAGES/*.po")})
    stale = [source for source in sources if _is_stale(source)]
    for source in stale:
        _compile(source)
    return [source.with_suffix(".mo") for source in stale]


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> None:
    draft = source.with_suffix(f".{os.getpid()}.new")  # two test runs may do this at once
    polib.pofile(str(source)).save_as_mofile(str(draft))
    draft.replace(source.with_suffix(".mo"))


if __name__ == "__main__":
    for written in compile_all():
        print(f"{written.relative_to(ROOT)}", file=sys.stderr)
