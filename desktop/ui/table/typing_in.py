"""What is typed into a cell, turned into the value of its field, or refused in words."""

from decimal import Decimal
from typing import Any

from desktop.domain.change import changed, parse_change
from desktop.domain.errors import UserError
from desktop.queries.columns import Column
from desktop.ui.table.words import Words
from desktop.ui.text import parse_money, parse_quantity, tr

FIGURES = ("money", "quantity", "number")
SIGNS = "+-\u2212=%"


def typed_value(column: Column, row: Any, text: str, words: Words) -> Any:
    """The value; a figure may also be typed as a change of what is there: ``+5%``, ``-0.10``."""
    old = words.value(column, row)
    if column.kind not in FIGURES:
        return text
    if not text.strip():
        return None
    if any(sign in text for sign in SIGNS):
        change = parse_change(text, column.editable)
        if old is None and change.kind in ("percent", "amount"):
            raise UserError(tr("There is nothing yet to add this to."), field=column.editable)
        return _checked(column, changed(change, old, _places(column, row, words)))
    return plain_value(column, row, text, words)


def plain_value(column: Column, row: Any, text: str, words: Words) -> Any:
    """A figure by itself, in the locale's way or with a point; nothing is None."""
    if not text.strip():
        return None
    if column.kind == "money":
        return parse_money(text, column.editable)
    return _checked(column, parse_quantity(text, _places(column, row, words), column.editable))


def _checked(column: Column, value: Decimal | None) -> Any:
    if value is not None and value < 0:
        raise UserError(tr("It is zero or more."), field=column.editable, code="negative")
    return int(value) if value is not None and column.kind == "number" else value


def _places(column: Column, row: Any, words: Words) -> int:
    if column.kind == "money":
        return words.shop.decimals
    return 0 if column.kind == "number" else int(getattr(row, "decimals", 3))
