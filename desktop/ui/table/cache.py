"""The rows that were fetched, by key: windows may come and keys may move, a row stays found."""

from collections.abc import Iterable
from typing import Any

from desktop.queries.lists import Key

ROWS = 64 * 128


class RowCache:
    """Keeps the newest rows; ``age`` makes all of them stale, still shown but to be read again."""

    def __init__(self, limit: int = ROWS) -> None:
        self._limit = limit
        self._rows: dict[Key, tuple[int, Any]] = {}
        self._age = 0

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, key: Key) -> Any:
        """The row; None where it is unknown or gone."""
        found = self._rows.get(key)
        return found[1] if found else None

    def is_fresh(self, key: Key) -> bool:
        """Whether the row was read since the last change."""
        found = self._rows.get(key)
        return found is not None and found[0] == self._age

    def is_gone(self, key: Key) -> bool:
        """Whether the row was looked for and is no longer there."""
        found = self._rows.get(key)
        return found is not None and found[1] is None

    def put(self, rows: Iterable[tuple[Key, Any]]) -> None:
        """Takes rows in, None for those that are gone, and forgets the oldest."""
        for key, row in rows:
            self._rows.pop(key, None)
            self._rows[key] = (self._age, row)
        for key in list(self._rows)[: max(0, len(self._rows) - self._limit)]:
            del self._rows[key]

    def age(self) -> None:
        self._age += 1
