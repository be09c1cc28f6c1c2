"""How wide a text is in Times, closely enough to draw a line below it that is as long as the decree wants."""

import unicodedata

_NARROW, _WIDE = set("fijlrtI.,:;-'()/"), set("mwMWƯ")


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """mm. Letters of Times by five widths; within a tenth of the truth for lines of a few words."""
    ems = sum(_ems(letter) for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return ems * size * (1.05 if bold else 1) * 25.4 / 72


def _ems(letter: str) -> float:
    if letter in _WIDE:
        return 0.83
    if letter in _NARROW:
        return 0.31
    if letter == " ":
        return 0.25
    return 0.68 if letter.isupper() else 0.47
