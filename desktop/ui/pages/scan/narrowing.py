"""Of many variants those that a few letters mean: a size, a colour, the end of an SKU."""

import re
from collections.abc import Sequence

from desktop.queries.product import Found
from desktop.ui.pages.scan.events import Several

KEYS = 9  # so many have a key of their own
_WORD = re.compile(r"[^\s\-·,/]+")


def has_keys(several: Several) -> bool:
    """Whether each variant has a number key; of more, letters lead to the one that is meant."""
    return bool(several.family) and len(several.products) <= KEYS


def narrowed(several: Several, text: str) -> tuple[Found, ...]:
    """Those in which each word begins one of theirs, whole words first; without any, none."""
    typed = text.casefold().split()
    family = {*_words(several.family)}
    found = [(_rank(typed, _own(one, family)), one) for one in several.products]
    good = [(rank, place, one) for place, (rank, one) in enumerate(found) if rank is not None]
    return tuple(one for _rank_, _place, one in sorted(good, key=lambda each: each[:2]))


def _own(found: Found, family: set[str]) -> list[str]:
    """The words in which it is unlike the others, and its SKU."""
    return [*(word for word in _words(found.name) if word not in family), found.sku.casefold(),
            *_words(found.sku)]  # fmt: skip


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _rank(typed: Sequence[str], own: Sequence[str]) -> int | None:
    """How many of the words are only begun; None where one is no beginning at all."""
    if not all(any(word.startswith(each) for word in own) for each in typed):
        return None
    return sum(each not in own for each in typed)
