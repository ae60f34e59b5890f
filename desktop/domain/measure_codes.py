"""Codes of the shop's scales: an EAN-13 that holds an item number and a weight or a price.

Which digits mean what is every shop's own affair: a template says it. GS1 keeps the prefixes 02 and
20 to 29 free for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from desktop.domain.barcode import KEY_LENGTH, barcode_key, check_digit
from desktop.domain.errors import UserError
from desktop.domain.gs1 import Label
from desktop.domain.quantity import plain

SETTING = "measure_codes"
KINDS = ("weight", "price")
MOST = 20
_DIGITS = 12  # of an EAN-13 without its check digit
_OWN = ("02", *(str(n) for n in range(20, 30)))


@dataclass(frozen=True, slots=True)
class Template:
    """``prefix``, item number, (digits that say nothing,) value, check digit; 13 in all.

    The value times ``factor`` is kilograms or money.
    """

    prefix: str
    item_digits: int
    value_digits: int
    factor: Decimal
    kind: str = "weight"

    def __post_init__(self) -> None:
        is_own = self.prefix.isdigit() and self.prefix[:2] in _OWN and len(self.prefix) <= 7
        _check(is_own, "A scale's code begins with 02 or 20 to 29.", "prefix")
        fits = len(self.prefix) + self.item_digits + self.value_digits <= _DIGITS
        _check(self.item_digits >= 1, "The item number has at least one digit.", "item_digits")
        _check(self.value_digits >= 1, "The value has at least one digit.", "value_digits")
        _check(fits, "Prefix, item and value together have at most 12 digits.", "value_digits")
        is_factor = self.factor.is_finite() and 0 < self.factor <= 1000
        _check(is_factor, "The factor is more than 0, at most 1000.", "factor")
        _check(self.kind in KINDS, "The value is a weight or a price.", "kind")

    def to_json(self) -> dict[str, Any]:
        """As the setting keeps it."""
        return {**asdict(self), "factor": plain(self.factor)}

    def label(self, key: str) -> Label | None:
        """What such a code says; None where it is none of this template, or says no value."""
        code = key[1:]
        if len(key) != KEY_LENGTH or key[0] != "0" or not code.startswith(self.prefix):
            return None
        value = Decimal(code[_DIGITS - self.value_digits : _DIGITS])
        if not value:
            return None
        item = code[len(self.prefix) : len(self.prefix) + self.item_digits]
        stem = (self.prefix + item).ljust(_DIGITS, "0")
        zero = barcode_key(stem + check_digit(stem))
        spellings = (self.prefix + item, item)
        amount = value * self.factor
        if self.kind == "price":
            return Label(zero, spellings, price=amount)
        return Label(zero, spellings, amount=amount, unit="kg")


def templates_of(kept: Any) -> tuple[Template, ...]:
    """As the setting holds them; UserError where one is none."""
    _check(isinstance(kept, list) and len(kept) <= MOST, f"At most {MOST} templates.", SETTING)
    return tuple(_template(each) for each in kept)


def _template(kept: Any) -> Template:
    _check(isinstance(kept, Mapping), "A template has five fields.", SETTING)
    try:
        return Template(
            str(kept["prefix"]),
            int(kept["item_digits"]),
            int(kept["value_digits"]),
            Decimal(str(kept["factor"])),
            str(kept["kind"]),
        )
    except (KeyError, ValueError, TypeError, InvalidOperation):
        raise UserError(
            "A template has prefix, item_digits, value_digits, factor and kind.",
            field=SETTING,
            code="bad_template",
        ) from None


def may_be_measured(key: str) -> bool:
    """Whether a code, spelled as a key, is one that shops may give a meaning of their own."""
    return len(key) == KEY_LENGTH and key[0] == "0" and key[1:3] in _OWN


def measured(key: str, templates: Iterable[Template]) -> Label | None:
    """What the first template that fits reads from a code."""
    return next((label for t in templates if (label := t.label(key)) is not None), None)


def right_check_digit(code: str, templates: Iterable[Template]) -> str:
    """What the last digit of a scale's code had to be; "" where it is right, or it is none."""
    is_theirs = len(code) == _DIGITS + 1 and code.isascii() and code.isdigit()
    if not is_theirs or not any(code.startswith(template.prefix) for template in templates):
        return ""
    right = check_digit(code[:_DIGITS])
    return "" if code.endswith(right) else right


def _check(is_right: bool, message: str, field: str) -> None:
    if not is_right:
        raise UserError(message, field=field, code="bad_template")
