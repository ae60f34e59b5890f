"""A lot as a person names it: its code, the last day on which it may be sold, or both."""

from dataclasses import dataclass
from datetime import date

from desktop.domain.barcode import clean
from desktop.domain.errors import UserError
from desktop.domain.ids import NO_LOT

LONGEST = 100


@dataclass(frozen=True, slots=True)
class LotGiven:
    """A day alone names the lot of that day; neither: goods of no lot."""

    code: str = ""
    expiry: date | None = None

    @property
    def is_none(self) -> bool:
        """Whether nothing was said."""
        return not self.code and self.expiry is None


def lot_given(code: str, day: str = "") -> LotGiven:
    """As typed, the day as ISO 8601; UserError where it is no lot or no day."""
    lot = clean(code)
    if len(lot) > LONGEST:
        raise UserError(f"A lot has at most {LONGEST} characters.", field="lot", code="too_long")
    if lot == NO_LOT:
        raise UserError(
            f"“{NO_LOT}” stands for goods without a lot.",
            "Leave the line empty, or type the lot as it is printed.",
            field="lot",
            code="no_lot",
        )
    return LotGiven(lot, _day(day.strip()))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UserError(
            f"“{text[:40]}” is no day.",
            "Type it as 2027-03-31, or leave it empty.",
            field="expiry",
            code="bad_day",
        ) from None
