"""What an export is: a list's rows, the columns as they were shown, and where it goes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.queries.chosen import Chosen
from desktop.queries.columns import Column, Kind
from desktop.queries.list_query import ListQuery

COUNTED = "Counted"
_NUMBERS = ("quantity", "change", "level", "money", "number", "percent", "rate")


@dataclass(frozen=True)
class Head:
    """One column of a file: ``choices`` are the words of an enum's values; ``width`` in pixels."""

    key: str
    title: str
    kind: Kind = "text"
    width: int = 120
    choices: tuple[tuple[Any, str], ...] = ()

    @property
    def is_right(self) -> bool:
        """Figures stand at the right."""
        return self.kind in _NUMBERS


@dataclass(frozen=True)
class Order:
    """Rows of a list and their columns; into ``path``, whose ending says the format.

    ``zone`` and ``decimals`` are the shop's, for times and money that a spreadsheet formats.
    ``pictures``: the folder beside it that the pictures of products are in, told in a last column;
    ``has_prices``: one for each other store, too. ``beside``: the values of these, by products.
    """

    query: ListQuery[Any]
    chosen: Chosen
    heads: tuple[Head, ...]
    path: Path
    has_bom: bool = False
    replaces: bool = True
    zone: str = "UTC"
    decimals: int = 2
    pictures: str = ""
    has_prices: bool = False
    beside: tuple[Mapping[UUID, Any], ...] = ()

    @property
    def format(self) -> str:
        """csv, xlsx, json or pdf, as the file's name says."""
        return self.path.suffix.lower().lstrip(".")


def heads_of(
    columns: Sequence[Column], every: Sequence[Column], word: Callable[[str], str] = str
) -> tuple[Head, ...]:
    """Columns in this order; what a cell shows as a second line is a column of its own behind it.

    ``every``: all columns of the list, which know the titles of second lines.
    """
    titles = {column.key: column.title for column in every}
    found: dict[str, Head] = {}
    shown = {column.key for column in columns}
    for column in columns:
        found[column.key] = _head(column, word)
        if column.detail and column.detail not in shown:
            found.update(_second(column, titles, word))
    return tuple(found.values())


def _head(column: Column, word: Callable[[str], str]) -> Head:
    choices = tuple((choice.value, word(choice.title)) for choice in column.choices)
    return Head(column.key, word(column.title), column.kind, column.width or 240, choices)


def _second(
    column: Column, titles: dict[str, str], word: Callable[[str], str]
) -> Iterable[tuple[str, Head]]:
    """A smaller line of text, or the quantity found by a count; a level's mark is no cell."""
    if column.kind in ("text", "product"):
        title = titles.get(column.detail, column.detail.capitalize())
        yield column.detail, Head(column.detail, word(title))
    elif column.kind == "change":
        yield column.detail, Head(column.detail, word(COUNTED), "quantity", column.width)
