"""Long work as it goes: what it does now, a bar, how much, how long still, its steps, its log."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.text import seconds_left, seconds_taken, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.painting import LEFT, RIGHT, paint_box, paint_text, text_width

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
# state: drawing, its colour, role and colour of the words
LOOKS = {
    WAITING: ("circle-dot", "text.muted", "body", "text.secondary"),
    RUNNING: ("loader-circle", "accent.text", "strong", "text.primary"),
    DONE: ("circle-check", "ok.text", "body", "text.primary"),
    FAILED: ("circle-x", "bad.text", "strong", "bad.text"),
}
ICON, GAP, ROW, BAR, LOG = 18, 10, 30, 8, 96
TOLD_FROM_S = 2.0  # an estimate from less is none


@dataclass(frozen=True)
class StepLine:
    """A step's words, how it went, and a note at the right.

    ``told_by``: the messages by which a job's Progress says that it is at this step.
    """

    words: str
    state: str = WAITING
    note: str = ""
    told_by: tuple[str, ...] = ()


class StepLines(QWidget):
    """The steps under each other; painted, and said to a screen reader as one sentence."""

    def __init__(self, lines: Sequence[StepLine] = ()) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.lines: tuple[StepLine, ...] = ()
        self.show_lines(lines)

    def show_lines(self, lines: Sequence[StepLine]) -> None:
        """Other steps, or how they go on."""
        self.lines = tuple(lines)
        said = {WAITING: tr("waiting"), RUNNING: tr("running"), DONE: tr("done"),
                FAILED: tr("failed")}  # fmt: skip
        words = (f"{line.words}: {said[line.state]} {line.note}".strip() for line in self.lines)
        self.setAccessibleName(", ".join(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(current_theme().px(320), current_theme().px(ROW) * len(self.lines))

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(160), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, height = QPainter(self), current_theme().px(ROW)
        for number, line in enumerate(self.lines):
            self._paint_line(painter, QRect(0, number * height, self.width(), height), line)

    def _paint_line(self, painter: QPainter, row: QRect, line: StepLine) -> None:
        theme = current_theme()
        icon, shape, role, ink = LOOKS[line.state]
        side, small = theme.px(ICON), theme.font("small")
        mark = QRect(row.x(), row.y() + (row.height() - side) // 2, side, side)
        theme.icons.paint(painter, mark, icon, shape)
        wide = min(text_width(small, line.note), row.width() // 2) if line.note else 0
        note = QRect(row.right() - wide + 1, row.y(), wide, row.height())
        paint_text(painter, note, line.note, small, theme.color("text.secondary"), RIGHT)
        words = row.adjusted(side + GAP, 0, -(wide + GAP) if wide else 0, 0)
        paint_text(painter, words, line.words, theme.font(role), theme.color(ink), LEFT)


class Bar(QWidget):
    """How far, as a filled part of a line; ``say`` gives 0 to 1, None while it is not known."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.share: float | None = None

    def say(self, share: float | None) -> None:
        """How much is done now."""
        self.share = None if share is None else min(1.0, max(0.0, share))
        percent = "" if self.share is None else f"{int(100 * self.share)} %"
        self.setAccessibleName(tr("Done: {percent}", percent=percent or tr("not known")))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, current_theme().px(BAR))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = current_theme(), QPainter(self)
        radius = self.height() / 2
        paint_box(painter, self.rect(), radius, theme.color("bg.hover"))
        wide = round(self.width() * (self.share or 0))
        if wide:
            filled = QRect(0, 0, max(wide, self.height()), self.height())
            paint_box(painter, filled, radius, theme.color("accent"))


class Steps(QWidget):
    """Told by a job: ``follow(done, total, message)``; at its end ``finish``, ``fail`` or ``halt``.

    ``counts`` is what stands below the bar at the left, as "247 310 of 386 120 rows · 39.1 MB".
    """

    def __init__(self, lines: Sequence[StepLine] = (), has_log: bool = False) -> None:
        super().__init__()
        self._heading, self._percent = ElideLabel("", "strong"), Label("", "strong", "accent")
        self._bar = Bar()
        self._counts = ElideLabel("", "small", "secondary")
        self._left = Label("", "small", "secondary")
        self.list = StepLines(lines)
        self._log = QPlainTextEdit()
        self._log.setReadOnly(True)
        self._log.setAccessibleName(tr("Log"))
        self._log.setFixedHeight(current_theme().px(LOG))
        self._log.setVisible(has_log)
        self._since = 0.0  # when the running step began
        self._pace = Pace()
        self._build()

    def _build(self) -> None:
        head, below = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.addWidget(self._percent)
        below.addWidget(self._counts, 1)
        below.addWidget(self._left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._bar)
        column.addLayout(below)
        column.addWidget(self.list)
        column.addWidget(self._log)
        column.addStretch(1)

    @property
    def lines(self) -> tuple[StepLine, ...]:
        """The steps as they are now."""
        return self.list.lines

    def show_lines(self, lines: Sequence[StepLine]) -> None:
        """Other steps, all at once."""
        self.list.show_lines(lines)

    def follow(
        self, done: int, total: int, message: str, counts: str = "", now: float | None = None
    ) -> None:
        """What a Progress told; steps before the one that the message names are done.

        ``now``: seconds of a clock that only goes on, the computer's own unless given.
        """
        now = time.monotonic() if now is None else now
        at = next((n for n, line in enumerate(self.lines) if message in line.told_by), None)
        if at is not None and self.lines[at].state != RUNNING:
            self.begin(at, now)
        share = done / total if total else None
        self.say(tr(message), share, counts, self._pace.left(message, done, total, now))
        if share is None and now - self._since >= TOLD_FROM_S:  # nothing else moves
            self._left.setText(tr("{time} so far", time=seconds_taken(int(now - self._since))))

    def say(
        self, heading: str, share: float | None, counts: str = "", left: float | None = None
    ) -> None:
        """The line above the bar, the bar, and the line below; ``left`` in seconds."""
        self._heading.setText(heading)
        self._percent.setText("" if share is None else f"{int(100 * share)} %")
        self._bar.say(share)
        self._counts.setText(counts)
        self._left.setText("" if left is None else seconds_left(left))

    def begin(self, at: int, now: float | None = None) -> None:
        """A step runs; those before it are done, each with the time it took as its note."""
        now = time.monotonic() if now is None else now
        self._close(at, now)
        self._since = now
        for later, line in enumerate(self.lines[at + 1 :], at + 1):
            if line.state == RUNNING:  # it goes back: that one is to be done again
                self.put(later, WAITING, "")
        self.put(at, RUNNING, "")

    def put(self, at: int, state: str, note: str | None = None) -> None:
        """One step's state, and its note unless that stays."""
        lines = list(self.lines)
        kept = lines[at].note if note is None else note
        lines[at] = replace(lines[at], state=state, note=kept)
        self.show_lines(lines)

    def finish(self, heading: str, counts: str = "", now: float | None = None) -> None:
        """All is done."""
        self._close(len(self.lines), time.monotonic() if now is None else now)
        self.say(heading, 1.0, counts)

    def fail(self, heading: str, note: str = "") -> None:
        """The step that ran, or the first that waits, is marked; the bar stays where it was."""
        lines = self.lines
        states = [line.state for line in lines]
        wanted = RUNNING if RUNNING in states else WAITING
        if wanted in states:
            self.put(states.index(wanted), FAILED, note)
        self._heading.setText(heading)
        self._percent.setText("")
        self._left.setText("")

    def halt(self, heading: str) -> None:
        """A person stopped it: nothing failed, nothing runs."""
        for at, line in enumerate(self.lines):
            if line.state == RUNNING:
                self.put(at, WAITING, tr("stopped"))
        self.say(heading, None)

    def log(self, line: str) -> None:
        """One more line in the log box, at its end."""
        self._log.appendPlainText(line)

    def copy_log(self) -> None:
        """All of the log for the clipboard."""
        QGuiApplication.clipboard().setText(self._log.toPlainText())

    def _close(self, before: int, now: float) -> None:
        """Steps before this one are done."""
        for at, line in enumerate(self.lines[:before]):
            if line.state == RUNNING:
                self.put(at, DONE, line.note or seconds_taken(now - self._since))
            elif line.state == WAITING:
                self.put(at, DONE)


class Pace:
    """How long a part of the work will still take, by how fast it went since it began."""

    def __init__(self) -> None:
        self._part = ""
        self._began: tuple[float, int] = (0.0, 0)

    def left(self, part: str, done: int, total: int, now: float) -> float | None:
        """Seconds; None while nobody can tell."""
        if part != self._part or done < self._began[1]:
            self._part, self._began = part, (now, done)
        since, before = self._began
        gone, passed = done - before, now - since
        if not total or gone <= 0 or passed < TOLD_FROM_S:
            return None
        return max(0.0, passed / gone * (total - done))
