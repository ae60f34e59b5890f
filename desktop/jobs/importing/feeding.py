"""A feed is read: fetched, compared with what is there, imported, and noted in its history."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.commands.feed_runs import BeginRun, EndRun, begin_run, end_run
from desktop.commands.feeds import POLICY
from desktop.commands.imports import Imported, RowChange
from desktop.db.lease import lease
from desktop.domain.errors import UserError
from desktop.domain.progress import Cancelled, Progress
from desktop.jobs.importing import Choices, Desk, Report, Terms, import_table
from desktop.jobs.importing.differing import Conflict, conflicts_of
from desktop.jobs.importing.fetching import Fetched, fetched
from desktop.jobs.importing.reading import read_table
from desktop.queries.feeds import FeedCard, feed_card

KEPT_ROWS = 500  # of a run's changes; all of them stand in the trail
_CHOSEN = tuple(each.name for each in fields(Choices))


@dataclass(frozen=True)
class FeedRun:
    """``status`` as in the history; ``report`` is None where nothing was compared."""

    id: UUID
    status: str
    message: str
    report: Report | None = None
    conflicts: Sequence[Conflict] = ()

    @property
    def is_well(self) -> bool:
        return self.status in ("done", "nothing_new")


def choices_of(card: FeedCard) -> Choices:
    """What a feed keeps, as an import takes it."""
    told = {name: value for name, value in card.choices.items() if name in _CHOSEN}
    columns = tuple((str(a), str(b)) for a, b in told.pop("columns", ()))
    return Choices(**told, columns=columns, profile=card.profile or "auto")


def kept_choices(choices: Choices) -> dict[str, Any]:
    """The other way round; only what was said."""
    told = {name: value for name, value in asdict(choices).items() if value not in ("", None, ())}
    told.pop("profile", None)
    if "columns" in told:
        told["columns"] = [list(pair) for pair in told["columns"]]
    return {name: value for name, value in told.items() if value is not False}


def run_feed(desk: Desk, feed: UUID, progress: Progress, policy: str = "") -> FeedRun:
    """One program at a time. A failure is noted and told as the run's message; Cancelled passes.

    ``policy``: whose value counts this once, instead of what the feed says.
    """
    with desk.database.read() as session:
        card = feed_card(session, feed)
    with lease(desk.database.url, f"feed-{feed.hex}") as is_ours:
        if not is_ours:
            raise UserError(
                f"{card.name} is being read by another program or workstation.",
                "Look at its history in a moment.",
                code="elsewhere",
            )
        begun = BeginRun(desk.ids.new(), desk.actor, desk.clock.now(), feed)
        run = desk.database.run(begin_run, begun)
        try:
            return _Reading(desk, card, run, progress, policy).read()
        except UserError as error:
            told = " ".join(part for part in (error.message, error.hint) if part)
            _end(desk, run, "failed", told)
            return FeedRun(run, "failed", told)
        except Cancelled:
            _end(desk, run, "cancelled", "Stopped. Nothing was written.")
            raise


def _end(desk: Desk, run: UUID, status: str, message: str, **more: Any) -> None:
    command = EndRun(desk.ids.new(), desk.actor, desk.clock.now(), run, status, message, **more)
    with suppress(UserError):  # what failed before is told, not that it could not be noted
        desk.database.run(end_run, command)


class _Reading:
    """One run."""

    def __init__(
        self, desk: Desk, card: FeedCard, run: UUID, progress: Progress, policy: str
    ) -> None:
        self._desk = desk
        self._card = card
        self._run = run
        self._progress = progress
        self._policy = policy or str(card.choices.get(POLICY, "feed"))
        self._is_asked = bool(policy)

    def read(self) -> FeedRun:
        """Fetches; the same bytes as last time are not read again, unless a person decides."""
        with fetched(self._card.place, self._progress) as copy:
            if copy.digest == self._card.seen_digest and not self._is_asked:
                message = f"Nothing new in {copy.name}."
                _end(self._desk, self._run, "nothing_new", message)
                return FeedRun(self._run, "nothing_new", message)
            return self._compare(copy)

    def _compare(self, copy: Fetched) -> FeedRun:
        choices = choices_of(self._card)
        table = read_table(copy.path, choices)
        looked = import_table(self._desk, copy.name, table, choices, True, self._progress)
        if looked.imported is None:
            return self._refuse(looked)
        with self._desk.database.read() as session:
            found = conflicts_of(session, self._card.feed, looked.changes)
        if found and self._policy == "ask":
            return self._ask(looked, found)
        kept: dict[str, set[str]] = {}
        for conflict in found if self._policy == "shop" else ():
            kept.setdefault(conflict.sku, set()).add(conflict.field)
        return self._write(copy, table, choices, looked, found, kept)

    def _refuse(self, looked: Report) -> FeedRun:
        first = looked.problems[0]
        message = (
            f"{len(looked.problems)} problems; the first: row {first.row}, {first.field}:"
            f" {first.reason} Nothing was imported."
        )
        details = {**_details(looked, ()), "refused": len({p.row for p in looked.problems})}
        _end(self._desk, self._run, "failed", message, received=looked.rows, details=details)
        return FeedRun(self._run, "failed", message, looked)

    def _ask(self, looked: Report, found: Sequence[Conflict]) -> FeedRun:
        many = "values were" if len(found) > 1 else "value was"
        message = (
            f"{len(found)} {many} changed in the shop and in the feed: say which is right."
            " Nothing was imported."
        )
        _end(
            self._desk, self._run, "failed", message,
            received=looked.rows, conflicts=len(found), details=_details(looked, found),
        )  # fmt: skip
        return FeedRun(self._run, "failed", message, looked, found)

    def _write(
        self,
        copy: Fetched,
        table: Any,
        choices: Choices,
        looked: Report,
        found: Sequence[Conflict],
        kept: Mapping[str, set[str]],
    ) -> FeedRun:
        """The history and the goods are written in one transaction."""
        told: list[str] = []

        def close(session: Session, done: Imported) -> None:
            details = _details(replace(looked, imported=done), found, kept)
            message = _words(done, copy.name)
            told[:] = [message]
            head = (self._desk.ids.new(), self._desk.actor, self._desk.clock.now(), self._run)
            batch = None if done.is_empty else done.id
            command = EndRun(
                *head, "done", message, looked.rows, len(found), details, batch, copy.digest
            )
            end_run(session, command)

        terms = Terms(kept, close)
        report = import_table(self._desk, copy.name, table, choices, False, self._progress, terms)
        if report.imported is None:  # the shop changed since it was looked at
            return self._refuse(report)
        return FeedRun(self._run, "done", told[0], report, found)


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


def _details(
    report: Report, found: Sequence[Conflict], kept: Mapping[str, set[str]] | None = None
) -> dict[str, Any]:
    """What the history shows: counts, the first rows that changed, conflicts and problems."""
    done = report.imported
    changed = [c for c in report.changes if c.state in ("changed", "new", "sold")]
    changed.sort(key=lambda change: change.state != "changed")
    return {
        "file": report.file,
        "added": done.created + done.sales if done else 0,
        "changed": done.changed if done else 0,
        "same": done.unchanged if done else 0,
        "refused": len({problem.row for problem in report.left_out}),
        "rows": [_row(change, kept or {}) for change in changed[:KEPT_ROWS]],
        "conflicts": [asdict(conflict) for conflict in found[:KEPT_ROWS]],
        "kept": bool(kept),
        "problems": [
            [p.row, p.field, p.value, p.reason]
            for p in (*report.problems, *report.left_out)[:KEPT_ROWS]
        ],
    }


def _row(change: RowChange, kept: Mapping[str, set[str]]) -> list[Any]:
    mine = kept.get(change.sku, set())
    told = [[d.field, d.before, d.after] for d in change.differences if d.field not in mine]
    return [change.row, change.sku, change.name, change.state, told]
