"""One question before something is done: what, what it means, and the button that does it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog


class Confirm(Dialog):
    """Enter does it, Escape leaves everything as it is."""

    def __init__(
        self, parent: QWidget, title: str, sentence: str, verb: str, run: Callable[[], object]
    ) -> None:
        super().__init__(parent, title, sentence, width=460)
        self._run = run
        self.add_cancel()
        button = self.add_button(Button(verb, "primary", on_click=self._on_agreed))
        button.setFocus()

    def _on_agreed(self) -> None:
        self.accept()
        self._run()
