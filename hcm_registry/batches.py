"""Many things, so many at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """The things in their order, in lists of `size`; the last may be shorter. No more than one list is held."""
    rest = iter(things)
    while batch := list(islice(rest, size)):
        yield batch
