"""Upkeep of a file that stands back when somebody wants to write, in any program.

While it is at it, a small file with its process's number lies beside the shop's. A writer of
another program that finds the shop taken removes it: that is the word to stop. Its own program's
writers, among which are notes of this very work, do not; there the caller knows who waits.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def _place(shop: Path) -> Path:
    return shop.with_name(f"{shop.name}-upkeep")


@contextmanager
def standing_back(shop: Path) -> Iterator[Callable[[], bool]]:
    """What is yielded tells whether another program waits to write."""
    place, own = _place(shop), str(os.getpid())
    with suppress(OSError):
        place.write_text(own, "ascii")
    is_told = place.exists()  # else nobody can be heard, and the work keeps to its limit of time
    try:
        yield lambda: is_told and not place.exists()
    finally:
        with suppress(OSError):
            place.unlink()


def ask_for_way(shop: Path) -> None:
    """Called by a writer that waits; what a killed program left is removed with it."""
    place = _place(shop)
    with suppress(OSError, ValueError):
        if place.read_text("ascii") != str(os.getpid()):
            place.unlink()
