"""Long lists, some at a time: what one statement can name one by one."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

PART = 500

T = TypeVar("T")


def parts(values: Iterable[T], size: int = PART) -> Iterator[list[T]]:
    """In their order, at most ``size`` in each; none where there are no values."""
    waiting = list(values)
    for start in range(0, len(waiting), size):
        yield waiting[start : start + size]
