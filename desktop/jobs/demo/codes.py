"""Barcodes of the demo shop, from ranges that GS1 keeps free for examples and for shops."""

from dataclasses import dataclass
from random import Random

from desktop.domain.barcode import barcode_key, check_digit


@dataclass(frozen=True, slots=True)
class Code:
    """A barcode by its key, and the pieces it stands for."""

    key: str
    pack: int


class Codes:
    """Makes codes that are never the same.

    EAN-13 begin with 952, the prefix for demonstrations; EAN-8 with 2 and UPC-A with 4, which shops
    may use as they like; a case has the GTIN-14 of its piece with indicator 1.
    """

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._number = 100_000

    def of(self, known: str | None, pack: int) -> tuple[Code, ...]:
        """The piece's code (``known`` where a picture shows it), often with that of its case."""
        self._number += self._rng.randint(3, 17)
        chance = self._rng.random()
        if known:
            body = known[:-1]
        elif chance < 0.04:
            body = f"2{self._number:06d}"
        elif chance < 0.12:
            body = f"4{self._number:010d}"
        else:
            body = f"952{self._number:09d}"
        piece = Code(barcode_key(body + check_digit(body)), 1)
        if pack == 1 or self._rng.random() < 0.5:
            return (piece,)
        case = "1" + body.rjust(12, "0")
        return piece, Code(case + check_digit(case), pack)
