"""A password: dots, and an eye that shows it as long as one wants."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit

from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.line_edit import LineEdit

KEY = "Alt+P"


class PasswordEdit(LineEdit):
    """The eye has a key of its own, which works while the line has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = QAction(self)
        self._eye.setCheckable(True)
        self._eye.setShortcut(QKeySequence(KEY))
        self._eye.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._eye.toggled.connect(self._show)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._show(False)

    def _show(self, is_shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        words = tr("Hide the password") if is_shown else tr("Show the password")
        self._eye.setText(words)
        native = self._eye.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self._eye.setToolTip(f"{words} ({native})")
        self._eye.setIcon(current_theme().icon("eye-off" if is_shown else "eye"))
