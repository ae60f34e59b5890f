"""Exact quantities with three decimals at most."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from desktop.domain.errors import UserError
from desktop.domain.typed import with_point

LIMIT = Decimal(1_000_000)
STEP = Decimal("0.001")


def parse_quantity(text: str, decimals: int = 3, field: str = "quantity") -> Decimal:
    """A typed number as an exact Decimal; UserError in words where it is none or has no place here.

    A comma counts as the decimal point when it is the only separator and may not part thousands.
    ``decimals`` is the unit's.
    """
    typed = with_point(text.strip().replace("\u2212", "-").replace("\u00a0", ""), field)
    if not typed.isascii() or "_" in typed:
        raise UserError(f"“{text[:40]}” is not a number.", field=field, code="bad_number")
    try:
        value = Decimal(typed)
    except InvalidOperation:
        raise UserError(f"“{text[:40]}” is not a number.", field=field, code="bad_number") from None
    return check_quantity(value, decimals, field)


def check_quantity(value: Decimal, decimals: int = 3, field: str = "quantity") -> Decimal:
    """The value with the unit's decimals, or a UserError: not finite, too large, too fine."""
    if not value.is_finite():
        raise UserError("A quantity is a plain number.", field=field, code="bad_number")
    if abs(value) > LIMIT:
        raise UserError(
            f"{value:.20} is too large: a quantity is at most {LIMIT:,}.",
            field=field,
            code="too_large",
        )
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    if rounded != value:
        places = "whole numbers only" if decimals == 0 else f"at most {decimals} decimals"
        raise UserError(
            f"{value:.20} is too fine for this unit: {places}.", field=field, code="too_fine"
        )
    return rounded.quantize(STEP)


def plain(value: Decimal) -> str:
    """The shortest plain spelling: 3, 0.5, -12.345; never an exponent."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
