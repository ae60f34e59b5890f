"""A change of many values typed in one line: ``+5%``, ``-0.10``, ``=2.50``, ``clear``."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from desktop.domain.errors import UserError
from desktop.domain.money import HUNDRED, rounded
from desktop.domain.quantity import plain
from desktop.domain.typed import with_point

Kind = Literal["percent", "amount", "set", "clear"]
MONEY, COUNTED = ("price", "unit_cost", "tax_rate"), ("reorder_point", "reorder_qty")
CLEAR = ("clear", "=")
MOST_PERCENT = Decimal(1000)
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u00a0": "", "\u202f": "", " ": ""})
_NUMBER = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)", re.ASCII)
_HOW = "Type +5%, -0.10, =2.50 or clear."


@dataclass(frozen=True)
class Change:
    """``percent`` and ``amount`` are added to what is there; ``set`` replaces it."""

    kind: Kind
    value: Any = None

    def __str__(self) -> str:
        if self.kind == "clear":
            return CLEAR[0]
        if self.kind == "set":
            return f"={plain(self.value) if isinstance(self.value, Decimal) else self.value}"
        return (
            f"{'+' if self.value >= 0 else ''}{plain(self.value)}{'%' * (self.kind == 'percent')}"
        )


def parse_change(text: str, field: str = "change") -> Change:
    """What a line says, or a UserError; a bare number is set, a sign adds or takes away."""
    typed = text.strip().translate(_MINUS)
    if typed.casefold() in CLEAR:
        return Change("clear")
    is_set = typed.startswith("=")
    is_percent = typed.endswith("%")
    number = _number(typed.removeprefix("=").removesuffix("%"), text, field)
    if is_percent and (is_set or typed[0] not in "+-"):
        raise UserError(
            f"“{text.strip()[:40]}” is neither more nor less.",
            f"Type +{plain(abs(number))}% or -{plain(abs(number))}%.",
            field=field,
            code="bad_change",
        )
    if is_percent and abs(number) > MOST_PERCENT:
        raise UserError(
            f"{plain(number)} % is too much at once: at most {MOST_PERCENT} %.",
            field=field,
            code="too_large",
        )
    if is_percent:
        return Change("percent", number)
    return Change("amount" if typed[0] in "+-" and not is_set else "set", number)


def _number(typed: str, text: str, field: str) -> Decimal:
    try:
        if not _NUMBER.fullmatch(typed) or len(typed) > 40:
            raise InvalidOperation
        return Decimal(with_point(typed, field))
    except InvalidOperation:
        problem = f"“{text.strip()[:40]}” is no change." if text.strip() else "Nothing is typed."
        raise UserError(problem, _HOW, field=field, code="bad_change") from None


def changed(change: Change, old: Any, decimals: int) -> Any:
    """What becomes of a value. Rounded once, half up: to ``decimals``, or finer if ``old`` was.

    Nothing comes of nothing: percent and amount leave None as it is.
    """
    if change.kind == "clear":
        return None
    if change.kind == "set":
        return change.value
    if old is None:
        return None
    if change.kind == "amount":
        return old + change.value
    places = max(decimals, -_exponent(old))
    return rounded(old + old * change.value / HUNDRED, places)


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
