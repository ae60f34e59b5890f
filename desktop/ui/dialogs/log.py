"""The log: its lines by level, text and time, one of them whole, and a report for whoever helps."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QModelIndex, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from desktop.jobs.log_reading import Entry, Log, Wanted, chosen, hidden, read_on, report
from desktop.ui.log_lines import LogLines
from desktop.ui.log_source import LogSource
from desktop.ui.text import number, plural, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit

FOLLOW_MS, TYPED_MS = 2000, 150
WHOLE = 130
SHOWN = 5_000  # lines at once: a list lays out all that it has
HOUR, TODAY, ALL = "hour", "today", "all"


class LogDialog(Dialog):
    """Follows the file while it is open; files are read in a thread, and never all of them."""

    def __init__(self, parent: QWidget, source: LogSource) -> None:
        room = parent.window().width() - 120
        super().__init__(parent, tr("Log"), icon="file-text", width=min(980, max(720, room)))
        self._source = source
        self._log = Log()
        self._is_reading = False
        self._asked = 0
        self._text = LineEdit()
        self._text.setPlaceholderText(tr("Filter by words"))
        self._text.setAccessibleName(tr("Filter by words"))
        levels = (("DEBUG", tr("All levels")), ("WARNING", tr("Warnings and errors")),
                  ("ERROR", tr("Errors only")))  # fmt: skip
        self._level = Combo(levels, "DEBUG")
        times = ((ALL, tr("Any time")), (TODAY, tr("Today")), (HOUR, tr("The last hour")))
        self._since = Combo(times, ALL)
        orders = ((False, tr("Newest first")), (True, tr("Errors first")))
        self._order = Combo(orders, False)
        self.lines = LogLines()
        self.whole = QPlainTextEdit()
        self._count = Label("", "small", "secondary")
        self._build()
        self._connect()
        self._follow()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._text, 1)
        for combo, name in (
            (self._level, tr("Level")), (self._since, tr("Time")), (self._order, tr("Order")),
        ):  # fmt: skip
            combo.setAccessibleName(name)
            row.addWidget(combo)
        self.body.addLayout(row)
        room = self._owner.window().height() // 3  # large letters on a small screen
        self.lines.setMinimumHeight(min(current_theme().px(280), room))
        self.body.addWidget(self.lines, 1)
        self.body.addWidget(self._count)
        self.whole.setReadOnly(True)
        self.whole.setAccessibleName(tr("The whole line"))
        self.whole.setFixedHeight(current_theme().px(WHOLE))
        self.body.addWidget(self.whole)
        show = Button(tr("Show file"), icon="folder-open", on_click=self._show_file)
        self.add_button(show, left=True)
        copy = Button(tr("Copy report"), icon="copy", on_click=self._copy_report)
        self.add_button(copy, left=True)
        self.add_button(Button(tr("Close"), "primary", on_click=self.accept))

    def _connect(self) -> None:
        self._follower = QTimer(self)
        self._follower.setInterval(FOLLOW_MS)
        self._follower.timeout.connect(self._follow)
        self._follower.start()
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPED_MS)
        self._typed.timeout.connect(self._choose)
        self._text.textEdited.connect(lambda _: self._typed.start())
        for combo in (self._level, self._since, self._order):
            combo.chosen.connect(lambda _: self._choose())
        self.lines.selectionModel().currentChanged.connect(self._on_current)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._follower.stop()

    def _follow(self) -> None:
        """Reads what was written since; the first time, the newest of all."""
        if self._is_reading:
            return
        self._is_reading = True
        folder, log = self._source.folder, self._log
        self._source.job(self, read_on, folder, log, then=self._on_read)

    def _on_read(self, log: Log) -> None:
        self._is_reading = False
        if log is not self._log:
            self._log = log
            self._choose()

    def _wanted(self) -> Wanted:
        now = self._source.now().astimezone().replace(tzinfo=None)
        since = {HOUR: now - timedelta(hours=1), TODAY: now.replace(hour=0, minute=0, second=0)}
        return Wanted(
            str(self._level.current_key()),
            self._text.text(),
            since.get(str(self._since.current_key())),
            bool(self._order.current_key()),
        )

    def _choose(self) -> None:
        """In a thread too: a late answer to an older question is dropped."""
        self._asked += 1
        then = partial(self._show, self._asked)
        self._source.job(self, chosen, self._log.entries, self._wanted(), then=then)

    def _none(self) -> str:
        """Nothing noted, or nothing of what is asked for."""
        wanted = self._wanted()
        return tr("No such lines.") if wanted != type(wanted)() else tr("Nothing is noted yet.")

    def _show(self, asked: int, found: list[Entry]) -> None:
        if asked != self._asked:
            return
        self.lines.show_entries(found[:SHOWN])
        told = plural("{n} line", "{n} lines", len(found)) if found else self._none()
        if len(found) > SHOWN:
            told += " · " + tr("the first {n} are shown; filter for others", n=number(SHOWN))
        self._count.setText(told)
        if not found:
            self.whole.setPlainText("")

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        entry = self.lines.entry(now)
        self.whole.setPlainText(hidden(entry.whole) if entry is not None else "")

    def _copy_report(self) -> None:
        def told(facts: Mapping[str, str]) -> None:
            QGuiApplication.clipboard().setText(report(facts, self._log.entries))
            self._source.notify(tr("The report is on the clipboard."), "ok")

        self._source.facts(self, told)

    def _show_file(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._source.folder)))
