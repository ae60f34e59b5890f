"""Where the lines of a plot's grid lie, and which of many days are written below it."""

from collections.abc import Sequence
from math import ceil, floor, log10

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
STRIDES = (1, 2, 5, 7, 10, 14, 15, 30)
LINES = 4


def round_values(low: float, high: float, lines: int = LINES) -> list[float]:
    """Round numbers from at or below ``low`` to at or above ``high``; 0 is one where it lies in."""
    low, high = min(low, 0.0), max(high, 0.0)
    span = (high - low) or 1.0
    size = 10.0 ** floor(log10(span / lines))
    step = next((s * size for s in STEPS if span / (s * size) <= lines), 10 * size)
    return [number * step for number in range(floor(low / step), ceil((low + span) / step) + 1)]


def some_of(count: int, most: int) -> Sequence[int]:
    """Places of at most ``most`` of ``count`` things, evenly spaced from the first on."""
    least = ceil(count / max(1, most))
    return range(0, count, next((stride for stride in STRIDES if stride >= least), max(1, least)))
