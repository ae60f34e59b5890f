"""The table of the matrix: typed like a spreadsheet, pasted from one, rows left out by a key."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from desktop.ui.dialogs.variants.model import FIRST, MatrixModel
from desktop.ui.text import tr
from desktop.ui.theme import current_theme

SHARES = (2.0, 1.1, 2.3, 2.0, 1.1, 1.1, 1.35, 1.2)
Key = Qt.Key
LEAVING = (Key.Key_F6, Key.Key_Tab, Key.Key_Backtab)
STEPS = {
    QAbstractItemView.CursorAction.MoveNext: 1,
    QAbstractItemView.CursorAction.MovePrevious: -1,
}


class _Cell(QStyledItemDelegate):
    """What is being typed stays when the shop's answer to the cells before paints all anew."""

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        if not editor.property("isFilled"):
            editor.setProperty("isFilled", True)
            super().setEditorData(editor, index)


class MatrixTable(QTableView):
    """``pointed`` comes when another cell is the current one."""

    pointed = Signal()

    def __init__(self, model: MatrixModel) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setItemDelegate(_Cell(self))
        self.setAccessibleName(tr("The variants, one in each row"))
        self.setProperty("uiKind", "rows")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        for corner in self.findChildren(QAbstractButton):
            corner.setAccessibleName(tr("Choose all cells"))
        side = self.verticalHeader()
        side.setDefaultSectionSize(current_theme().row("compact"))
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setHighlightSections(False)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setFixedHeight(current_theme().row("compact"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(lambda *_: self.pointed.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del leaves rows out, Ctrl+V pastes a block, Ctrl+D fills down, Enter edits the cell.

        Tab goes from cell to cell; Ctrl+Tab and F6 go out of the table.
        """
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self.state() == QAbstractItemView.State.EditingState:
            return  # a line passes the Enter on that closes it: it opens no other one
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste(QGuiApplication.clipboard().text())
        elif event.key() == Key.Key_Delete and is_plain:
            self._model.leave_out({index.row() for index in self.selectedIndexes()})
        elif event.key() == Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.fill_down()
        elif event.key() in (Key.Key_Return, Key.Key_Enter):
            if is_plain and self.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable:
                self.edit(self.currentIndex())
            else:
                event.setAccepted(is_plain)  # Ctrl+Enter is the dialog's
        elif event.key() in LEAVING and (event.key() == Key.Key_F6 or not is_plain):
            self._leave(not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        elif event.key() == Key.Key_Tab and not self._beside(1).isValid():
            self._leave(True)
        elif event.key() == Key.Key_Backtab and not self._beside(-1).isValid():
            self._leave(False)
        else:
            super().keyPressEvent(event)

    def _leave(self, forward: bool) -> None:
        """Out of the table; a table's own way would be the next cell."""
        QWidget.focusNextPrevChild(self, forward)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, keys: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Tab goes to the next cell that takes something, at the end of a row to the next row."""
        step = STEPS.get(action)
        if step is None:
            return super().moveCursor(action, keys)
        found = self._beside(step)
        return found if found.isValid() else self.currentIndex()

    def _beside(self, step: int) -> QModelIndex:
        """The next cell, or the one before, that can be typed into; none at the ends."""
        at, wide = self.currentIndex(), self._model.columnCount()
        place = at.row() * wide + at.column() + step
        while at.isValid() and 0 <= place < wide * self._model.rowCount():
            index = self._model.index(place // wide, place % wide)
            if index.flags() & Qt.ItemFlag.ItemIsEditable:
                return index
            place += step
        return QModelIndex()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A cell is chosen, so that one can type at once."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.rowCount():
            self.setCurrentIndex(self._model.index(0, FIRST))

    def paste(self, text: str) -> None:
        """A block from a spreadsheet, from the current cell on to the right and down.

        One value fills all the chosen cells. Cells that take nothing are stepped over.
        """
        lines = [line.split("\t") for line in text.rstrip("\r\n").splitlines()]
        at = self.currentIndex()
        if not lines or not at.isValid():
            return
        if len(lines) == 1 and len(lines[0]) == 1:
            for index in self.selectedIndexes():
                self._model.type(index, lines[0][0])
        else:
            for down, line in enumerate(lines):
                for right, cell in enumerate(line):
                    place = self._model.index(at.row() + down, at.column() + right)
                    self._model.type(place, cell)
        self._model.told()

    def fill_down(self) -> None:
        """The current cell's text into all cells below it, or into those that are chosen."""
        at = self.currentIndex()
        rows = {index.row() for index in self.selectedIndexes() if index.column() == at.column()}
        below = rows if len(rows) > 1 else set(range(at.row(), self._model.rowCount()))
        text = self._model.data(self._model.index(min(below), at.column())) if below else ""
        for row in below:
            self._model.type(self._model.index(row, at.column()), str(text))
        self._model.told()

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter goes down, as in a spreadsheet."""
        at = self.currentIndex()
        super().closeEditor(editor, hint)
        is_enter = hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache
        if is_enter and at.row() + 1 < self._model.rowCount():
            self.setCurrentIndex(at.siblingAtRow(at.row() + 1))

    def go_to(self, index: QModelIndex) -> None:
        """Shows a cell and takes the keys there."""
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
            self.setFocus()

    def event(self, event: QEvent) -> bool:
        """Escape and Enter of an open cell are its own, not the dialog's."""
        is_asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_asked and self.state() == QAbstractItemView.State.EditingState:
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, whole = self.viewport().width(), sum(SHARES)
        for column, share in enumerate(SHARES):
            self.setColumnWidth(column, int(width * share / whole))
