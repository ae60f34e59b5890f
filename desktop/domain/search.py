"""Text to search in: folded, so that case and accents do not matter."""

import unicodedata
from collections.abc import Iterable


def folded(text: str) -> str:
    """Lower case without accents: "Crème BRÛLÉE" → "creme brulee"."""
    if text.isascii():
        return text.lower()
    whole = unicodedata.normalize("NFKD", text).casefold()  # "№" holds a capital only when apart
    decomposed = unicodedata.normalize("NFKD", whole)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def search_text(sku: str, name: str, codes: Iterable[str]) -> str:
    """What the product filter looks through: name, SKU and every code, folded."""
    return folded(" ".join((name, sku, *codes)))


def typed_words(query: str) -> list[str]:
    """The words of a query; a row matches when it holds all of them.

    Control characters part words: no text holds them, and PostgreSQL refuses NUL.
    """
    return "".join(c if c.isprintable() else " " for c in query).split()


def words(query: str) -> list[str]:
    """The same, folded."""
    return [folded(word) for word in typed_words(query)]
