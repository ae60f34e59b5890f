"""A family of variants as it is typed: options with values, all combinations, SKUs by a pattern."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from desktop.domain.barcode import check_digit
from desktop.domain.errors import UserError
from desktop.domain.search import folded

MOST = 2_000
MOST_OPTIONS = 5
WHOLE, SHORT = 4, 3  # letters that a value keeps: all of them up to so many, else the first
SERIAL = 10  # digits of an in-store code between its prefix and its check digit
IN_STORE = tuple(str(prefix) for prefix in range(29, 19, -1))
PATTERN = "{parent}"

_PLACE = re.compile(r"\{([^{}]*)\}")
_SEPARATOR = re.compile(r"[,;\n\t]")

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Option:
    """What tells variants apart, as "Size" with S, M and L."""

    name: str
    values: tuple[str, ...]


def parse_values(text: str) -> tuple[str, ...]:
    """The values of a line as "S, M, L"; the same one twice counts once."""
    found: dict[str, str] = {}
    for part in _SEPARATOR.split(text):
        value = " ".join(part.split())
        if value:
            found.setdefault(folded(value), value)
    return tuple(found.values())


def check_options(options: Sequence[Option]) -> None:
    """Refuses options that make no family, or too large a one."""
    if not options:
        raise UserError(
            "There is no option yet.", "Type one, as Size, and its values.", "options", "empty"
        )
    if len(options) > MOST_OPTIONS:
        raise UserError(f"A family has at most {MOST_OPTIONS} options.", "", "options", "too_many")
    names = [folded(option.name) for option in options]
    for option, name in zip(options, names, strict=True):
        if not name.strip():
            raise UserError("An option has no name.", "Type it, as Size.", "options", "empty")
        if names.count(name) > 1:
            raise UserError(f"{option.name} is there twice.", "", "options", "twice")
        if not option.values:
            raise UserError(
                f"{option.name} has no values.", "Type them: S, M, L.", "options", "empty"
            )
    number = prod(len(option.values) for option in options)
    if number > MOST:
        raise UserError(
            f"These options make {number:,} variants; a family has at most {MOST:,}.",
            "Take values away.",
            "options",
            "too_many",
        )


def combinations(options: Sequence[Option]) -> list[Pairs]:
    """Every combination, the last option changing first."""
    names = [option.name for option in options]
    rows = product(*(option.values for option in options))
    return [tuple(zip(names, row, strict=True)) for row in rows]


def options_among(variants: Sequence[Mapping[str, str]]) -> tuple[Option, ...]:
    """The options of variants, each in the order in which it is met first."""
    values: dict[str, dict[str, None]] = {}
    for variant in variants:
        for name, value in variant.items():
            values.setdefault(name, {})[value] = None
    return tuple(Option(name, tuple(own)) for name, own in values.items())


def variant_name(parent: str, values: Sequence[str]) -> str:
    """``Tee - S, Red``."""
    return f"{parent} - {', '.join(values)}" if values else parent


def renamed(name: str, values: Sequence[str], old: str, new: str) -> str:
    """A variant's name after one of its values changed; a name of its own stays as it is."""
    head, dash, tail = name.rpartition(" - ")
    parts = tail.split(", ")
    if not dash or sorted(parts) != sorted(values):
        return name
    return variant_name(head, [new if part == old else part for part in parts])


def short_values(values: Sequence[str]) -> dict[str, str]:
    """What stands for each value in an SKU, all different.

    Up to four letters stand as they are; of a longer word the first three, of several words their
    first letters. Where two come to the same they take more letters.
    """
    found: dict[str, str] = {}
    for value in values:
        spelled = "".join(_words(value)) or "X"
        tries = (_short(value), *(spelled[:n] for n in range(WHOLE, len(spelled) + 1)))
        numbered = (f"{spelled[:SHORT]}{n}" for n in range(2, len(values) + 2))
        taken = set(found.values())
        found[value] = next(each for each in (*tries, *numbered) if each not in taken)
    return found


def _words(value: str) -> list[str]:
    return re.findall(r"[^\W_]+", folded(value).upper())


def _short(value: str) -> str:
    words = _words(value)
    if len(words) > 1 and sum(map(len, words)) > WHOLE:
        return "".join(word if word.isdigit() else word[0] for word in words)
    spelled = "".join(words) or "X"
    return spelled if len(spelled) <= WHOLE else spelled[:SHORT]


def usual_pattern(options: Sequence[Option]) -> str:
    """``{parent}-{size}-{colour}``."""
    return "-".join((PATTERN, *(f"{{{option.name.casefold()}}}" for option in options)))


class SkuPattern:
    """``{parent}-{size}-{colour}``: places in braces, all else as it stands.

    A number asks for so many letters of a value, as {colour:2}.
    """

    def __init__(self, text: str, parent: str, options: Sequence[Option]) -> None:
        self._text, self._parent = text.strip(), parent
        self._places = {folded(option.name).strip(): option.name for option in options}
        self.short = {option.name: short_values(option.values) for option in options}
        for place in _PLACE.findall(self._text):
            self._check(place)

    def _check(self, place: str) -> None:
        name, colon, number = place.partition(":")
        known = ("parent", *self._places)
        if folded(name).strip() not in known or (colon and not number.isdigit()):
            raise UserError(
                f"The pattern has a place {{{place}}} that nothing is known of.",
                "There are " + ", ".join(f"{{{each}}}" for each in known) + ".",
                "pattern",
                "unknown_place",
            )

    def sku(self, pairs: Pairs) -> str:
        """The SKU of one variant."""
        values = dict(pairs)
        return _PLACE.sub(lambda found: self._put(found[1], values), self._text)

    def _put(self, place: str, values: Mapping[str, str]) -> str:
        name, _, number = place.partition(":")
        key = folded(name).strip()
        if key == "parent" and key not in self._places:
            return self._parent
        option = self._places[key]
        value = values[option]
        if number:
            return "".join(_words(value))[: int(number)]
        return self.short[option].get(value, _short(value))


def in_store_code(prefix: str, number: int) -> str:
    """An EAN-13 of the shop's own (prefixes 20 to 29), with its check digit."""
    digits = f"{prefix}{number:0{SERIAL}d}"
    return digits + check_digit(digits)
