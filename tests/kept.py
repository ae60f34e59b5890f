"""Databases of one file's tests that only read: filled once on each engine, not once a test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from desktop.db.engine import Database
from desktop.domain.clock import SystemClock
from desktop.jobs import opening
from desktop.jobs.opening import Shop
from desktop.settings import Settings

Copies = Callable[[str, bool], Iterator[Settings]]


class Kept:
    """Gives each engine's database, made and filled when it is first asked for."""

    def __init__(self, copies: Copies, stack: ExitStack) -> None:
        self._copies = contextmanager(copies)
        self._stack = stack
        self._databases: dict[tuple[str, Callable[[Database], object]], Database] = {}
        self._shops: dict[tuple[str, Callable[[Shop], object]], Shop] = {}

    def database(self, engine: str, fill: Callable[[Database], object]) -> Database:
        """A migrated database without a shop, filled by this function."""
        asked = (engine, fill)
        if asked not in self._databases:
            made = Database(self._stack.enter_context(self._copies(engine, False)))
            self._stack.callback(made.close)
            fill(made)
            self._databases[asked] = made
        return self._databases[asked]

    def shop(self, engine: str, fill: Callable[[Shop], object]) -> Shop:
        """A shop called "Test shop", filled by this function."""
        asked = (engine, fill)
        if asked not in self._shops:
            chosen = self._stack.enter_context(self._copies(engine, True))
            made = opening.open_shop(chosen, "till", SystemClock())
            self._stack.callback(made.database.close)
            fill(made)
            self._shops[asked] = made
        return self._shops[asked]
