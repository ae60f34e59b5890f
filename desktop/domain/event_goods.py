"""What an event is about, on one line for lists and files: "Earl Grey (TEA-1); Drinks > Hot"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

BETWEEN = "; "
ALL = frozenset({"", "all", "all goods", "-"})
_PART = re.compile(r"(?<!\\);")
_NAMED = re.compile(r".*\(([^()]+)\)", re.DOTALL)


@dataclass(frozen=True)
class Goods:
    """One part of the line. ``sku`` or ``category`` or, where both may be meant, both."""

    text: str
    sku: str = ""
    category: str = ""


def product_token(name: str, sku: str) -> str:
    """A product by its name and, for who reads it back, its SKU."""
    plain = name.replace("(", "[").replace(")", "]")
    if "(" in sku or ")" in sku:
        return _escaped(f"sku:{sku}")
    return _escaped(f"{plain} ({sku})")


def category_token(words: str) -> str:
    """A category by its place in the tree; marked where it could be read as a product."""
    return _escaped(f"category:{words}" if _NAMED.fullmatch(words) else words)


def joined(tokens: Iterable[str]) -> str:
    return BETWEEN.join(tokens)


def parted(text: str) -> list[Goods]:
    """The goods of such a line; none are all."""
    if text.strip().casefold() in ALL:
        return []
    parts = (part.replace("\\;", ";").strip() for part in _PART.split(text))
    return [_goods(part) for part in parts if part]


def _goods(part: str) -> Goods:
    mark, colon, rest = part.partition(":")
    if colon and mark.strip().casefold() == "sku":
        return Goods(part, sku=rest.strip())
    if colon and mark.strip().casefold() == "category":
        return Goods(part, category=rest.strip())
    named = _NAMED.fullmatch(part)
    return Goods(part, sku=named[1].strip()) if named else Goods(part, part, part)


def _escaped(token: str) -> str:
    return token.replace(";", "\\;")
