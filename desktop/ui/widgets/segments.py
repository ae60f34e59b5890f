"""A few choices side by side on a strip, of which one is chosen: 7 d, 30 d, 90 d."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from desktop.ui.widgets.button import Button


class Segments(QFrame):
    """``chosen`` gives the key when the person picks; each item is (key, words, spoken words).

    Every part is reached by Tab: a QButtonGroup would leave only the chosen one to it.
    """

    chosen = Signal(object)

    def __init__(self, items: Sequence[tuple[object, str, str]], current: object) -> None:
        super().__init__()
        self.setProperty("uiKind", "strip")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        self._parts: dict[object, Button] = {}
        for key, words, spoken in items:
            part = Button(words, "part", on_click=partial(self._on_clicked, key))
            part.setAccessibleName(spoken)
            part.setToolTip(spoken)
            row.addWidget(part)
            self._parts[key] = part
        self.set_current(current)

    @property
    def current(self) -> object:
        """The key that is chosen."""
        return next((key for key, part in self._parts.items() if part.isChecked()), None)

    def set_current(self, key: object) -> None:
        """Marks a choice without telling."""
        for each, part in self._parts.items():
            part.setChecked(each == key)

    def _on_clicked(self, key: object) -> None:
        self.set_current(key)
        self.chosen.emit(key)
