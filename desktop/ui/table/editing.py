"""Values edited in their cells: a ring that the arrows move, a line that typing opens.

    self.editing = CellEditing(page, context, table, words, Editing(Permission.EDIT_PRODUCT, build))

Which columns take part stands in the list's columns (``editable``). Left and Right move the ring
over them; typing a figure or Ctrl+Enter opens the line, Enter writes it and goes down, Tab goes to
the next cell, Escape leaves everything as it was. The rows stand still meanwhile.
"""

from typing import Any
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QToolTip, QWidget
from shiboken6 import isValid

from desktop.domain.conflict import ChangedMeanwhile
from desktop.domain.errors import UserError
from desktop.queries.columns import Choice, Column
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.rights import Right
from desktop.ui.table.cell_editor import CellEditor
from desktop.ui.table.edit import Edit, Editing
from desktop.ui.table.pasting import Pasting
from desktop.ui.table.ring import Ring
from desktop.ui.table.typing_in import FIGURES, typed_value
from desktop.ui.table.view import TableView
from desktop.ui.table.words import Words
from desktop.ui.text import time_of_day, tr

Key = Qt.Key
__all__ = ["CellEditing", "Edit", "Editing"]
DIGITS = "0123456789.,"
CHANGES = "+-\u2212="


class CellEditing(QObject):
    """One per table; ``edits`` is the page's list of what can be taken back."""

    def __init__(
        self,
        page: QWidget,
        context: Context,
        table: TableView,
        words: Words,
        editing: Editing,
        edits: Edits,
    ) -> None:
        super().__init__(table)
        self._context, self._table, self._words = context, table, words
        self._editing, self._edits = editing, edits
        self._right = Right(page, context, editing.permission)
        self.ring = Ring(table, lambda: not self._right.missing)
        self._open: _Open | None = None
        self._many: QLineEdit | None = None
        table.installEventFilter(self)
        table.viewport().installEventFilter(self)
        table.verticalScrollBar().valueChanged.connect(self._follow)
        table.head.sectionResized.connect(self._follow)
        install(page, [Command(tr("Edit the cell"), "Ctrl+Return", self.begin, "pencil")])
        self.pasting = Pasting(self._right, context, (table, words, self.ring), editing, edits)

    @property
    def editor(self) -> CellEditor | None:
        """The open line."""
        return self._open.editor if self._open else None

    def begin(self, text: str | None = None) -> None:
        """Opens the current row's cell, with other text in it when some was typed."""
        section, column = self.ring.cell()
        row = self._table.currentIndex().row()
        shown = self._table.list.row(row)
        if self._open is not None or column is None or shown is None:
            return
        if held := self._right.reason or self._editing.holds(column, shown):
            self._context.notify(held, "info")
            return
        self.ring.move(column.key)
        index = self._table.list.index(row, section)
        self._table.scrollTo(index)
        if column.kind == "choice":
            self._offer(index, column, shown)
            return
        editor = self._show_line(index, column, shown)
        if text is not None:
            editor.insert(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return watched is self._table and self._on_key(event)
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            return self._on_tip(event)
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        text, plain = event.text(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Key.Key_Left, Key.Key_Right):
            self.ring.step(1 if event.key() == Key.Key_Right else -1)
            return True
        is_control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if is_control and event.key() in (Key.Key_Return, Key.Key_Enter):
            self.begin()
            return True
        if text and self._many is not None and isValid(self._many) and self._many.isVisible():
            self._many.insert(text)
            return True
        if not text or text not in DIGITS + CHANGES:
            return False
        many = self._editing.begin_many
        if text in CHANGES and many is not None and self._table.place.count() > 1:
            self._many = many(text)
            return True
        _, column = self.ring.cell()
        if self.ring.key and column is not None and column.kind in (*FIGURES, "date"):
            self.begin(text)
            return True
        return False

    def _on_tip(self, event: QHelpEvent) -> bool:
        """Why a cell that may be edited may not be edited now."""
        section = self._table.columnAt(event.pos().x())
        is_editable = section >= 0 and self._table.list.query.columns[section].editable
        if not is_editable or not self._right.reason:
            return False
        QToolTip.showText(event.globalPos(), self._right.reason, self._table)
        return True

    def _show_line(self, index: QModelIndex, column: Column, row: Any) -> CellEditor:
        """From here on rows stand still, until it is closed."""
        self._table.list.hold(True)
        name = tr("{column} of {name}", column=tr(column.title), name=self._editing.name(row))
        value = self._words.value(column, row)
        old = self._words.spelled(column, value, row)
        editor = CellEditor(self._table.viewport(), name, old, column.is_right)
        self._open = _Open(editor, index, column, row, value)
        editor.place(self._table.visualRect(index))
        editor.ended.connect(self._commit)
        editor.cancelled.connect(self._cancel)
        editor.left.connect(self._on_left)
        editor.show()
        editor.setFocus()
        editor.selectAll()
        return editor

    def _offer(self, index: QModelIndex, column: Column, row: Any) -> None:
        """A choice is made in a menu at its cell."""
        menu = QMenu(self._table)
        menu.aboutToHide.connect(menu.deleteLater)
        old = self._words.value(column, row)
        nothing = (Choice(None, "Nothing"),) if column.can_be_empty else ()
        for choice in (*column.choices, *nothing):
            action = menu.addAction(tr(choice.title))
            action.setCheckable(True)
            action.setChecked(choice.value == old)
            action.triggered.connect(
                lambda _on=False, value=choice.value: self._send(
                    Edit(row, column.editable, value, old), index, column
                )
            )
            if choice.value == old:
                menu.setActiveAction(action)
        menu.popup(self._table.viewport().mapToGlobal(self._table.visualRect(index).bottomLeft()))

    def _commit(self, way: str) -> None:
        opened = self._open
        if opened is None:
            return
        opened.way = way
        try:
            value = typed_value(opened.column, opened.row, opened.editor.text(), self._words)
            if value is None and not opened.column.can_be_empty:
                raise UserError(tr("There must be a value here."))
        except UserError as error:
            opened.editor.refuse(str(error))
            return
        is_typed = opened.editor.isModified() or opened.editor.text() != opened.shown
        if not is_typed or value == opened.seen:
            self._close(way)
            return
        opened.editor.refuse("")
        opened.editor.waiting = []
        edit = Edit(opened.row, opened.column.editable, value, opened.seen)
        self._send(edit, opened.index, opened.column)

    def _send(self, edit: Edit, index: QModelIndex, column: Column) -> None:
        function, command = self._editing.build(edit)
        self._context.work.write(
            self,
            function,
            command,
            then=lambda _result: self._on_saved(command.id, edit, index, column),
            failed=self._on_refused,
        )

    def _on_saved(self, batch: UUID, edit: Edit, index: QModelIndex, column: Column) -> None:
        name = self._editing.name(edit.row)
        self._edits.note(batch, tr("{column} of {name}", column=tr(column.title), name=name))
        model = self._table.list
        key = model.key(index.row()) if model.row(index.row()) is edit.row else None
        if self._open is not None:
            self._close(self._open.way)
        if key is not None:  # shown at once, until it is read again
            model.cache.put([(key, self._words.written(column, edit.row, edit.value))])
            self._table.viewport().update()

    def _on_refused(self, error: UserError) -> None:
        opened = self._open
        if opened is None:
            self._context.notify(str(error), "bad")
            return
        opened.editor.waiting = None  # keys meant for the next cell are none for this one
        said = str(error)
        if isinstance(error, ChangedMeanwhile) and error.clashes:
            now, reads = error.clashes[0].now, opened.column.reads
            opened.seen = reads(now) if reads is not None else now
            said = self._clash_words(error, opened)
        opened.editor.refuse(said)
        opened.editor.setFocus()

    def _clash_words(self, error: ChangedMeanwhile, opened: "_Open") -> str:
        theirs = self._words.spelled(opened.column, opened.seen, opened.row)
        zone = self._context.shop.zone
        return tr(
            "{who} set it to {value} at {time}. Enter writes yours, Esc leaves theirs.",
            who=error.who or tr("Someone else"),
            value=theirs or tr("nothing"),
            time=time_of_day(error.at, zone) if error.at else "",
        )

    def _on_left(self) -> None:
        """Another place was clicked: a good value is written, any other one is told and left."""
        opened = self._open
        if opened is None or opened.editor.waiting is not None:
            return
        self._commit("")
        if self._open is opened and opened.editor.waiting is None:
            self._tell_left(opened)
            self._close("")

    def _cancel(self) -> None:
        """What is on its way to the data is not called back."""
        opened = self._open
        if opened is None or opened.editor.waiting is not None:
            return
        if opened.editor.hasFocus():
            self._close("stay")
            return
        self._tell_left(opened)
        self._close("")

    def _tell_left(self, opened: "_Open") -> None:
        """A scan or a key took the person elsewhere: half a number is not written behind them."""
        typed = opened.editor.text().strip()
        if typed != opened.shown:
            name, column = self._editing.name(opened.row), tr(opened.column.title)
            self._context.notify(
                tr("“{typed}” was not saved: {column} of {name}.",
                   typed=typed[:40], column=column, name=name),
                "warn",
            )  # fmt: skip

    def _close(self, way: str) -> None:
        opened, self._open = self._open, None
        if opened is None:
            return
        waiting = opened.editor.waiting or []
        opened.editor.close_for_good()
        self._table.list.hold(False)
        if not way:
            return
        self._table.setFocus()
        row = self._table.currentIndex().row()
        if way == "down" and row + 1 < self._table.list.rowCount():
            self._table.go_to(row + 1)
        elif way in ("next", "back"):
            self.ring.step(1 if way == "next" else -1)
        for event in waiting:
            QCoreApplication.sendEvent(self.editor or self._table, event)

    def _follow(self) -> None:
        if self._open is not None:
            self._open.editor.place(self._table.visualRect(self._open.index))


class _Open:
    """The cell that is being edited."""

    def __init__(
        self, editor: CellEditor, index: QModelIndex, column: Column, row: Any, seen: Any
    ) -> None:
        self.editor, self.index, self.column, self.row, self.seen = editor, index, column, row, seen
        self.shown = editor.text()
        self.way = ""
