"""Typed text: a plain line, one for codes, and the filter line with Escape to clear."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui.theme import current_theme


class LineEdit(QLineEdit):
    """A line of text, with a drawing at its left when ``icon`` is given."""

    def __init__(
        self, text: str = "", placeholder: str = "", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setPlaceholderText(placeholder)
        if placeholder:
            self.setAccessibleName(placeholder)
        if icon:
            drawing = QAction(current_theme().icon(icon, "text.muted"), "", self)
            drawing.setEnabled(True)
            self.addAction(drawing, QLineEdit.ActionPosition.LeadingPosition)


class CodeEdit(LineEdit):
    """A line that a scanned code is meant for: it comes here, in place of what stands there."""

    def wants(self, code: str) -> bool:
        """Whether a scanned code is for this line; else it is booked."""
        return True

    def take_code(self, code: str) -> None:
        """As if it had been typed: it can be undone."""
        self.selectAll()
        self.insert(code)
        self.setFocus()


class FilterEdit(LineEdit):
    """The filter of a list; Escape empties it first, and only then leaves."""

    def __init__(self, placeholder: str) -> None:
        super().__init__("", placeholder, "list-filter")
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(120)

    def event(self, event: QEvent) -> bool:
        """Escape belongs to the line while there is text, whatever shortcut a page has on it."""
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.setAccepted(bool(self.text()))
            return bool(self.text())
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)
