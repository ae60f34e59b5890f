"""Moving the shop to another place: copied, each table compared, then gone to."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.commands.moved import note_moved
from desktop.domain.errors import UserError
from desktop.domain.progress import Progress
from desktop.jobs.backup.house import Copied, came_meanwhile, copy_shop
from desktop.ui.context import Context
from desktop.ui.jobs import Outcome
from desktop.ui.text import number, plural, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.steps import StepLine, Steps
from desktop.ui.widgets.verdict import Verdict

WIDTH, TALL, HASH = 680, 260, 12
STEPS = (("Reading the shop",), ("Building the shop",), ("Checking every row",),
         ("Putting it in place",))  # fmt: skip


class MoveShopDialog(Dialog):
    """``agreed`` comes when the person wants to work there from now on."""

    agreed = Signal()

    def __init__(self, parent: QWidget, context: Context, there: str, name: str) -> None:
        about = tr("To {place}. The shop here stays as it is.", place=name)
        width = current_theme().px(WIDTH)
        super().__init__(parent, tr("Copy to another database"), about, "server", width)
        self._context = context
        self._copied: Copied | None = None
        self._steps = Steps([StepLine(tr(words[0]), told_by=words) for words in STEPS])
        self._table = _table()
        self._verdict = Verdict()
        self._table.hide()
        self._verdict.hide()
        for part in (self._steps, self._table, self._verdict):
            self.body.addWidget(part)
        self._stop = self.add_button(Button(tr("Stop"), icon="x"))
        self._stay = self.add_button(Button(tr("Stay here"), on_click=self.reject))
        self._go = self.add_button(Button(tr("Work there from now on"), "primary", "plug"))
        self._go.clicked.connect(self._on_go)
        self._stay.hide()
        self._go.hide()
        self._begin(there)

    def _begin(self, there: str) -> None:
        context = self._context

        def run(progress: Progress) -> Outcome:
            at, epoch = context.clock.now(), context.ids.new()
            done = copy_shop(context.settings, there, at, epoch, progress)
            return Outcome(done, tr("{n} rows, all hashes equal", n=number(done.manifest.rows)))

        self._job = job = context.jobs.start(
            "copy", tr("Copying the shop to another database"), run
        )
        job.progressed.connect(self._on_progress)
        job.done.connect(self._on_done)
        job.failed.connect(self._on_failed)
        job.stopped.connect(self._on_stopped)
        self._stop.clicked.connect(job.stop)

    def _on_progress(self, done: int, total: int, message: str) -> None:
        counts = tr("{done} of {total}", done=number(done), total=number(total)) if total else ""
        self._steps.follow(done, total, message, counts)

    def _on_done(self, copied: Any) -> None:
        self._copied = copied
        self._steps.hide()
        _fill(self._table, copied)
        self._table.show()
        rows = number(copied.manifest.rows)
        if copied.is_equal:
            title = tr("{n} rows, every table’s hash is equal", n=rows)
            stays = tr("The shop here stays at {place} and is not changed.", place=copied.here)
            self._end("ok", title, stays)
        else:
            self._end("bad", tr("The tables differ"), tr("Stay here and copy it again."))
        self._go.setVisible(copied.is_equal)
        self._go.setFocus()

    def _on_failed(self, error: UserError) -> None:
        self._job.seen_at(self)
        self._steps.fail(error.message)
        self._end("bad", error.message, error.hint)

    def _on_stopped(self) -> None:
        self._steps.halt(tr("Stopped"))
        self._end("neutral", tr("Stopped. Nothing was written at the other place."), "")

    def _end(self, tone: str, title: str, sentence: str) -> None:
        self._verdict.say(tone, title, sentence)
        self._verdict.show()
        self._stop.hide()
        self._stay.show()
        self.place()

    def _on_go(self) -> None:
        """Not where something was booked here since: it would be missing there."""
        copied, settings = self._copied, self._context.settings
        if copied is not None:
            self._go.setEnabled(False)
            self._context.work.job(
                self, came_meanwhile, settings, copied, then=self._on_looked, failed=self._on_failed
            )

    def _on_looked(self, newer: int) -> None:
        if not newer:
            self._leave_word()
            return
        title = plural(
            "{n} row was written here meanwhile", "{n} rows were written here meanwhile", newer
        )
        self._verdict.say("warn", title, tr("Copy the shop again, into another empty database."))

    def _leave_word(self) -> None:
        """Who starts at the old place is told; where that cannot be written, it is gone to yet."""
        context, copied = self._context, self._copied
        assert copied is not None

        def go(_: object) -> None:
            self.accept()
            self.agreed.emit()

        now = context.clock.now()
        context.work.write(self, note_moved, copied.there, now, then=go, failed=go)


def _table() -> QTableWidget:
    table = QTableWidget(0, 4)
    table.setHorizontalHeaderLabels([tr("Table"), tr("Rows"), tr("Hash here"), tr("Hash there")])
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.setFixedHeight(current_theme().px(TALL))
    table.setAccessibleName(tr("Tables, compared"))
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    return table


def _fill(table: QTableWidget, copied: Copied) -> None:
    table.setRowCount(len(copied.tables))
    for row, one in enumerate(copied.tables):
        mark = "=" if one.here == one.there else "≠"
        words = (one.name, number(one.rows), one.here[:HASH], f"{mark} {one.there[:HASH]}")
        for column, text in enumerate(words):
            item = QTableWidgetItem(text)
            if column == 1:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(row, column, item)
