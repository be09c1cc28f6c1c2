"""The trend as bars: the geometry of an SVG that the template writes; the numbers stand in the table below it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.duties.queries import Month

WIDTH, HEIGHT, GAP = 48, 120, 12


@dataclass(frozen=True)
class Part:
    """One piece of a bar."""

    kind: str
    y: int
    height: int


@dataclass(frozen=True)
class Bar:
    """One month: three pieces on top of each other."""

    month: Month
    x: int
    middle: int
    parts: list[Part]


@dataclass(frozen=True)
class Chart:
    """All of it; nothing to draw when no check was due."""

    bars: list[Bar]
    width: int
    height: int = HEIGHT
    bar: int = WIDTH - GAP


def chart(months: Sequence[Month]) -> Chart:
    """The bars, the tallest one as high as the picture."""
    most = max((month.total for month in months), default=0)
    bars = [_bar(place, month, most) for place, month in enumerate(months)] if most else []
    return Chart(bars, WIDTH * len(months))


def _bar(place: int, month: Month, most: int) -> Bar:
    x = place * WIDTH + GAP // 2
    return Bar(month, x, x + (WIDTH - GAP) // 2, list(_parts(month, most)))


def _parts(month: Month, most: int) -> Iterator[Part]:
    below = 0
    for kind in ("on_time", "late", "undone"):
        top = below + getattr(month, kind)
        low, high = below * HEIGHT // most, top * HEIGHT // most
        if high > low:
            yield Part(kind.replace("_", "-"), HEIGHT - high, high - low)
        below = top
