"""Exact money: rounding, line totals and tax."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from desktop.domain.errors import UserError
from desktop.domain.typed import with_point

PRICE_LIMIT = Decimal(100_000_000)
TOTAL_LIMIT = Decimal(1_000_000_000_000)
STEP = Decimal("0.0001")
HUNDRED = Decimal(100)


def rounded(value: Decimal, decimals: int = 2) -> Decimal:
    """Half up, away from zero: 0.125 → 0.13, −0.125 → −0.13."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def line_total(quantity: Decimal, price: Decimal, decimals: int = 2) -> Decimal:
    """Quantity × price, rounded once to the currency's decimals."""
    return rounded(quantity * price, decimals)


def parse_price(text: str, field: str = "price") -> Decimal:
    """A typed amount as an exact Decimal, 0 … 10⁸ with four decimals at most; else UserError."""
    typed = with_point(text.strip().replace("\u00a0", "").replace(" ", ""), field)
    try:
        if not typed.isascii() or "_" in typed:
            raise InvalidOperation
        value = Decimal(typed)
    except InvalidOperation:
        raise UserError(
            f"“{text[:40]}” is not an amount.", field=field, code="bad_number"
        ) from None
    return check_price(value, field)


def check_price(value: Decimal, field: str = "price") -> Decimal:
    """The amount in four decimals, or a UserError: negative, too large, too fine, not finite."""
    if not value.is_finite():
        raise UserError("An amount is a plain number.", field=field, code="bad_number")
    if value < 0:
        raise UserError("An amount here is not negative.", field=field, code="negative")
    if value > PRICE_LIMIT:
        raise UserError(
            f"{value:.20} is too large: an amount is at most {PRICE_LIMIT:,}.",
            field=field,
            code="too_large",
        )
    if value != value.quantize(STEP):
        raise UserError(f"{value:.20} has more than four decimals.", field=field, code="too_fine")
    return value.quantize(STEP)


def check_tax(rate: Decimal, field: str = "tax") -> Decimal:
    """A tax rate in percent, 0 to 100 with four decimals at most; else UserError."""
    if check_price(rate, field) > HUNDRED:
        raise UserError("A tax rate is at most 100 percent.", field=field, code="too_large")
    return check_price(rate, field)


def check_total(value: Decimal) -> Decimal:
    """The total of a line or document, or a UserError where it has no place in the books."""
    if abs(value) > TOTAL_LIMIT:
        raise UserError(
            f"{value:,} is too large: a total is at most {TOTAL_LIMIT:,}.",
            "Nothing was changed.",
            field="quantity",
            code="too_large",
        )
    return value


@dataclass(frozen=True)
class TaxLine:
    """The tax of one rate in a document: net + tax = gross, to the last minor unit."""

    rate: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal


def tax_lines(
    lines: Iterable[tuple[Decimal, Decimal]], includes_tax: bool, decimals: int = 2
) -> list[TaxLine]:
    """Sums (total, rate in percent) per rate; tax is rounded once per rate and document."""
    sums: dict[Decimal, Decimal] = {}
    for total, rate in lines:
        key = rate.normalize()
        sums[key] = sums.get(key, Decimal(0)) + total
    result = []
    for rate, total in sorted(sums.items()):
        share = total * rate / (HUNDRED + rate if includes_tax else HUNDRED)
        tax = rounded(share, decimals)
        net, gross = (total - tax, total) if includes_tax else (total, total + tax)
        result.append(TaxLine(rate, net, tax, gross))
    return result
