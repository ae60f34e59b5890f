"""Columns as the person puts them: dragged, widened, moved by keys; all of it by their keys."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHeaderView, QTableView

from desktop.queries.columns import Column
from desktop.ui.table.columns import LEAST, MOST, Layout, widths
from desktop.ui.table.header import Header
from desktop.ui.theme import current_theme


class Arranging(QObject):
    """``layout`` is what the person changed; ``changed`` tells of each change of theirs."""

    changed = Signal()

    def __init__(self, view: QTableView, head: Header, columns: Sequence[Column]) -> None:
        super().__init__(view)
        self._view = view
        self._head = head
        self._columns: Sequence[Column] = ()
        self._is_own = False  # what the head tells of is our own doing
        self.layout = Layout()
        head.setSectionsMovable(True)
        head.setFirstSectionMovable(False)
        head.setMinimumSectionSize(LEAST)
        self.set_columns(columns)
        head.sectionMoved.connect(self._on_moved)
        head.sectionResized.connect(self._on_resized)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other ones; the person's layout stays."""
        self._columns = columns
        for section, column in enumerate(columns):
            mode = QHeaderView.ResizeMode.Interactive if column.width else self._head.REST
            self._head.setSectionResizeMode(section, mode)

    def shown(self) -> list[Column]:
        """What can be seen, from the left."""
        visual = sorted(range(len(self._columns)), key=self._head.visualIndex)
        return [self._columns[n] for n in visual if not self._head.isSectionHidden(n)]

    def set_layout(self, layout: Layout) -> None:
        """As it was kept, or the standard."""
        self.layout = layout
        self.lay_out()

    def choose(self, key: str, shown: bool) -> None:
        """Puts a column in or out, whatever the window's width."""
        self.layout.shown[key] = shown
        self.lay_out()
        self.changed.emit()

    def reset(self) -> None:
        """Back to how the list comes."""
        self.set_layout(Layout())
        self.changed.emit()

    def lay_out(self) -> None:
        """Gives each column its place and width."""
        columns = self.layout.arranged(self._columns)
        window, scale = self._view.window().width(), current_theme().scale / 100
        room = self._view.viewport().width()
        found = widths(columns, room, window, scale, self.layout.shown, self.layout.widths)
        sections = {column.key: section for section, column in enumerate(self._columns)}
        self._is_own = True
        for place, column in enumerate(columns):
            section = sections[column.key]
            self._head.moveSection(self._head.visualIndex(section), place)
            self._head.setSectionHidden(section, not found[column.key])
            if found[column.key]:
                self._head.resizeSection(section, found[column.key])
        self._is_own = False

    def _on_moved(self, _section: int, _before: int, _after: int) -> None:
        if not self._is_own:
            visual = sorted(range(len(self._columns)), key=self._head.visualIndex)
            self.layout.order = tuple(self._columns[section].key for section in visual)
            self.changed.emit()

    def _on_resized(self, section: int, _before: int, width: int) -> None:
        column = self._columns[section]
        if not self._is_own and width and column.width:
            at_full = round(width * 100 / current_theme().scale)
            self.layout.widths[column.key] = min(max(at_full, LEAST), MOST)
            self.lay_out()
            self.changed.emit()
