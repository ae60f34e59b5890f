"""A labelled input: label above, hint below, and in its place the error with a shape."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.shape import Shape

ICON = 14


class Field(QWidget):
    """Label, editor and one line that is a hint, or an error in red with a shape."""

    def __init__(self, label: str, editor: QWidget, hint: str = "") -> None:
        super().__init__()
        self.editor = editor
        self._hint = hint
        name = Label(label, "medium")
        name.setBuddy(editor)
        editor.setAccessibleName(label)
        editor.setAccessibleDescription(hint)
        self._shape = Shape("circle-alert", "bad.text", ICON)
        self._note = Label(hint, "small", "muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(name)
        column.addWidget(editor)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._note, 1)
        column.addLayout(row)
        self._way: Button | None = None
        self._column = column
        self.set_error("")

    def offer(self, text: str, label: str, act: Callable[[], object]) -> None:
        """Says something about this input, with a way out as a button below."""
        self.set_error(text)
        self._way = Button(label, "link", on_click=act)
        self._way.setAccessibleDescription(text)
        self._column.addWidget(self._way, 0, Qt.AlignmentFlag.AlignLeft)

    def set_hint(self, text: str) -> None:
        """Another line below the input; an error that is shown goes."""
        self._hint = text
        self.set_error("")

    def set_error(self, text: str) -> None:
        """Shows what is wrong with this input; "" brings the hint back."""
        if self._way is not None:
            self._way.hide()
            self._way.deleteLater()
            self._way = None
        note = text or self._hint
        self._note.setText(note)
        self._note.set_tone("bad" if text else "muted")
        self._note.setVisible(bool(note))
        self._shape.setVisible(bool(text))
        self.editor.setAccessibleDescription(note)
        self.editor.setProperty("uiError", "true" if text else "false")
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)
