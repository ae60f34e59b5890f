"""Values as cells of a CSV file, by kind of column; what was spelled before is remembered."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.types import TypeEngine

from desktop.db.types import Utc
from desktop.domain.cells import all_guarded, guarded
from desktop.domain.clock import iso
from desktop.domain.quantity import plain
from desktop.jobs.exporting.sheet import Head
from desktop.queries.extract import Read

MOST = 1 << 16
Spell = Callable[[Sequence[Any]], Iterable[Any]]


class Memory(dict[Any, Any]):
    """Results by value: the same few names and prices come again and again in a long list."""

    def __init__(self, spell: Read) -> None:
        super().__init__()
        self._spell = spell

    def __missing__(self, value: Any) -> Any:
        if len(self) >= MOST:
            self.clear()
        result = self[value] = self._spell(value)
        return result


def cell(value: Any) -> str:
    """A value as a CSV cell: numbers plain, times ISO 8601 in UTC, text guarded."""
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def csv_speller(head: Head, read: Read | None = None, kind: TypeEngine[Any] | None = None) -> Spell:
    """Turns a column's values, as the driver gave them, into its cells."""
    words = {value: guarded(word) for value, word in head.choices}

    def spell(raw: Any) -> str:
        value = raw if read is None else read(raw)
        return words[value] if value in words else cell(value)

    memory = Memory(spell).__getitem__
    if words or kind is None:
        return lambda column: map(memory, column)
    if isinstance(kind, Integer):
        return lambda column: column  # the writer spells them
    if isinstance(kind, Utc):
        return lambda column: _many(kind.iso_texts, spell, column)
    if isinstance(kind, String):
        return lambda column: _many(all_guarded, memory, column)
    return lambda column: map(memory, column)


def _many(
    whole: Callable[[Sequence[Any]], Sequence[str]], one: Read, column: Sequence[Any]
) -> Iterable[str]:
    """A whole column in one step, or one by one where something is missing in it."""
    return map(one, column) if None in column else whole(column)
