"""Amounts as people say them (2 kg, 3x6, 3 cases + 4), and what they are in a product's unit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from desktop.domain.errors import UserError
from desktop.domain.quantity import check_quantity, plain
from desktop.domain.typed import unclear, with_point

# Word → dimension and how many of the dimension's first unit (kg, l, m, piece) it is, exactly.
_UNITS = {
    "kg": ("mass", "1"), "g": ("mass", "0.001"), "mg": ("mass", "0.000001"),
    "t": ("mass", "1000"), "lb": ("mass", "0.45359237"), "oz": ("mass", "0.028349523125"),
    "l": ("volume", "1"), "dl": ("volume", "0.1"), "cl": ("volume", "0.01"),
    "ml": ("volume", "0.001"), "m": ("length", "1"), "cm": ("length", "0.01"),
    "mm": ("length", "0.001"), "piece": ("count", "1"), "pieces": ("count", "1"),
    "pc": ("count", "1"), "pcs": ("count", "1"),
}  # fmt: skip
CASES = ("case", "cases", "pack", "packs", "box", "boxes")
_WORDS = {"mass": "weight", "volume": "volume", "length": "length", "count": "number of pieces"}
_NUMBER = r"[0-9]{1,12}(?:[.,][0-9]{1,12})?"
_NAMES = "|".join(sorted((*_UNITS, *CASES), key=len, reverse=True))
_PART = re.compile(rf"({_NUMBER})(?:\s*[x×]\s*({_NUMBER}))?(?:\s*({_NAMES}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A number of something; ``unit`` is "" for what the scanned code stands for."""

    number: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class UnitOf:
    """A product's unit, and how many of it are in its cases (each size once)."""

    code: str
    dimension: str
    factor: Decimal
    decimals: int
    cases: tuple[Decimal, ...] = ()


def unit_named(code: str, decimals: int, cases: tuple[Decimal, ...] = ()) -> UnitOf:
    """One of the units that every shop has, by its code."""
    dimension, factor = _UNITS[code]
    return UnitOf(code, dimension, Decimal(factor), decimals, cases)


def parse_amount(text: str, field: str = "quantity") -> tuple[Part, ...] | None:
    """``2 kg``, ``3x6``, ``3 cases + 4``, ``5``; None where it is no amount.

    UserError where a comma may part thousands.
    """
    parts = []
    for piece in text.strip().split("+"):
        found = _PART.fullmatch(piece.strip())
        if found is None:
            return None
        number, times, unit = found.groups()
        value = Decimal(with_point(number, field)) * Decimal(with_point(times or "1", field))
        parts.append(Part(value, _lower(unit)))
    return tuple(parts)


def is_amount(text: str) -> bool:
    """Whether it reads as an amount, with each comma clearly a decimal point."""
    pieces = [_PART.fullmatch(piece.strip()) for piece in text.strip().split("+")]
    return all(
        found is not None
        and all(unclear(n, "quantity") is None for n in found.groups()[:2] if n is not None)
        for found in pieces
    )


def _lower(unit: str | None) -> str:
    return (unit or "").lower()


def total(parts: Sequence[Part], unit: UnitOf, one: Decimal = Decimal(1)) -> Decimal:
    """The sum in the product's unit, exactly; ``one``: what a bare number counts.

    Beside other parts a bare number counts the unit itself: in "3 cases + 4" the 4 are pieces.
    """
    bare = one if len(parts) == 1 else Decimal(1)
    return check_quantity(sum((_value(p, unit, bare) for p in parts), Decimal(0)), unit.decimals)


def _value(part: Part, unit: UnitOf, bare: Decimal) -> Decimal:
    if not part.unit:
        return part.number * bare
    if part.unit in CASES:
        return part.number * _case(unit, one=bare)
    return converted(part.number, part.unit, unit)


def _case(unit: UnitOf, one: Decimal) -> Decimal:
    """How many are in a case: as the scanned code says, else the only size that is known."""
    if one > 1:
        return one
    if len(unit.cases) == 1:
        return unit.cases[0]
    sizes = ", ".join(plain(size) for size in unit.cases)
    what = f"It has cases of {sizes}." if sizes else "No code of it stands for a case."
    raise UserError(
        f"It is not clear how many are in a case. {what}",
        "Type the number of pieces, or as 3x6.",
        field="quantity",
        code="no_case",
    )


def converted(amount: Decimal, named: str, unit: UnitOf) -> Decimal:
    """An amount in the product's unit, exactly; UserError for a unit of another dimension."""
    dimension, factor = _UNITS[named]
    if dimension != unit.dimension:
        raise UserError(
            f"It is counted in {unit.code}: {plain(amount)} {named} is a {_WORDS[dimension]}.",
            f"Type its {_WORDS[unit.dimension]}.",
            field="quantity",
            code="other_dimension",
        )
    return amount * Decimal(factor) / unit.factor


def weighed(amount: Decimal, named: str, unit: UnitOf) -> Decimal | None:
    """As a scale's label says it: rounded to the unit's decimals; None in another dimension."""
    if _UNITS[named][0] != unit.dimension:
        return None
    step = Decimal(1).scaleb(-unit.decimals)
    return converted(amount, named, unit).quantize(step, ROUND_HALF_UP)


def by_price(price: Decimal, unit_price: Decimal, unit: UnitOf) -> Decimal | None:
    """How much of a weighed product costs so much; None where the product is not weighed."""
    if unit.dimension == "count" or unit_price <= 0:
        return None
    return (price / unit_price).quantize(Decimal(1).scaleb(-unit.decimals), ROUND_HALF_UP)


def in_cases(quantity: Decimal, size: Decimal) -> tuple[Decimal, Decimal]:
    """Whole cases and what is left beside them; none of a case below zero."""
    if size <= 1 or quantity < size:
        return Decimal(0), quantity
    cases = quantity // size
    return cases, quantity - cases * size
