"""What a product's own columns may hold: one check for its form, its cells and changes of many."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from desktop.commands.texts import check_name, check_text
from desktop.domain.errors import UserError
from desktop.domain.money import check_price, check_tax
from desktop.domain.quantity import check_quantity
from desktop.schema.product import STATUSES

NAMED = 3
Check = Callable[[Any], Any]


def counted(value: Decimal, field: str) -> Decimal:
    """A quantity of zero or more."""
    kept = check_quantity(value, 3, field)
    if kept < 0:
        raise UserError("It is zero or more.", field=field, code="negative")
    return kept


def _needed(field: str, check: Callable[[Any, str], Any], value: Any) -> Any:
    if value is None:
        raise UserError("There must be a value here.", field=field, code="missing")
    return check(value, field)


def _optional(field: str, check: Callable[[Any, str], Any], value: Any) -> Any:
    return None if value is None else check(value, field)


def _status(value: Any) -> str:
    if value not in STATUSES:
        raise UserError("There is no such status.", field="status", code="bad_change")
    return str(value)


CHECKS: dict[str, Check] = {
    "name": check_name,
    "description": lambda value: check_text(value, "description"),
    "price": partial(_needed, "price", check_price),
    "tax_rate": partial(_needed, "tax_rate", check_tax),
    "unit_cost": partial(_optional, "cost", check_price),
    "reorder_point": partial(_optional, "reorder_point", counted),
    "reorder_qty": partial(_optional, "reorder_qty", counted),
    "status": _status,
}


def refusal(refused: Sequence[tuple[str, str]], field: str) -> UserError:
    """All of many is refused for these: their names, and what is wrong with the first."""
    name, why = refused[0]
    others = [other for other, _ in refused[1:NAMED]]
    more = len(refused) - 1 - len(others)
    also = f" The same or another with {', '.join(others)}" if others else ""
    also += f" and {more:,} more" if more else ""
    said = f"{name}: {why}{also}{'.' if also else ''}"
    return UserError(said, "Nothing was changed.", field=field, code="refused_values")
