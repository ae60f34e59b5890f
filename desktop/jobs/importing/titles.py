"""Where the names of the columns stand: in the first row, under a title, or nowhere."""

from collections.abc import Sequence

from desktop.domain.errors import UserError
from desktop.jobs.importing.headers import known_headers
from desktop.jobs.importing.numerals import is_number

EARLY = 20
Rows = list[tuple[int, list[str]]]


def placed(rows: Rows, chosen: int | None) -> tuple[list[str], Rows, int]:
    """The header, the rows below it, and its number; 0 where the columns are only numbered."""
    at = _found(rows) if chosen is None else _asked(rows, chosen)
    if at is None:
        width = max(len(cells) for _, cells in rows)
        return [f"Column {n}" for n in range(1, width + 1)], rows, 0
    number, cells = rows[at]
    return [" ".join(cell.split()) for cell in cells], rows[at + 1 :], number


def _asked(rows: Rows, chosen: int) -> int | None:
    if chosen == 0:
        return None
    at = next((n for n, (number, _) in enumerate(rows) if number == chosen), None)
    if at is None:
        raise UserError(f"Row {chosen} is empty or not there.", "Choose another header row.",
                        field="header", code="usage")  # fmt: skip
    return at


def _found(rows: Rows) -> int | None:
    """The early row with most known names; the first where a later one is no clearer."""
    worth = [known_headers(cells) for _, cells in rows[:EARLY]]
    best = max(range(len(worth)), key=worth.__getitem__)
    if worth[best] > worth[0] and worth[best] > 1:
        return best
    return None if worth[0] == 0 and _is_data(rows[0][1]) else 0


def _is_data(cells: Sequence[str]) -> bool:
    """Nobody calls a column 12.50."""
    return any(is_number(cell) for cell in cells)
