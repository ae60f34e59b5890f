"""A hand at the palette: opens it with Ctrl+K, types, presses, and reads what it shows."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.ui.dialogs.palette.dialog import PaletteDialog
from desktop.ui.dialogs.palette.entries import Entry
from desktop.ui.dialogs.palette.view import FoundView
from tests.stage import Stage

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


class Hand:
    """Types into the palette and reads what it shows."""

    def __init__(self, on: Stage) -> None:
        self.on = on
        on.until(lambda: QApplication.focusWidget() is not None)
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Key.Key_K, CTRL)
        on.context.scanner.settle()
        on.until(lambda: isinstance(QApplication.focusWidget(), QLineEdit) and self.is_open)

    @property
    def is_open(self) -> bool:
        return any(d.isVisible() for d in self.on.window.findChildren(PaletteDialog))

    @property
    def dialog(self) -> PaletteDialog:
        return next(d for d in self.on.window.findChildren(PaletteDialog) if d.isVisible())

    @property
    def line(self) -> QLineEdit:
        line = self.dialog.findChild(QLineEdit)
        assert line is not None
        return line

    @property
    def view(self) -> FoundView:
        view = self.dialog.findChild(FoundView)
        assert view is not None
        return view

    def type(self, text: str) -> None:
        for character in text:
            self.on.key_ms += 1000
            QTest.keyClicks(self.line, character)
        self.on.context.scanner.settle()

    def press(self, key: Qt.Key) -> None:
        self.on.key_ms += 1000
        QTest.keyClick(self.line, key)
        self.on.context.scanner.settle()

    def entries(self) -> list[Entry]:
        return [row for row in self.view.rows.rows if isinstance(row, Entry)]

    def titles(self) -> list[str]:
        return [entry.title for entry in self.entries()]

    def groups(self) -> list[str]:
        return [row for row in self.view.rows.rows if isinstance(row, str)]

    def chosen(self) -> str:
        entry = self.view.chosen()
        return entry.title if entry is not None else ""

    def until(self, *titles: str) -> None:
        """Waits until these are the first titles."""
        self.on.until(lambda: self.titles()[: len(titles)] == list(titles))
