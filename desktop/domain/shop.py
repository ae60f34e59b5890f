"""What a shop decides at first start: country, currency, time zone, taxes."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from desktop.domain.clock import business_date, day_begins


@dataclass(frozen=True)
class Country:
    """Defaults of a country, all changeable: ISO codes, IANA zone, tax rates in percent."""

    code: str
    name: str
    currency: str
    zone: str
    tax_rates: tuple[Decimal, ...]
    includes_tax: bool = True


def _country(
    code: str, name: str, currency: str, zone: str, rates: str, tax: bool = True
) -> Country:
    return Country(code, name, currency, zone, tuple(Decimal(r) for r in rates.split()), tax)


COUNTRIES = (
    _country("AR", "Argentina", "ARS", "America/Argentina/Buenos_Aires", "21 10.5 0"),
    _country("AU", "Australia", "AUD", "Australia/Sydney", "10 0"),
    _country("AT", "Austria", "EUR", "Europe/Vienna", "20 13 10 0"),
    _country("BE", "Belgium", "EUR", "Europe/Brussels", "21 12 6 0"),
    _country("BR", "Brazil", "BRL", "America/Sao_Paulo", "18 12 7 0"),
    _country("CA", "Canada", "CAD", "America/Toronto", "13 5 0", False),
    _country("CZ", "Czechia", "CZK", "Europe/Prague", "21 12 0"),
    _country("DK", "Denmark", "DKK", "Europe/Copenhagen", "25 0"),
    _country("FI", "Finland", "EUR", "Europe/Helsinki", "25.5 14 10 0"),
    _country("FR", "France", "EUR", "Europe/Paris", "20 10 5.5 0"),
    _country("DE", "Germany", "EUR", "Europe/Berlin", "19 7 0"),
    _country("GR", "Greece", "EUR", "Europe/Athens", "24 13 6 0"),
    _country("IN", "India", "INR", "Asia/Kolkata", "18 12 5 0"),
    _country("IE", "Ireland", "EUR", "Europe/Dublin", "23 13.5 9 0"),
    _country("IT", "Italy", "EUR", "Europe/Rome", "22 10 5 4 0"),
    _country("JP", "Japan", "JPY", "Asia/Tokyo", "10 8 0"),
    _country("MX", "Mexico", "MXN", "America/Mexico_City", "16 0"),
    _country("NA", "Namibia", "NAD", "Africa/Windhoek", "15 0"),
    _country("NL", "Netherlands", "EUR", "Europe/Amsterdam", "21 9 0"),
    _country("NZ", "New Zealand", "NZD", "Pacific/Auckland", "15 0"),
    _country("NG", "Nigeria", "NGN", "Africa/Lagos", "7.5 0"),
    _country("NO", "Norway", "NOK", "Europe/Oslo", "25 15 12 0"),
    _country("PL", "Poland", "PLN", "Europe/Warsaw", "23 8 5 0"),
    _country("PT", "Portugal", "EUR", "Europe/Lisbon", "23 13 6 0"),
    _country("ZA", "South Africa", "ZAR", "Africa/Johannesburg", "15 0"),
    _country("ES", "Spain", "EUR", "Europe/Madrid", "21 10 4 0"),
    _country("SE", "Sweden", "SEK", "Europe/Stockholm", "25 12 6 0"),
    _country("CH", "Switzerland", "CHF", "Europe/Zurich", "8.1 3.8 2.6 0"),
    _country("TR", "Türkiye", "TRY", "Europe/Istanbul", "20 10 1 0"),
    _country("AE", "United Arab Emirates", "AED", "Asia/Dubai", "5 0"),
    _country("GB", "United Kingdom", "GBP", "Europe/London", "20 5 0"),
    _country("US", "United States", "USD", "America/New_York", "0", False),
    _country("ZZ", "Another country", "USD", "UTC", "0"),
)

# ISO 4217 minor units that are not two.
_DECIMALS = {
    "BHD": 3, "CLP": 0, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3, "OMR": 3, "PYG": 0,
    "TND": 3, "UGX": 0, "VND": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip


def currency_decimals(currency: str) -> int:
    """Minor-unit digits of an ISO 4217 currency."""
    return _DECIMALS.get(currency.upper(), 2)


def country(code: str) -> Country:
    """The country of an ISO 3166 code; the neutral one where it is unknown."""
    return next((c for c in COUNTRIES if c.code == code.upper()), COUNTRIES[-1])


@dataclass(frozen=True)
class ShopInfo:
    """The shop as the program needs it at every step; read once, renewed when settings change."""

    store: UUID
    location: UUID
    code: str
    name: str
    location_name: str
    currency: str
    zone: str
    prices_include_tax: bool
    tax_rates: tuple[Decimal, ...]
    day_starts_at: int

    @property
    def decimals(self) -> int:
        return currency_decimals(self.currency)

    def day_of(self, at: datetime) -> date:
        """The shop's day that a moment belongs to."""
        return business_date(at, self.zone, self.day_starts_at)

    def begins(self, day: date) -> datetime:
        """The moment, in UTC, at which one of the shop's days begins."""
        return day_begins(day, self.zone, self.day_starts_at)
