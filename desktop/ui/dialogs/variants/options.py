"""The options of a family as lines: a name, and its values as "S, M, L"."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.matrix import MOST_OPTIONS, Option, parse_values
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.line_edit import LineEdit

NAME = 150


class _Line(QWidget):
    """One option. Enter among the values goes on to the next value."""

    edited = Signal()
    removed = Signal(object)

    def __init__(self, option: Option) -> None:
        super().__init__()
        self.name = LineEdit(option.name, tr("Option, as Size"))
        self.name.setFixedWidth(NAME)
        self.values = LineEdit(", ".join(option.values), tr("Its values: S, M, L"))
        self.values.installEventFilter(self)
        gone = IconButton("x", tr("Remove this option"), lambda: self.removed.emit(self))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.name)
        row.addWidget(self.values, 1)
        row.addWidget(gone)
        self.name.textEdited.connect(self.edited)
        self.values.textEdited.connect(self.edited)

    @property
    def option(self) -> Option:
        """As it is typed."""
        return Option(" ".join(self.name.text().split()), parse_values(self.values.text()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if not is_key or not isinstance(event, QKeyEvent):
            return False
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not is_plain:
            return False
        if self.values.text().strip() and not self.values.text().rstrip().endswith(","):
            self.values.setText(self.values.text().rstrip() + ", ")
            self.edited.emit()
        return True


class OptionsEdit(QWidget):
    """``edited`` comes with each letter; an option without name and values counts as none."""

    edited = Signal()

    def __init__(self, options: Sequence[Option]) -> None:
        super().__init__()
        self._lines: list[_Line] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        self.more = Button(tr("Add option"), "link", "plus", self._on_more)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addLayout(self._column)
        whole.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        for option in options or (Option("", ()),):
            self._add(option)

    @property
    def options(self) -> tuple[Option, ...]:
        """Those that are typed, from top to bottom."""
        typed = (line.option for line in self._lines)
        return tuple(option for option in typed if option.name or option.values)

    @property
    def lines(self) -> Sequence[_Line]:
        """One for each option."""
        return self._lines

    def _add(self, option: Option) -> _Line:
        line = _Line(option)
        line.edited.connect(self.edited)
        line.removed.connect(self._on_removed)
        self._lines.append(line)
        self._column.addWidget(line)
        self.more.setVisible(len(self._lines) < MOST_OPTIONS)
        return line

    def _on_more(self) -> None:
        self._add(Option("", ())).name.setFocus()

    def _on_removed(self, line: _Line) -> None:
        self._lines.remove(line)
        line.hide()
        line.deleteLater()
        self.more.show()
        if not self._lines:
            self._add(Option("", ()))
        self.edited.emit()
