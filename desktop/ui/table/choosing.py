"""The menu of a list's columns, and how what a person made of them is kept and comes back."""

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtWidgets import QWidget

from desktop.ui.table.columns import Layout
from desktop.ui.table.facets import StayingMenu
from desktop.ui.table.own import Own
from desktop.ui.table.view import TableView
from desktop.ui.text import tr

QUIET_MS = 600


class Choosing(QObject):
    """Writes when the person has been quiet for a moment; what others wrote waits that long."""

    def __init__(self, table: TableView, own: Own) -> None:
        super().__init__(table)
        self._table = table
        self._own = own
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_MS)
        self._timer.timeout.connect(self.write)
        table.columns.changed.connect(self._timer.start)
        own.changed.connect(self._on_read)

    def open_menu(self, under: QWidget) -> None:
        """Which columns there are to be; stays open while checks are set."""
        menu = StayingMenu(under)
        shown = {column.key for column in self._table.columns.shown()}
        for number, column in enumerate(self._table.list.query.columns):
            action = menu.addAction(tr(column.title))
            action.setCheckable(True)
            action.setChecked(column.key in shown)
            action.setEnabled(number > 0)
            action.toggled.connect(lambda on, key=column.key: self._table.columns.choose(key, on))
        menu.addSeparator()
        standard = menu.addAction(tr("Back to standard"))
        standard.setEnabled(bool(self._table.columns.layout.written()))
        standard.triggered.connect(self._table.columns.reset)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(under.mapToGlobal(QPoint(0, under.height() + 4)))

    def write(self) -> None:
        """What was changed goes to the data now."""
        self._timer.stop()
        self._own.keep_columns(self._table.columns.layout.written())

    def _on_read(self) -> None:
        kept = Layout.read(dict(self._own.kept.columns))
        if not self._timer.isActive() and kept != self._table.columns.layout:
            self._table.columns.set_layout(kept)
