"""The jobs drawer: what runs and what failed, and below it every job there was."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.queries.columns import Filter
from desktop.queries.jobs import JOBS, JobRow
from desktop.ui.actions import LOG, Command, install, key_words
from desktop.ui.context import Context
from desktop.ui.dialogs.job import JobDialog
from desktop.ui.dialogs.log import LogDialog
from desktop.ui.job_cards import JobCards
from desktop.ui.jobs import RunningJob
from desktop.ui.log_source import of_shop
from desktop.ui.table.page import ListPage, View
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.status_page import State

WIDE, TOP, FOOT, EDGE = 640, 56, 31, 12
MOST = 0.94  # of the window's width
VIEWS = (
    View("all", "All"),
    View("failed", "Failed", (Filter("status", "in", ("failed",)),)),
)


class JobsDrawer(QFrame):
    """Stands at the right over the page. Enter tells all of a job, Esc puts the drawer away."""

    def __init__(
        self,
        window: QWidget,
        context: Context,
        unseen: list[RunningJob],
        on_seen: Callable[[], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._context = context
        self._before: QWidget | None = None
        self.setProperty("uiKind", "dialog")
        self.setAccessibleName(tr("Jobs"))
        self._close = IconButton("x", tr("Close the jobs"), self.put_away, "Esc")
        self.cards = JobCards(context.jobs, unseen, on_seen, self._close)
        sentence = tr("Backups, exports, imports and all other long work will stand here.")
        self.list = ListPage(
            context, JOBS, views=VIEWS, empty=State("list-checks", tr("No jobs yet"), sentence)
        )
        self.list.table.opened.connect(self._on_opened)
        self._build()
        install(self, [Command(tr("Close the jobs"), "Esc", self.put_away, "x")], is_inside=True)
        window.installEventFilter(self)
        self.hide()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(Label(tr("Jobs"), "title"), 1)
        log = Button(tr("Log"), icon="file-text", on_click=self._open_log)
        log.setToolTip(tr("What the program noted ({key})", key=key_words(LOG)))
        head.addWidget(log)
        head.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.cards)
        column.addWidget(self.list, 1)

    def toggle(self) -> None:
        """Opens it with the focus in it, or puts it away."""
        if self.isVisible():
            self.put_away()
            return
        self._before = QApplication.focusWidget()
        self.cards.renew()
        self._place()
        self.show()
        self.raise_()
        self.list.states.setFocus(Qt.FocusReason.TabFocusReason)  # Enter there stops nothing

    def put_away(self) -> None:
        """The focus goes back to where it was."""
        self.hide()
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._window.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        theme, window = current_theme(), self._window
        width = min(theme.px(WIDE), round(window.width() * MOST))
        top, foot = theme.px(TOP), theme.px(FOOT) + EDGE
        left = window.width() - width - EDGE
        self.setGeometry(left, top, width, window.height() - top - foot)

    def _open_log(self) -> None:
        LogDialog(self._window, of_shop(self._context)).open()

    def _on_opened(self, row: JobRow) -> None:
        JobDialog(self, self._context, row.id).open()
