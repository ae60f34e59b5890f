"""What labels of tests say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from desktop.domain.label import Template
from desktop.domain.label_fields import LabelFacts, LabelWords, label_words
from desktop.domain.local_words import LocalWords
from desktop.jobs.labels.templates import builtin

GERMAN = LocalWords("DE", "EUR")
TODAY = date(2026, 11, 22)
TEA = LabelFacts(
    UUID(int=1), "Darjeeling First Flush, loose leaf", "TEA-100", "04006381333931",
    Decimal("12.9"), "g", "mass", Decimal("0.001"), "Main Street Store", "Makaibari", "Drinks",
    "L7", date(2027, 3, 31),
)  # fmt: skip


def said(**changes: Any) -> LabelWords:
    """The words of a label of tea, with these facts changed."""
    return label_words(replace(TEA, **changes), GERMAN, TODAY)


def template(key: str) -> Template:
    """One that comes with the program."""
    return next(one for one in builtin() if one.key == key)


class Counting:
    """A progress that does something when it has come so far."""

    def __init__(self, at: int = -1, does: Callable[[], None] = lambda: None) -> None:
        self.at, self.does = at, does
        self.told: list[int] = []

    def report(self, done: int, total: int, message: str = "") -> None:
        self.told.append(done)
        if done == self.at:
            self.does()
