"""Text to search in: folded, so that case and accents do not matter."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any


def folded(text: str) -> str:
    """Lower case without accents: "Crème BRÛLÉE" → "creme brulee"."""
    if text.isascii():
        return text.lower()
    whole = unicodedata.normalize("NFKD", text).casefold()  # "№" holds a capital only when apart
    decomposed = unicodedata.normalize("NFKD", whole)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def search_text(sku: str, name: str, codes: Iterable[str]) -> str:
    """What the product filter looks through: name, SKU and every code or other word, folded."""
    return folded(" ".join((name, sku, *codes)))


def values_in(
    fields: Mapping[str, Any], named: Mapping[str, Mapping[str, str]] = MappingProxyType({})
) -> Iterator[str]:
    """The words and figures among the values of own fields, also of lists; no yes or no.

    ``named``: by field the words of choices, of which the values are keys.
    """
    for key, value in fields.items():
        words = named.get(key, {})
        for one in value if isinstance(value, list) else (value,):
            if isinstance(one, str | int | float) and not isinstance(one, bool):
                yield words.get(str(one), str(one))


def typed_words(query: str) -> list[str]:
    """The words of a query; a row matches when it holds all of them.

    Control characters part words: no text holds them, and PostgreSQL refuses NUL.
    """
    return "".join(c if c.isprintable() else " " for c in query).split()


def words(query: str) -> list[str]:
    """The same, folded."""
    return [folded(word) for word in typed_words(query)]
