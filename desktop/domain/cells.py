"""Cells of a CSV file: kept from being taken for formulas by spreadsheets, and read back unchanged.

A cell that begins with = + - @, a tab or a carriage return gets an apostrophe before it. So that
this can be undone exactly, apostrophes before such a sign get one more.
"""

import re
from collections.abc import Sequence

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_SOMEWHERE = re.compile(r"\n'*[=+\-@\t\r]")


def guarded(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text that was guarded; any other cell as it is."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def all_guarded(texts: Sequence[str]) -> Sequence[str]:
    """Many text cells; where no cell needs a guard, they are looked through in one step."""
    if _SOMEWHERE.search("\n" + "\n".join(texts)) is None:
        return texts
    return [guarded(text) for text in texts]
