"""The fields of a GS1 code, by biip: element strings, the form in brackets and Digital Links.

biip takes a GTIN with a wrong check digit for parsed: its ``gtin_error`` is looked at first.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.domain.barcode import clean
from desktop.domain.errors import UserError
from desktop.domain.gs1 import Label, gtin_in, is_bracketed, is_link, may_be_label, separated

_TRADE = ("01", "02")
_EXPIRY = ("17", "15")  # use by before best before
_COUNT = ("37", "30")
# The first three digits; the fourth says where the point stands.
_MEASURES = {"310": ("kg", "1"), "320": ("kg", "0.45359237"), "315": ("l", "1"), "311": ("m", "1")}
_PRICE, _PRICE_IN = "392", "393"
# ISO 4217 numbers of the currencies that a shop can be set to by its country.
_CURRENCIES = {
    "032": "ARS", "036": "AUD", "124": "CAD", "203": "CZK", "208": "DKK", "356": "INR",
    "392": "JPY", "484": "MXN", "516": "NAD", "554": "NZD", "566": "NGN", "578": "NOK",
    "710": "ZAR", "752": "SEK", "756": "CHF", "784": "AED", "826": "GBP", "840": "USD",
    "949": "TRY", "978": "EUR", "985": "PLN", "986": "BRL",
}  # fmt: skip


def label_of(text: str) -> Label | None:
    """What a scanned code says; None where it is no GS1 code. UserError where it is a damaged one.

    Only codes that name a product (01, 02) are taken for GS1: any other may be the shop's own.
    """
    if not may_be_label(text):
        return None
    gtin = gtin_in(text)
    fields = _fields(text)
    if fields is None:
        if gtin:
            raise _damaged(text)
        return None
    if not gtin or any(each.gtin_error for each in fields):
        raise UserError(
            f"The product number in this code has a wrong check digit: {clean(text)[:60]}.",
            "Scan it again. If it stays so the label is wrong: type the product's code instead.",
            field="code",
            code="bad_check_digit",
        )
    return _label(gtin, {each.ai.ai: each for each in fields})


def _fields(text: str) -> list[Any] | None:
    """The element strings, or None where it does not follow the rules."""
    from biip import ParseError

    try:
        return list(_parser(text)().element_strings)
    except (ParseError, ValueError):  # ValueError: a day that no month has
        return None


def _parser(text: str) -> Callable[[], Any]:
    from biip.gs1_messages import GS1Message

    code = clean(text)
    if is_link(code):
        from biip.gs1_digital_link_uris import GS1DigitalLinkURI

        return lambda: GS1DigitalLinkURI.parse(code)
    if is_bracketed(code):
        return lambda: GS1Message.parse_hri(code)
    return lambda: GS1Message.parse(separated(code))


def _damaged(text: str) -> UserError:
    return UserError(
        f"This GS1 code cannot be read to its end: {clean(text)[:60]}.",
        "Perhaps the separator after the lot did not arrive: set the scanner to send FNC1 as the"
        " control character GS (29), or type the product's code.",
        field="code",
        code="damaged_label",
    )


def _label(gtin: str, fields: dict[str, Any]) -> Label:
    amount, unit = _amount(fields)
    price, currency = _price(fields)
    lot = fields["10"].value if "10" in fields else ""
    return Label(gtin, (), lot, _expiry(fields), amount, unit, price, currency)


def _expiry(fields: dict[str, Any]) -> date | None:
    return next((fields[ai].date for ai in _EXPIRY if ai in fields), None)


def _amount(fields: dict[str, Any]) -> tuple[Decimal | None, str]:
    for ai, element in fields.items():
        unit, factor = _MEASURES.get(ai[:3], ("", ""))
        if unit:
            return element.decimal * Decimal(factor), unit
    for ai in _COUNT:
        if ai in fields:
            return Decimal(fields[ai].value), "piece"
    return None, ""


def _price(fields: dict[str, Any]) -> tuple[Decimal | None, str]:
    for ai, element in fields.items():
        if ai[:3] == _PRICE:
            return element.decimal, ""
        if ai[:3] == _PRICE_IN:
            number, digits = element.value[:3], element.value[3:]
            return Decimal(digits).scaleb(-int(ai[3])), _CURRENCIES.get(number, f"ISO {number}")
    return None, ""
