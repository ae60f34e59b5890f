"""A list and, at its right, a panel that tells of the chosen row: one wiring for every such page.

    self.side = Beside(self.list, self.list.table, panel, panel.show_vendor, panel.prices.states)
    layout.addWidget(self.side)
    self.side.open_on(vendor)  # any id, whatever row is current

The panel is any widget; one with a signal ``closed`` is put away by it. Enter opens the panel,
Enter once more goes ``inside`` it, Esc puts it away; once open it follows the rows that are chosen.
What leaves the list, as a sent order leaves the drafts, stays: the next key is meant for it.
``always``: it is there as long as the list has rows, and Enter is the page's own. The width is
Beside's: SHORT, in a wide window WIDE, with large letters at least ``least``, which grows.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.actions import Command, install
from desktop.ui.table.view import TableView
from desktop.ui.text import tr
from desktop.ui.theme import current_theme

SHORT, WIDE, WIDE_FROM = 340, 420, 1600
LEAST = 270  # at 100 %: what a panel's buttons need
GAP = 16


class Beside(QWidget):
    """``key`` is the id that the panel shows, or showed last; ``show`` is handed it."""

    opened = Signal()  # the panel came

    def __init__(
        self,
        main: QWidget,
        table: TableView,
        panel: QWidget,
        show: Callable[[UUID], object],
        inside: QWidget | None = None,
        always: bool = False,
        least: int = LEAST,
    ) -> None:
        super().__init__()
        self.key: UUID | None = None
        self._table, self._panel, self._show = table, panel, show
        self._inside, self.is_always, self._least = inside, always, least
        self._current: Any = None
        self._is_changing = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(main, 1)
        row.addWidget(panel)
        panel.hide()
        table.current_changed.connect(self._on_current)
        table.list.keys_change.connect(self._on_keys_change)
        table.list.keys_changed.connect(self._on_keys_changed)
        if not always:
            table.opened.connect(self._on_opened)
            install(self, [Command(tr("Close the panel"), "Esc", self.put_away, "x")])
        if closed := getattr(panel, "closed", None):
            closed.connect(self.put_away)
        current_theme().changed.connect(self._size)

    @property
    def is_open(self) -> bool:
        """Whether the panel is on the screen."""
        return self._panel.isVisible()

    def open_on(self, key: UUID) -> None:
        """The panel with this id."""
        self.key = key
        self._show(key)
        self._panel.show()
        self.opened.emit()

    def put_away(self) -> None:
        """Without the panel; keys go to the list again."""
        self._panel.hide()
        self._table.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Back on this page: what changed meanwhile was not told to a panel that nobody saw."""
        super().showEvent(event)
        if self.key is not None and not self._panel.isHidden():
            self._show(self.key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size()

    def _size(self) -> None:
        width = WIDE if self.window().width() >= WIDE_FROM else SHORT
        self._panel.setFixedWidth(max(width, current_theme().px(self._least)))

    def _on_opened(self, row: Any) -> None:
        if self._inside is not None and self.is_open and self.key == row.id:
            self._inside.setFocus()
        else:
            self.open_on(row.id)

    def _on_current(self, row: Any) -> None:
        """Not the row that is the first one by itself: the panel waits for a choice."""
        before, self._current = self._current, row
        is_other = row is not None and before is not None and row.id != before.id
        is_chosen = is_other and not self._is_changing
        if row is not None and (self.is_always or (is_chosen and self.is_open)):
            self.open_on(row.id)

    def _on_keys_change(self) -> None:
        self._is_changing = True

    def _on_keys_changed(self) -> None:
        self._is_changing = False
        if self.is_always and not self._table.list.rowCount():
            self._panel.hide()
