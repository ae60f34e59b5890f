"""Rows of large answers, kept small: what many of them say is there once."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple


class Compact:
    """Takes an answer some at a time; its rows are read by the names of their columns.

    A key or an amount takes a hundred bytes, and a hundred thousand rows have the same few: values
    of the columns in ``alike`` that are equal become one object.
    """

    def __init__(self, names: Iterable[str], alike: Collection[str]) -> None:
        self._row: Any = NamedTuple("Row", [(name, Any) for name in names])  # type: ignore[misc]
        self._known: list[dict[Any, Any] | None] = [
            {} if name in alike else None for name in self._row._fields
        ]

    def rows(self, found: Sequence[Any]) -> list[Any]:
        """The rows of one part, in their order."""
        columns = zip(self._known, zip(*found, strict=True), strict=False)  # none of no rows
        shared = [
            values if known is None else map(known.setdefault, values, values)
            for known, values in columns
        ]
        return list(map(self._row._make, zip(*shared, strict=True)))
