"""Columns without names, known by what stands in them."""

from collections.abc import Callable, Sequence

from desktop.domain.barcode import has_check_digit
from desktop.jobs.importing.numerals import is_number

LOOKED_AT = 200
MOST = 0.8


def guessed(rows: Sequence[tuple[int, Sequence[str]]]) -> dict[str, list[int]]:
    """Codes with a check digit, the longest texts, amounts with decimals, short unlike words."""
    looked = [cells for _, cells in rows[:LOOKED_AT]]
    width = max((len(cells) for cells in looked), default=0)
    columns = [[c[n] for c in looked if n < len(c) and c[n]] for n in range(width)]
    left = [n for n, cells in enumerate(columns) if cells]
    found: dict[str, list[int]] = {}

    def take(name: str, fitting: Sequence[int]) -> None:
        if fitting:
            found[name] = [fitting[0]]
            left.remove(fitting[0])

    take("barcode", [n for n in left if _share(columns[n], has_check_digit) > MOST])
    numbers = [n for n in left if _share(columns[n], is_number) > MOST]
    texts = sorted((n for n in left if n not in numbers), key=lambda n: -_length(columns[n]))
    take("name", texts)
    broken = [n for n in numbers if any("." in c or "," in c for c in columns[n])]
    if "barcode" not in found:
        take(
            "sku", [n for n in left if n not in broken and len(set(columns[n])) == len(columns[n])]
        )
    numbers = [n for n in numbers if n in left]
    take("price", [n for n in broken if n in left] or numbers)
    take("stock", [n for n in numbers if n in left and n not in broken])
    return found


def _share(cells: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, cells)) / len(cells)


def _length(cells: Sequence[str]) -> float:
    return sum(map(len, cells)) / len(cells)
