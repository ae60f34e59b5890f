"""Looking after the database while the shop works: vacuum, analyze, reindex, mend.

Each takes the write lock for one table or index at a time and lets go between them. Only VACUUM of
a file needs all of it: it ends itself, unchanged, when somebody wants to write, as long as it only
gathers; what was gathered is then copied back in one go.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from desktop.db.engine import Database
from desktop.db.giving_way import standing_back
from desktop.db.lease import lease
from desktop.db.upkeep import Upkeep, upkeep
from desktop.domain.errors import Unavailable
from desktop.domain.progress import Progress, Silent
from desktop.queries.indexes import all_indexes, own_tables, statements_for

R = TypeVar("R")
BESIDE_S = 4.0  # a scan waits 10 s at most; what was gathered must still be copied back
GAVE_WAY = "gave_way"
Waits = Callable[[], bool]


def nobody() -> bool:
    """Of this program nobody waits to write."""
    return False


@dataclass(frozen=True)
class Tended:
    """What was done, in a sentence; bytes before and after a vacuum."""

    summary: str
    before: int = 0
    after: int = 0


def vacuum(database: Database, progress: Progress | None = None, waits: Waits = nobody) -> Tended:
    """Gives the room of dead rows back. A file: who wants to write goes first.

    ``waits``: whether somebody of this program does; others are heard by themselves.
    """
    told = progress or Silent()
    with upkeep(database.url) as kept:
        before = kept.size()
        if database.path is not None:
            _write_anew(kept, database.path, told, waits)
        else:
            _each(kept, "VACUUM", _asked(database, own_tables), told)
        after = kept.size()
    return Tended(f"{max(before - after, 0)} bytes given back.", before=before, after=after)


def _write_anew(kept: Upkeep, path: Path, told: Progress, waits: Waits) -> None:
    limit = None if kept.is_alone() else BESIDE_S
    with standing_back(path) as is_asked:

        def look() -> None:
            told.report(0, 0, "Writing the file anew")
            if is_asked() or waits():
                raise _gave_way()

        kept.run("VACUUM", look, limit)
    for way in ("PASSIVE", "TRUNCATE"):  # the first one lets others write meanwhile
        kept.run(f"PRAGMA wal_checkpoint({way})", lambda: None)


def _gave_way() -> Unavailable:
    return Unavailable(
        "Somebody wanted to book, and that goes first.",
        "Nothing was changed. Do it again when nobody books.",
        GAVE_WAY,
    )


def analyze(database: Database, progress: Progress | None = None) -> Tended:
    """Fresh statistics, from which the engine chooses its ways."""
    told = progress or Silent()
    names = _asked(database, own_tables)
    with upkeep(database.url) as kept:
        if kept.is_file:
            kept.run("PRAGMA analysis_limit=1000", lambda: None)
        _each(kept, "ANALYZE", names, told)
    return Tended(f"Statistics of {len(names)} tables are fresh.")


def by_itself(
    kind: str, database: Database, progress: Progress | None = None, waits: Waits = nobody
) -> Tended | None:
    """``analyze`` or ``vacuum`` without being asked; None where another program is at it.

    ``waits`` as for ``vacuum``.
    """
    every: dict[str, Callable[..., Tended]] = {
        "analyze": analyze,
        "vacuum": partial(vacuum, waits=waits),
    }
    care = every[kind]
    with lease(database.url, "care") as is_ours:
        return care(database, progress) if is_ours else None


def reindex(database: Database, progress: Progress | None = None) -> Tended:
    """Builds every index anew; on a server beside the writers."""
    told = progress or Silent()
    names = _asked(database, all_indexes if database.is_sqlite else own_tables)
    with upkeep(database.url) as kept:
        words = "REINDEX" if kept.is_file else "REINDEX TABLE CONCURRENTLY"
        _each(kept, words, names, told)
    what = "indexes" if database.is_sqlite else "tables' indexes"
    return Tended(f"{len(names)} {what} are new.")


def mend_indexes(database: Database, progress: Progress | None = None) -> Tended:
    """Makes the indexes that the schema names and the database lacks."""
    told = progress or Silent()
    missing = _asked(database, statements_for)
    with upkeep(database.url) as kept:
        for number, (name, statements) in enumerate(missing.items()):
            for statement in statements:
                kept.run(statement, partial(told.report, number, len(missing), name))
    if not missing:
        return Tended("No index was missing.")
    return Tended(f"Made again: {', '.join(missing)}.")


def _each(kept: Upkeep, words: str, names: Iterable[str], told: Progress) -> None:
    listed = list(names)
    for number, name in enumerate(listed):
        told.report(number, len(listed), name)
        kept.run(f'{words} "{name}"', partial(told.report, number, len(listed), name))
    told.report(len(listed), len(listed), "Done")


def _asked(database: Database, ask: Callable[[Session], R]) -> R:
    with database.read() as session:
        return ask(session)
