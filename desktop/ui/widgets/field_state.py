"""What a text field held before a scanner typed into it, and the way back, undo history and all."""

from itertools import takewhile
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

Editor = QLineEdit | QPlainTextEdit | QTextEdit


class FieldState(Protocol):
    """A field's content, cursor and selection at one moment."""

    def restore(self) -> None:
        """Takes back what was typed since, as if it had never been; a deleted field is let be."""


def editor_of(widget: QWidget) -> Editor | None:
    """The field that a key pressed on this widget writes into, if it writes at all."""
    field: QObject | None = widget
    if isinstance(widget, QAbstractSpinBox | QComboBox):
        field = widget.findChild(QLineEdit)
    if not isinstance(field, QLineEdit | QPlainTextEdit | QTextEdit) or field.isReadOnly():
        return None
    return field


def state_of(editor: Editor) -> FieldState:
    """Remembers a field as it is now."""
    return _Line(editor) if isinstance(editor, QLineEdit) else _Page(editor)


class _Line:
    """A QLineEdit. Positions are Qt's, which count UTF-16 units."""

    def __init__(self, line: QLineEdit) -> None:
        self._line = line
        self._text = line.text()
        self._cursor = line.cursorPosition()
        self._start = line.selectionStart()
        self._length = line.selectionLength()
        self._modified = line.isModified()

    def restore(self) -> None:
        line = self._line
        if not isValid(line):
            return
        if line.text() != self._text:
            self._take_back()
        if self._start < 0:
            line.setCursorPosition(self._cursor)
        elif self._cursor == self._start:
            line.setSelection(self._start + self._length, -self._length)
        else:
            line.setSelection(self._start, self._length)
        line.setModified(self._modified)

    def _take_back(self) -> None:
        """One undo takes the burst, and with it what a person typed right before: that is put back.

        So the history is as it was. A field that knows no undo (password, own rewriting of what is
        typed) gets its text set.
        """
        line = self._line
        if line.echoMode() == QLineEdit.EchoMode.Normal:
            line.undo()
            if line.text() != self._text:
                start, length, missing = _difference(line.text(), self._text)
                line.setSelection(start, length)
                line.insert(missing)
        if line.text() != self._text:
            line.setText(self._text)


class _Page:
    """A text of several lines."""

    def __init__(self, page: QPlainTextEdit | QTextEdit) -> None:
        self._page = page
        self._text = page.toPlainText()
        self._anchor = page.textCursor().anchor()
        self._cursor = page.textCursor().position()
        self._modified = page.document().isModified()

    def restore(self) -> None:
        page = self._page
        if not isValid(page):
            return
        if page.toPlainText() != self._text:
            page.undo()
        if page.toPlainText() != self._text:
            start, length, missing = _difference(page.toPlainText(), self._text)
            cursor = page.textCursor()
            _select(cursor, start, start + length)
            cursor.insertText(missing)
        cursor = page.textCursor()
        _select(cursor, self._anchor, self._cursor)
        page.setTextCursor(cursor)
        page.document().setModified(self._modified)


def _select(cursor: QTextCursor, anchor: int, position: int) -> None:
    cursor.setPosition(anchor)
    cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)


def _difference(now: str, wanted: str) -> tuple[int, int, str]:
    """Start and length (in UTF-16 units) of what is to be replaced in ``now``, and by what."""
    start = _alike(now, wanted)
    end = _alike(now[start:][::-1], wanted[start:][::-1])
    return (
        _units(now[:start]),
        _units(now[start : len(now) - end]),
        wanted[start : len(wanted) - end],
    )


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
