"""The example of a configuration names every setting there is, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_setting_stands_in_the_example():
    read = set(re.findall(r'\b(?:env|flag)\("([A-Z_]+)"', (ROOT / "hcm_registry" / "settings.py").read_text()))
    shown = set(re.findall(r"^([A-Z_]+)=.", (ROOT / ".env.example").read_text(), flags=re.MULTILINE))

    assert shown == read | {"PORT"}  # which only the runner reads
