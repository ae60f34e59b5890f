"""A block of cells put over rows: which value goes where, what stays, and what may not be."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.domain.errors import UserError
from desktop.domain.grid import grid_of
from desktop.queries.columns import Column
from desktop.ui.cell_plan import Line, Plan, Problem
from desktop.ui.table.edit import Edit, Holds
from desktop.ui.table.typing_in import FIGURES, plain_value
from desktop.ui.table.words import Words
from desktop.ui.text import number, tr

MOST = 20_000  # cells; more belong into a file
KNOWN_BY = ("sku", "name")  # where such a column is pasted along, it says whose line it is


@dataclass(frozen=True)
class Raw:
    """A value as a row has it: it is not read from text."""

    value: Any


@dataclass(frozen=True)
class Block:
    """Lines of cells for some rows; ``columns`` tells each cell's, None: that of no column."""

    lines: Sequence[Sequence[str | Raw]]
    columns: Sequence[Column | None]
    left_over: int = 0  # lines for which there is no row


def titled(
    lines: Sequence[Sequence[str]], columns: Sequence[Column]
) -> tuple[Column | None, ...] | None:
    """The columns that the first line names, as copied rows and exports do; None where it does not.

    A second field of a column has a title of its own, which is no column's: the SKU below a name.
    """
    if len(lines) < 2:
        return None
    by_title = {tr(column.title).casefold(): column for column in columns}
    found = tuple(by_title.get(title.casefold()) for title in lines[0])
    is_known = any(column is not None and column.editable for column in found)
    return found if is_known and sum(column is None for column in found) * 2 <= len(found) else None


def copied(
    text: str, columns: Sequence[Column]
) -> tuple[Sequence[Sequence[str]], tuple[Column | None, ...] | None]:
    """The lines of a copied text, and the columns that its titles name; UserError for no cells."""
    lines: Sequence[Sequence[str]] = grid_of(text)
    named = titled(lines, columns)
    if named is not None:
        lines = lines[1:]
    if not lines:
        raise UserError(tr("There are no cells on the clipboard."))
    if len(lines) * max(map(len, lines)) > MOST:
        raise too_many()
    return lines, named


def too_many() -> UserError:
    return UserError(tr("At most {n} cells can be pasted. Import a file instead.", n=number(MOST)))


def planned(
    block: Block,
    rows: Sequence[Any],
    words: Words,
    name_of: Callable[[Any], str],
    holds: Holds = lambda _column, _row: "",
) -> Plan:
    """Works out each cell; worked out beside the window, for there may be thousands."""
    edits: list[Edit] = []
    lines: list[Line] = []
    problems: list[Problem] = []
    same = 0
    for row, cells in zip(rows, block.lines, strict=True):
        name = name_of(row)
        for column, cell in zip(block.columns, cells, strict=False):
            if column is None:
                continue
            try:
                edit = _edit(column, row, cell, holds, words)
            except UserError as error:
                problems.append(Problem(name, tr(column.title), str(error)))
                continue
            if edit is None:
                same += bool(column.editable)
                continue
            edits.append(edit)
            lines.append(_line(name, column, edit, words))
    fixed = dict.fromkeys(tr(c.title) for c in block.columns if c is not None and not c.editable)
    return Plan(tuple(edits), tuple(lines), same, tuple(problems), tuple(fixed), block.left_over)


def _edit(column: Column, row: Any, cell: str | Raw, holds: Holds, words: Words) -> Edit | None:
    """None where nothing changes. UserError where the value may not be, or is another row's."""
    if not column.editable:
        _check_whose(column, row, cell)
        return None
    seen = words.value(column, row)
    value = cell.value if isinstance(cell, Raw) else _value(column, row, cell, words)
    if value == seen:
        return None
    if held := holds(column, row):
        raise UserError(held)
    if value is None and not column.can_be_empty:
        raise UserError(tr("There must be a value here."))
    return Edit(row, column.editable, value, seen)


def _check_whose(column: Column, row: Any, cell: str | Raw) -> None:
    own = str(getattr(row, column.key) or "")
    if column.key in KNOWN_BY and isinstance(cell, str) and cell and cell != own:
        raise UserError(tr("The line is of “{whose}”.", whose=cell[:60]))


def _value(column: Column, row: Any, text: str, words: Words) -> Any:
    if column.kind == "choice":
        return _choice(column, text) if text or not column.can_be_empty else None
    if column.kind not in FIGURES and column.reads is None:
        if not text:
            raise UserError(tr("There must be a value here."))
        return text
    return plain_value(column, row, _bare(text, words.shop.currency), words)


def _choice(column: Column, text: str) -> Any:
    known = {tr(choice.title).casefold(): choice.value for choice in column.choices}
    known |= {str(choice.value).casefold(): choice.value for choice in column.choices}
    if text.casefold() not in known:
        titles = ", ".join(tr(choice.title) for choice in column.choices)
        raise UserError(tr("“{typed}” is none of: {titles}.", typed=text[:40], titles=titles))
    return known[text.casefold()]


def _bare(text: str, currency: str) -> str:
    """A figure without the sign or the code of its money."""
    kept = "".join(c for c in text if unicodedata.category(c) != "Sc").strip()
    return kept.removeprefix(currency).removesuffix(currency).strip()


def _line(name: str, column: Column, edit: Edit, words: Words) -> Line:
    before, after = (words.spelled(column, value, edit.row) for value in (edit.seen, edit.value))
    return Line(name, tr(column.title), before, after)
