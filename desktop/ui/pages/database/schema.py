"""The schema: of this program, of the database, and which revisions it has since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.errors import UserError
from desktop.jobs.migrating import Revision, revisions
from desktop.queries.place import SchemaFacts, schema_facts
from desktop.ui.context import Context
from desktop.ui.pages.database.deeds import SCHEMA
from desktop.ui.pages.database.frame import RoomCard
from desktop.ui.text import calendar_day, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import LEFT, RIGHT, paint_text, text_width

SHOWN, ROW, ICON, GAP = 4, 26, 16, 10


@dataclass(frozen=True)
class RevisionRow:
    """One revision: its number, what it does, and since when the database has it, or not yet."""

    revision: str
    message: str
    since: str
    is_there: bool


class SchemaCard(RoomCard):
    """The newest revisions, those first that the database does not have yet."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "git-branch", tr("Schema"), "accent.text", SCHEMA)
        self._context = context
        self.is_at_rest = False
        self._rows = RevisionRows()
        self.facts.addWidget(self._rows)
        self.facts.addStretch(1)

    def refresh(self) -> None:
        """Asks the data again; what this program has is read once, and holds up no question."""
        self._context.work.job(self, revisions, then=self._on_known, failed=self._on_failed)

    def _on_known(self, known: tuple[Revision, ...]) -> None:
        then = partial(self._on_read, known)
        self._context.work.read(self, schema_facts, then=then, failed=self._on_failed)

    def _on_read(self, known: tuple[Revision, ...], facts: SchemaFacts) -> None:
        self.is_at_rest = True
        head = known[-1].revision
        words = tr("{head} here · {now} in the database", head=head, now=facts.revision)
        self.name(tr("Schema"), words)
        if facts.revision == head:
            self.pill.set(tr("Up to date"), "ok", "check")
        elif facts.revision < head:
            self.pill.set(tr("Upgrade waits"), "warn", "triangle-alert")
        else:
            self.pill.set(tr("Newer than this program"), "info", "info")
        self._rows.show_rows(rows_of(facts, known, self._context))

    def _on_failed(self, error: UserError) -> None:
        self.is_at_rest = True
        self.name(tr("Schema"), str(error))
        self.pill.set(tr("Not read"), "bad", "circle-alert")


def rows_of(facts: SchemaFacts, known: Sequence[Revision], context: Context) -> list[RevisionRow]:
    """The newest revisions, newest first."""
    upgraded = dict(reversed(facts.upgraded))  # the newest note of a revision stands
    rows = []
    for each in sorted(known, key=lambda one: one.revision, reverse=True)[:SHOWN]:
        is_there = each.revision <= facts.revision
        at = upgraded.get(each.revision, facts.made_at)
        since = _day(at, context) if is_there and at is not None else ""
        rows.append(RevisionRow(each.revision, each.message, since or tr("not yet"), is_there))
    return rows


def _day(at: datetime, context: Context) -> str:
    day, today = context.shop.day_of(at), context.shop.day_of(context.clock.now())
    return calendar_day(day, "d MMM" if day.year == today.year else "d MMM yyyy")


class RevisionRows(QWidget):
    """Painted; a screen reader is told all of it as one sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.rows: list[RevisionRow] = []

    def show_rows(self, rows: list[RevisionRow]) -> None:
        """Other revisions."""
        self.rows = rows
        words = (f"{row.revision} {row.message}: {row.since}" for row in rows)
        self.setAccessibleName(", ".join(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(current_theme().px(240), current_theme().px(ROW) * max(3, len(self.rows)))

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = current_theme(), QPainter(self)
        side, height = theme.px(ICON), theme.px(ROW)
        for number, row in enumerate(self.rows):
            box = QRect(0, number * height, self.width(), height)
            icon = ("circle-check", "ok.text") if row.is_there else ("circle-dot", "text.muted")
            mark = QRect(0, box.y() + (height - side) // 2, side, side)
            theme.icons.paint(painter, mark, *icon)
            strong, small = theme.font("strong"), theme.font("small")
            box.setLeft(side + GAP)
            ink = theme.color("text.primary")
            box.setLeft(box.x() + GAP + paint_text(painter, box, row.revision, strong, ink))
            wide = text_width(small, row.since)
            box.setRight(self.width() - wide - GAP)
            paint_text(painter, box, row.message, theme.font("body"), ink, LEFT)
            end = QRect(self.width() - wide, box.y(), wide, height)
            paint_text(painter, end, row.since, small, theme.color("text.secondary"), RIGHT)
