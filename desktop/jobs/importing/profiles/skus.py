"""SKUs for goods that come without: made of their names, and never one that is taken."""

import re
from collections.abc import Iterable

from desktop.domain.search import folded

_LONGEST = 90


class Skus:
    """Knows those of the file."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {sku.casefold() for sku in taken if sku}

    def free(self, words: str) -> str:
        """ "Classic top-Small" → classic-top-small; the same file always gives the same."""
        plain = re.sub(r"[^\w.]+", "-", folded(words)).strip("-")[:_LONGEST] or "item"
        sku, number = plain, 1
        while sku in self._taken:
            number += 1
            sku = f"{plain}-{number}"
        self._taken.add(sku)
        return sku
