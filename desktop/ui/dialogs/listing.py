"""A text to read and copy as it is: a statement with its plan, lines for a server's settings."""

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog

HEIGHT = 320


class ListingDialog(Dialog):
    """``say`` puts another text in place, when it comes later."""

    def __init__(self, parent: QWidget, title: str, subtitle: str, text: str) -> None:
        super().__init__(parent, title, subtitle, width=760)
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(title)
        self.text.setFixedHeight(current_theme().px(HEIGHT))
        self.body.addWidget(self.text)
        self.add_button(Button(tr("Copy"), icon="copy", on_click=self._on_copy), left=True)
        self.add_button(Button(tr("Close"), "primary", on_click=self.accept)).setFocus()

    def say(self, text: str) -> None:
        """The text that was waited for."""
        self.text.setPlainText(text)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
