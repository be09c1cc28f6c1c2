"""Bars by month: the geometry of an SVG that `<c-chart>` writes; the numbers stand in a table below it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT, GAP = 48, 120, 12


@dataclass(frozen=True)
class Column:
    """One month: bars beside each other, each of pieces on top of each other. The kind of a piece is its class in charts.css."""

    first: date
    stacks: Sequence[Mapping[str, int]]


@dataclass(frozen=True)
class Part:
    """One piece of a bar."""

    kind: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Bars:
    """What is drawn for one month."""

    first: date
    middle: int
    parts: list[Part]


@dataclass(frozen=True)
class Chart:
    """All of it; nothing to draw when every number is zero."""

    months: list[Bars]
    width: int
    height: int = HEIGHT


def chart(columns: Sequence[Column]) -> Chart:
    """The bars, the tallest one as high as the picture."""
    most = max((sum(stack.values()) for column in columns for stack in column.stacks), default=0)
    months = [_month(place * WIDTH + GAP // 2, column, most) for place, column in enumerate(columns)] if most else []
    return Chart(months, WIDTH * len(columns))


def _month(left: int, column: Column, most: int) -> Bars:
    width = (WIDTH - GAP) // len(column.stacks)
    parts = [part for nth, stack in enumerate(column.stacks) for part in _parts(left + nth * width, width, stack, most)]
    return Bars(column.first, left + (WIDTH - GAP) // 2, parts)


def _parts(x: int, width: int, stack: Mapping[str, int], most: int) -> Iterator[Part]:
    below = 0
    for kind, number in stack.items():
        low, high = below * HEIGHT // most, (below + number) * HEIGHT // most
        if high > low:
            yield Part(kind, x, HEIGHT - high, width, high - low)
        below += number


SPARK_HEIGHT, SPARK_LEAST, SPARK_BAR, SPARK_GAP = 24, 6, 6, 2


def spark(values: Sequence[tuple[str, int]]) -> list[Part]:
    """A bar each, small enough for a cell of a table: its kind and a number, of which the highest is as high as the picture."""
    most = max((number for _kind, number in values), default=0) or 1
    step = SPARK_BAR + SPARK_GAP
    heights = [max(SPARK_LEAST, number * SPARK_HEIGHT // most) for _kind, number in values]
    return [
        Part(kind, place * step, SPARK_HEIGHT - height, SPARK_BAR, height)
        for place, ((kind, _number), height) in enumerate(zip(values, heights, strict=True))
    ]
