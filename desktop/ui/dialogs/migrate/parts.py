"""The two schemas side by side, and the lines of revisions and of what was done when."""

import math
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.jobs import migrating
from desktop.jobs.backup.making import Way
from desktop.jobs.migrating import Offer, Rehearsed
from desktop.jobs.migrating import Way as AWay
from desktop.ui.backup_counts import MESSAGES
from desktop.ui.text import calendar_day, number, plural, tr
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.segments import Segments
from desktop.ui.widgets.shape import Shape
from desktop.ui.widgets.steps import DONE, WAITING, StepLine

SURELY_S = 45.0  # under a minute, also on a slower day


class Schemas(QWidget):
    """From where to where, as two tiles with an arrow between them."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        self._now, self._then = Label("", "strong"), Label("", "strong")
        self._where = ElideLabel("", "small", "secondary")
        here = ElideLabel(tr("in the database"), "small", "secondary")
        row.addWidget(_tile(self._now, here), 1)
        row.addWidget(Shape("chevron-right", "text.secondary", 18), 0, Qt.AlignmentFlag.AlignCenter)
        row.addWidget(_tile(self._then, self._where), 1)

    def show_way(self, current: str, target: str, head: str) -> None:
        """Other schemas."""
        self._now.setText(tr("Schema {number}", number=current))
        self._then.setText(tr("Schema {number}", number=target))
        self._where.setText(tr("this program") if target == head else tr("an older program"))


def _tile(title: Label, line: ElideLabel) -> QFrame:
    tile = QFrame()
    tile.setProperty("uiKind", "strip")
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(title)
    words.addWidget(line)
    row = QHBoxLayout(tile)
    row.setContentsMargins(12, 8, 12, 8)
    row.setSpacing(10)
    row.addWidget(Shape("database", "accent.text", 20))
    row.addLayout(words, 1)
    return tile


class KeptAs(QWidget):
    """In which format the backup before the change is made; the engine's usual one at first."""

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._choice: Segments | None = None
        self.hide()

    @property
    def form(self) -> str | None:
        """The chosen one; None for the usual one."""
        return str(self._choice.current) if self._choice is not None else None

    def show_ways(self, ways: Sequence[Way]) -> None:
        """Only those that can be made here, and none where there is no choice."""
        names = {"sqlite": tr("File"), "portable": tr("Portable archive"), "pg_dump": "pg_dump"}
        said = {
            "sqlite": tr("SQLite file: opens as it is, the quickest"),
            "portable": tr("Portable archive: restores into SQLite and PostgreSQL"),
            "pg_dump": tr("pg_dump: for pg_restore, Onhand does not read it"),
        }
        able = [way.form for way in ways if way.form in names and not way.hindrance]
        if len(able) < 2:
            return
        self._choice = Segments([(form, names[form], said[form]) for form in able], able[0])
        self._choice.setAccessibleName(tr("Format of the backup"))
        self._row.addWidget(Label(tr("Backup as"), "body", "secondary"))
        self._row.addWidget(self._choice)
        self._row.addStretch(1)
        self.show()


def expected_words(seconds: float | None) -> str:
    """With the backup before it; where nobody knows, how to find out."""
    if seconds is None:
        return tr("How long it takes is told by “Rehearse on a copy”.")
    if seconds < SURELY_S:
        return tr("Expected: under a minute.")
    minutes = math.ceil(seconds / 60)
    return plural("Expected: about {n} minute.", "Expected: about {n} minutes.", minutes)


def waits_words(seconds: float | None) -> str:
    """For those who wait."""
    return f"{tr('Other workstations wait until it is done.')} {expected_words(seconds)}"


def is_back(offer: Offer | None, way: AWay | None) -> bool:
    """Whether a way goes to an older schema."""
    return offer is not None and way is not None and way.target < offer.current


def revision_lines(offer: Offer) -> list[StepLine]:
    """All revisions, newest first: in the database or waiting, with date and author."""
    return [
        StepLine(
            one.title,
            DONE if one.revision <= offer.current else WAITING,
            " · ".join(part for part in (one.date, one.author) if part),
        )
        for one in reversed(offer.revisions)
    ]


def history_words(offer: Offer) -> str:
    """What was done when and by whom, newest first; at most three lines."""
    lines = [
        f"{calendar_day(step.at.date(), 'd MMM yyyy')}: {step.before} → {step.after}"
        f"{f', {step.user}' if step.user else ''}, Onhand {step.program}"
        for step in offer.history[:3]
    ]
    return "\n".join(lines) or tr("It has the schema that it was made with.")


def lost_words(lost: dict[str, int]) -> str:
    """What an older schema has no place for."""
    if not lost:
        return tr("No row would be lost.")
    each = ", ".join(
        f"{what} ({plural('{n} row', '{n} rows', rows)})" for what, rows in sorted(lost.items())
    )
    return tr("This would be lost: {each}.", each=each)


def rehearsed_words(done: Rehearsed) -> str:
    """How it went on the copy."""
    words = tr(
        "Tried on a copy of {rows} rows: {seconds} s, every check passed. The shop is as it was.",
        rows=number(done.rows),
        seconds=f"{done.seconds:.1f}",
    )
    changed = ", ".join(done.changed)
    return f"{words} {tr('Other numbers of rows: {names}.', names=changed)}" if changed else words


def told_by(steps: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Each step with the messages that tell of it: a backup and a copy tell more than their own."""
    more = {migrating.BACKUP: MESSAGES}
    return tuple((step, *more.get(step, ())) for step in steps)
