"""A quantity as people type it, everywhere the same: 24, ``2 kg``, ``3x6``, ``3 cases + 4``."""

from decimal import Decimal

from desktop.domain.measure import UnitOf, parse_amount, total
from desktop.ui.text import parse_quantity


def typed_quantity(
    text: str, decimals: int, field: str = "quantity", of: UnitOf | None = None
) -> Decimal:
    """In the product's unit, exactly; ``of``: what it is counted in, where that is known."""
    parts = parse_amount(text, field) if of is not None and has_units(text) else None
    if parts and of is not None:
        return total(parts, of)
    return parse_quantity(text, decimals, field)


def has_units(text: str) -> bool:
    """Whether it is said with a unit or a case; ``+5`` alone is a change, and no amount."""
    return any(character.isalpha() or character == "×" for character in text)
