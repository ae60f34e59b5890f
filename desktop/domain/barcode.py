"""Codes as a scanner sends and a person types them, and the one spelling they are compared by."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from desktop.domain.errors import UserError
from desktop.domain.measure import Part, is_amount, parse_amount
from desktop.domain.typed import unclear

GROUP_SEPARATOR = "\x1d"
LONGEST = 512
GTIN_LENGTHS = (8, 12, 13, 14)
KEY_LENGTH = 14

_AIM_PREFIX = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_ENTRY = re.compile(
    r"([+-]?(?:[0-9]{1,40}(?:[.,][0-9]{1,40})?|[.,][0-9]{1,40}))\s*\*(.*)", re.DOTALL
)
_OTHER = "Code"
_KINDS = {8: "EAN-8", 12: "UPC-A", 13: "EAN-13", 14: "GTIN-14"}
_GROUPS = {8: (4, 4), 12: (1, 5, 5, 1), 13: (7, 6), 14: (1, 7, 6)}


@dataclass(frozen=True, slots=True)
class Symbol:
    """What can be said about a code by looking at it.

    ``text`` is grouped for reading; ``check`` is None where the code carries no check digit.
    """

    key: str
    kind: str
    text: str
    check: bool | None

    @property
    def parts(self) -> tuple[str, ...]:
        """The pieces of the sentence: the kind and, for a GTIN, the word on its check digit."""
        if self.check is None:
            return (self.kind,)
        return (self.kind, "check digit is right" if self.check else "check digit is wrong")

    @property
    def sentence(self) -> str:
        """'EAN-13, check digit is right.'"""
        return ", ".join(self.parts) + "."


@dataclass(frozen=True, slots=True)
class Entry:
    """A typed or piped line: ``5*CODE`` is (5, CODE), ``5*`` is (5, "") and waits for its code.

    ``parts`` in place of ``quantity`` where it was said with units: ``2 kg*``, ``3 cases + 4*``.
    """

    quantity: Decimal | None
    code: str
    parts: tuple[Part, ...] = ()


def clean(text: str) -> str:
    """A code without control characters, AIM prefix and outer blanks, at most 512 characters.

    The GS1 separator inside the code stays; at its ends it says nothing and goes.
    """
    text = _visible(text).strip()
    while prefix := _AIM_PREFIX.match(text):
        text = text[prefix.end() :].strip()
    return text[:LONGEST].rstrip()


def barcode_key(text: str) -> str:
    """The spelling codes are stored and compared by: a right GTIN as GTIN-14, all else cleaned."""
    code = clean(text)
    return code.zfill(KEY_LENGTH) if has_check_digit(code) else code


def check_digit(digits: str) -> str:
    """The GS1 check digit (modulo 10, weights 3 and 1 from the right) that belongs after these."""
    if not _is_digits(digits):
        raise ValueError(f"only digits have a check digit, not {digits!r}")
    weighed = 3 * sum(map(int, digits[::-2])) + sum(map(int, digits[-2::-2]))
    return str(-weighed % 10)


def has_check_digit(text: str) -> bool:
    """Whether the text is a GTIN of 8, 12, 13 or 14 digits whose last digit is right."""
    return len(text) in GTIN_LENGTHS and _is_digits(text) and check_digit(text[:-1]) == text[-1]


def shown(key: str) -> str:
    """A key in its shortest natural spelling: EAN-8, UPC-A, EAN-13, else as it is."""
    if len(key) != KEY_LENGTH or not has_check_digit(key):
        return key
    return next(key[-length:] for length in GTIN_LENGTHS if not key[:-length].strip("0"))


def describe(text: str) -> Symbol:
    """Names the kind of a code and groups its digits for reading."""
    key = barcode_key(text)
    code = shown(key)
    kind = kind_of(key)
    if kind == _OTHER:
        return Symbol(key, kind, code.replace(GROUP_SEPARATOR, "\u241d"), None)
    return Symbol(key, kind, _grouped(code), has_check_digit(code))


def kind_of(key: str) -> str:
    """The kind of a code that is spelled as a key."""
    code = shown(key)
    return _KINDS[len(code)] if len(code) in GTIN_LENGTHS and _is_digits(code) else _OTHER


def parse_entry(line: str) -> Entry:
    """Splits ``5*CODE``, ``1,5 * CODE`` or ``CODE``; a ``*`` not after a number is of the code.

    So is ``1,000*``, which may be a thousand or one: no code is like it, and ``unclear_quantity``
    says why. Whether the quantity may be booked (sign, size, decimals) is for the command to say.
    """
    text = _visible(line).strip()
    match = _ENTRY.fullmatch(text)
    if match is None:
        said, star, code = text.partition("*")
        parts = parse_amount(said) if star and is_amount(said) else None
        return _said(parts, clean(code)) if parts else Entry(None, clean(text))
    if unclear(match[1], "quantity") is not None:
        return Entry(None, clean(text))
    return Entry(Decimal(match[1].replace(",", ".")), clean(match[2]))


def _said(parts: tuple[Part, ...], code: str) -> Entry:
    """``3x6`` is eighteen; anything with a unit waits for the product's own."""
    if len(parts) == 1 and not parts[0].unit:
        return Entry(parts[0].number, code)
    return Entry(None, code, parts)


def unclear_quantity(code: str) -> UserError | None:
    """The refusal of a code that begins as ``1,000*`` does; None for any other."""
    match = _ENTRY.fullmatch(code)
    return unclear(match[1], "quantity") if match else None


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _grouped(code: str) -> str:
    ends = [0]
    for size in _GROUPS[len(code)]:
        ends.append(ends[-1] + size)
    return " ".join(code[a:b] for a, b in pairwise(ends))


def _visible(text: str) -> str:
    """Without control characters except GS; half characters, which no database takes, marked."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_kept(character) for character in text)


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    return "" if category == "Cc" and character != GROUP_SEPARATOR else character
