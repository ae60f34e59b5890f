"""What a GS1 code says beside which product it is of, and how scanners type such a code.

``desktop/jobs/scans/gs1.py`` parses the fields; here stands what can be said without it.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desktop.domain.barcode import GROUP_SEPARATOR, KEY_LENGTH, clean, has_check_digit

# What scanners type for FNC1 where they cannot send ASCII 29: words, and signs that no GS1 field
# may hold.
_SEPARATORS = re.compile(r"(?i:\{GS\}|<GS>|\[GS\]|<FNC1>|\{FNC1\})|\^\]|[\u241d|^~\]\[{}@$`\\]")
_ELEMENTS = re.compile(r"0[12][0-9]{14}")
_BRACKETS = re.compile(r"\(0[12]\)[0-9]{14}")
_BRACKETED = re.compile(r"\([0-9]{2,4}\)")
_LINK = re.compile(r"https?://[^\s?#]*/0?1/([0-9]{8,14})(?:[/?#]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """The fields of one scanned label. ``code`` is what the product is found by.

    ``codes``: further spellings that it may be found by, the most exact first. ``amount`` is in
    ``unit`` (kg, l, m, piece); ``price`` is what this piece costs, in ``currency`` ("" for the
    shop's).
    """

    code: str
    codes: tuple[str, ...] = ()
    lot: str = ""
    expiry: date | None = None
    amount: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None
    currency: str = ""


def separated(text: str) -> str:
    """A scanned text with its separators as ASCII 29, whatever the scanner typed for them."""
    return _SEPARATORS.sub(GROUP_SEPARATOR, clean(text)).strip(GROUP_SEPARATOR)


def is_bracketed(text: str) -> bool:
    """``(01)…(10)…`` as it is printed below a code."""
    return _BRACKETS.match(text) is not None or (
        _BRACKETED.match(text) is not None and _BRACKETS.search(text) is not None
    )


def is_link(text: str) -> bool:
    """A GS1 Digital Link: a web address that names a GTIN."""
    return _LINK.match(text) is not None


def may_be_label(text: str) -> bool:
    """Whether it is worth parsing; what most scans are answers no at once."""
    code = clean(text)
    if len(code) < KEY_LENGTH + 2:
        return False
    return is_bracketed(code) or is_link(code) or _ELEMENTS.match(separated(code)) is not None


def gtin_in(text: str) -> str:
    """The 14 digits that stand first in such a code, "" where the check digit is wrong."""
    code = clean(text)
    link = _LINK.match(code)
    if link is not None:
        digits = link[1].zfill(KEY_LENGTH)
    elif is_bracketed(code):
        found = _BRACKETS.search(code)
        digits = found[0][4:] if found else ""
    else:
        digits = separated(code)[2 : 2 + KEY_LENGTH]
    return digits if has_check_digit(digits) else ""
