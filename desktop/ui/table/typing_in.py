"""What is typed into a cell, turned into the value of its field, or refused in words."""

from decimal import Decimal
from typing import Any

from desktop.domain.change import changed, parse_change
from desktop.domain.custom_field import SHARE
from desktop.domain.errors import UserError
from desktop.queries.columns import Column
from desktop.ui.table.words import Words
from desktop.ui.text import parse_money, plain_number, tr
from desktop.ui.typed_quantity import has_units, typed_quantity
from desktop.ui.widgets.day_edit import day_typed

FIGURES = ("money", "quantity", "number")
SIGNS = "+-\u2212=%"


def typed_value(column: Column, row: Any, text: str, words: Words) -> Any:
    """The value; a figure may also be typed as a change of what is there: ``+5%``, ``-0.10``."""
    old = words.value(column, row)
    if column.reads is not None:
        return _own_value(column, text, old)
    if column.kind not in FIGURES:
        return text
    if not text.strip():
        return None
    if _is_amount(column, row, text):
        return plain_value(column, row, text, words)
    if any(sign in text for sign in SIGNS):
        change = parse_change(text, column.editable)
        if old is None and change.kind in ("percent", "amount"):
            raise UserError(tr("There is nothing yet to add this to."), field=column.editable)
        return _checked(column, changed(change, old, _places(column, row, words)))
    return plain_value(column, row, text, words)


def plain_value(column: Column, row: Any, text: str, words: Words) -> Any:
    """A figure by itself, in the locale's way or with a point; nothing is None."""
    if column.reads is not None:
        return column.reads(_plain(column, text))
    if not text.strip():
        return None
    if column.kind == "money":
        return parse_money(text, column.editable)
    places, of = _places(column, row, words), getattr(row, "counted_in", None)
    return _checked(column, typed_quantity(text, places, column.editable, of))


def _is_amount(column: Column, row: Any, text: str) -> bool:
    """``3 cases + 4`` is no change by four."""
    return column.kind == "quantity" and hasattr(row, "counted_in") and has_units(text)


def _own_value(column: Column, text: str, old: Any) -> Any:
    """Of a field of the shop's own, which may be below zero: ``-5`` is a figure there."""
    assert column.reads is not None
    typed = text.strip()
    if column.kind != "number" or not (typed.startswith(("+", "=")) or typed.endswith("%")):
        return column.reads(_plain(column, text))
    change = parse_change(text, column.editable)
    if old is None and change.kind in ("percent", "amount"):
        raise UserError(tr("There is nothing yet to add this to."), field=column.editable)
    return column.reads(changed(change, old, SHARE))


def _plain(column: Column, text: str) -> str:
    """Figures and days as they are typed here, in the one spelling that they are read in."""
    if column.kind == "number" and text.strip():
        return plain_number(text, column.editable)
    return day_typed(text) if column.kind == "date" else text


def _checked(column: Column, value: Decimal | None) -> Any:
    if value is not None and value < 0:
        raise UserError(tr("It is zero or more."), field=column.editable, code="negative")
    return value


def _places(column: Column, row: Any, words: Words) -> int:
    if column.kind == "money":
        return words.shop.decimals
    return int(getattr(row, "decimals", 3))
