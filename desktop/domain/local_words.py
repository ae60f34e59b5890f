"""Money and days as a shop's country writes them: the same on every till, with or without screen.

Source: Unicode CLDR, as of version 45, for the countries a shop may name.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desktop.domain.money import rounded
from desktop.domain.shop import currency_decimals

_THIN = "\u00a0"
# Decimal sign and sign between thousands of the countries that do not write 1,234.50.
_MARKS = {
    ",.": "AR AT BE BR DK ES DE GR ID IT NL TR",
    f",{_THIN}": "CZ FI FR NO PL PT SE ZA",
    ".\u2019": "CH",
}
_DAYS = {
    "%d.%m.%Y": "AT CH CZ DE DK FI NO PL TR",
    "%d/%m/%Y": "AE AR AU BE BR ES FR GB GR IE IN IT MX NA NG NZ PT",
    "%m/%d/%Y": "US",
    "%d-%m-%Y": "NL",
    "%Y/%m/%d": "JP ZA",
}
_SIGNS = {
    "EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥", "INR": "₹", "TRY": "₺", "NGN": "₦",
    "PLN": "zł", "CZK": "Kč", "DKK": "kr.", "NOK": "kr", "SEK": "kr", "BRL": "R$", "ZAR": "R",
    "AUD": "$", "CAD": "$", "NZD": "$", "MXN": "$", "ARS": "$", "NAD": "$",
}  # fmt: skip
# Where the sign stands before the number; elsewhere it follows after a blank.
_BEFORE = frozenset(
    [
        "AU",
        "BR",
        "CA",
        "CH",
        "GB",
        "IE",
        "IN",
        "JP",
        "MX",
        "NA",
        "NG",
        "NL",
        "NZ",
        "AE",
        "AR",
        "TR",
        "US",
        "ZA",
        "ZZ",
    ]
)


@dataclass(frozen=True)
class LocalWords:
    """``country``: two letters, ZZ where it was not said; ``currency``: three."""

    country: str
    currency: str

    @property
    def decimals(self) -> int:
        return currency_decimals(self.currency)

    def money(self, amount: Decimal) -> str:
        """``1.234,50 €``, ``£1,234.50``, ``¥120``: with no fewer places than the currency has."""
        point, group = _marks(self.country)
        places = max(self.decimals, -int(amount.normalize().as_tuple().exponent))
        figures = f"{abs(rounded(amount, places)):,.{places}f}"
        figures = figures.replace(",", "\0").replace(".", point).replace("\0", group)
        sign = _SIGNS.get(self.currency, self.currency)
        minus = "\u2212" if amount < 0 else ""
        if self.country not in _BEFORE:
            return f"{minus}{figures}{_THIN}{sign}"
        return f"{minus}{sign}{_THIN if sign[-1].isalpha() else ''}{figures}"

    def day(self, day: date) -> str:
        """``31.03.2027``, ``31/03/2027``, ``03/31/2027``, else as ISO 8601 has it."""
        pattern = next((p for p, lands in _DAYS.items() if self.country in lands.split()), "")
        return day.strftime(pattern) if pattern else day.isoformat()


def _marks(country: str) -> tuple[str, str]:
    marks = next((m for m, lands in _MARKS.items() if country in lands.split()), ".,")
    return marks[0], marks[1]
