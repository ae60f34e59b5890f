"""Undo and redo of the designer's steps by keys, also while one of its fields has them."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QWidget

from desktop.ui.dialogs.label_designer.draft import Draft
from desktop.ui.dialogs.label_designer.mm import Length


class Steps(QObject):
    """Watches the fields of ``owner``; of a length that is half typed, that is taken back."""

    def __init__(self, owner: QWidget, draft: Callable[[], Draft]) -> None:
        super().__init__(owner)
        self._draft = draft
        for edit in (*owner.findChildren(QLineEdit), *owner.findChildren(QAbstractSpinBox)):
            edit.installEventFilter(self)

    def undo(self) -> None:
        """One step back."""
        self._draft().undo()

    def redo(self) -> None:
        """And again."""
        self._draft().redo()

    def take(self, event: QKeyEvent) -> bool:
        """Whether these keys meant a step."""
        for key, step in (
            (QKeySequence.StandardKey.Undo, self.undo), (QKeySequence.StandardKey.Redo, self.redo)
        ):  # fmt: skip
            if event.matches(key):
                step()
                return True
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        is_undo = event.matches(QKeySequence.StandardKey.Undo)
        if is_undo and isinstance(watched, Length) and watched.is_half_typed:
            watched.show_value(watched.value())
            return True
        return self.take(event)
