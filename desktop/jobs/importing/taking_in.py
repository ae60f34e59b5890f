"""What a feed's place held is taken in: read, compared once, and written or not, with its history.

All of it with the history in one transaction, so whoever runs it may be ended at any moment.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.commands.feed_runs import EndRun, end_run
from desktop.commands.imports import Imported, ImportProblem, RowChange
from desktop.domain.errors import UserError
from desktop.domain.progress import Progress
from desktop.jobs.importing import Choices, Desk, Kept, Report, Terms, import_table
from desktop.jobs.importing.differing import Conflict, conflicts_of
from desktop.jobs.importing.reading import Table, read_table

KEPT_ROWS = 500  # of a run's changes; all of them stand in the trail
_SAFE = "Nothing was imported."
_TOLD = ("changed", "new", "sold")  # what is as it was is only counted


@dataclass(frozen=True)
class FeedOrder:
    """The copy of a feed's file, and how it is to be read. ``policy``: whose value counts."""

    run: UUID
    feed: UUID
    path: Path
    file: str
    digest: str
    choices: Choices
    policy: str


@dataclass(frozen=True)
class FeedRun:
    """``status`` as in the history; ``batch``: the import, which can be taken back."""

    id: UUID
    status: str
    message: str
    conflicts: Sequence[Conflict] = ()
    batch: UUID | None = None

    @property
    def is_well(self) -> bool:
        return self.status in ("done", "nothing_new")


class _Waits(Exception):
    """Somebody has to say whose values count; nothing is written."""


def taken_in(desk: Desk, order: FeedOrder, progress: Progress) -> FeedRun:
    """UserError where the file cannot be read at all."""
    return _Taking(desk, order).run(progress)


def end_of(desk: Desk, run: UUID, status: str, message: str, **more: Any) -> EndRun:
    """How a run ended, as of now."""
    return EndRun(desk.ids.new(), desk.actor, desk.clock.now(), run, status, message, **more)


class _Taking:
    """One run; what it found last is what it writes."""

    def __init__(self, desk: Desk, order: FeedOrder) -> None:
        self._desk = desk
        self._order = order
        self._changes: list[RowChange] = []
        self._found: list[Conflict] = []
        self._kept: Kept = {}
        self._problems: Sequence[ImportProblem] = ()
        self._rows = 0
        self._done: FeedRun | None = None

    def run(self, progress: Progress) -> FeedRun:
        desk, order, terms = self._desk, self._order, Terms(self._keep, self._leave, self._close)
        try:
            # Nobody but who imports them holds the rows: see ``import_table``.
            report = import_table(
                desk, order.file, self._table(), order.choices, False, progress, terms
            )
        except _Waits:
            return self._wait()
        return self._done or self._refuse(report)

    def _table(self) -> Table:
        table = read_table(self._order.path, self._order.choices)
        self._rows = len(table.rows)
        return table

    def _keep(self, session: Session, changes: Sequence[RowChange]) -> Kept:
        """Before anything is written, on the same look at the shop."""
        self._found = conflicts_of(session, self._order.feed, changes)
        first = sorted(
            (each for each in changes if each.state in _TOLD), key=lambda c: c.state != "changed"
        )
        self._changes = first[:KEPT_ROWS]
        if self._found and self._order.policy == "ask":
            raise _Waits
        kept: dict[str, set[str]] = {}
        for conflict in self._found if self._order.policy == "shop" else ():
            kept.setdefault(conflict.sku, set()).add(conflict.field)
        self._kept = kept
        return kept

    def _leave(self, problems: Sequence[ImportProblem]) -> None:
        self._problems = problems

    def _close(self, session: Session, done: Imported) -> None:
        """In the transaction of the goods: history and goods are there together or not at all."""
        message = _words(done, self._order.file)
        batch = None if done.is_empty else done.id
        more = {"details": self._details(done), "batch": batch, "digest": self._order.digest}
        if not end_run(session, self._end("done", message, **more)):
            raise UserError("Another program began to read it anew.", _SAFE, code="elsewhere")
        self._done = FeedRun(self._order.run, "done", message, self._found, batch)

    def _wait(self) -> FeedRun:
        count = len(self._found)
        many = f"{count} values were" if count > 1 else "A value was"
        message = f"{many} changed on both sides, so nothing came in. Whose counts?"
        self._desk.database.run(end_run, self._end("waiting", message, details=self._details()))
        return FeedRun(self._order.run, "waiting", message, self._found)

    def _refuse(self, report: Report) -> FeedRun:
        """The file has problems, or the shop changed so that it has some by now."""
        problems = report.problems
        first, many = problems[0], len(problems)
        count = f"{many} problems; the first: row" if many > 1 else "A problem: row"
        message = f"{count} {first.row}, {first.field}: {first.reason} {_SAFE}"
        self._found, self._problems = [], problems
        self._desk.database.run(end_run, self._end("failed", message, details=self._details()))
        return FeedRun(self._order.run, "failed", message)

    def _end(self, status: str, message: str, **more: Any) -> EndRun:
        counts = {"received": self._rows, "conflicts": len(self._found)}
        return end_of(self._desk, self._order.run, status, message, **counts, **more)

    def _details(self, done: Imported | None = None) -> dict[str, Any]:
        """What the history shows: counts, the first rows that changed, conflicts and problems."""
        problems = self._problems
        return {
            "file": self._order.file,
            "added": done.created + done.sales if done else 0,
            "changed": done.changed if done else 0,
            "same": done.unchanged if done else 0,
            "refused": len({problem.row for problem in problems}),
            "rows": [_row(change, self._kept) for change in self._changes] if done else [],
            "conflicts": [asdict(conflict) for conflict in self._found[:KEPT_ROWS]],
            "kept": bool(self._kept),
            "problems": [[p.row, p.field, p.value, p.reason] for p in problems[:KEPT_ROWS]],
        }


def _words(done: Imported, file: str) -> str:
    parts = {
        "new": done.created,
        "changed": done.changed,
        "as they were": done.unchanged,
        "stocks": done.counted,
        "sales": done.sales,
    }
    told = ", ".join(f"{count} {word}" for word, count in parts.items() if count)
    return f"{file}: {told or 'nothing differs'}."


def _row(change: RowChange, kept: Kept) -> list[Any]:
    mine = kept.get(change.sku, frozenset())
    told = [[d.field, d.before, d.after] for d in change.differences if d.field not in mine]
    return [change.row, change.sku, change.name, change.state, told]
