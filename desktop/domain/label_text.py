"""How words get into a label's box: a little smaller, on more lines, and cut at the very end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from desktop.domain.label import POINT

LEADING = 1.2  # a line's height, of the letters' size
SMALLEST = 0.7  # of the size that was designed
LEAST = 4.5  # points of what may not be shortened, if it must be
STEP = 0.05
ELLIPSIS = "\u2026"
# The width in mm of words of one point.
Measure = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines as they are printed, and the letters' size in points; ``is_cut``: some words go."""

    lines: tuple[str, ...]
    size: float
    is_cut: bool = False


def fitted(
    text: str, width: float, height: float, size: float, measure: Measure, is_whole: bool = False
) -> Fitted:
    """Words in a box of mm: as designed, else down to 70 % of the size, else shortened.

    ``is_whole``: half a price is another price, so its letters become as small as can be read.
    """
    for least in _sizes(size, is_whole):
        lines = [
            line for part in text.split("\n") for line in _wrapped(part, width / least, measure)
        ]
        room = max(1, int(height / (least * POINT * LEADING) + 0.05))
        if len(lines) <= room and all(measure(line) * least <= width + 0.01 for line in lines):
            return Fitted(tuple(lines), least)
    kept = lines[:room]
    if len(lines) > room:
        kept[-1] = f"{kept[-1]} {lines[room]}"
    return Fitted(tuple(_elided(line, width / least, measure) for line in kept), least, True)


def _sizes(size: float, is_whole: bool) -> Iterator[float]:
    share, smallest = 1.0, min(SMALLEST, LEAST / size) if is_whole else SMALLEST
    while share >= smallest - 1e-9:
        yield size * share
        share -= STEP


def _wrapped(text: str, width: float, measure: Measure) -> Iterator[str]:
    """Lines of whole words; a word that is too long stands alone."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and measure(longer) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


def _elided(line: str, width: float, measure: Measure) -> str:
    if measure(line) <= width:
        return line
    low, high = 0, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(line[:middle].rstrip() + ELLIPSIS) <= width:
            low = middle
        else:
            high = middle - 1
    return line[:low].rstrip() + ELLIPSIS
