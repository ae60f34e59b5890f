"""Cells as spreadsheets put them on the clipboard: lines of texts with tabs between them."""

import csv
from io import StringIO

from desktop.domain.cells import unguarded
from desktop.domain.errors import UserError

Grid = tuple[tuple[str, ...], ...]
MOST = 1 << 20  # characters in one cell


def grid_of(text: str) -> Grid:
    """The cells of a copied text; a cell in quotes may hold tabs, line ends and doubled quotes.

    Empty lines at the end are none; lines that are shorter than others stay so.
    """
    if "\x00" in text or any(len(line) > MOST for line in text.splitlines()):
        raise UserError(
            "What was copied are no cells of a table.",
            "Copy cells in a spreadsheet or in a list.",
            code="no_cells",
        )
    # A quote in the midst of a cell, as in 5" nails, stands for itself.
    lines = [
        tuple(unguarded(cell).strip() for cell in line)
        for line in csv.reader(StringIO(text.replace("\r\n", "\n"), newline=""), delimiter="\t")
    ]
    while lines and not any(lines[-1]):
        lines.pop()
    return tuple(lines)
