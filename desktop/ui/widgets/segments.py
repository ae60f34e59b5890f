"""A few choices side by side on a strip, of which one is chosen: 7 d, 30 d, 90 d."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QSizePolicy

from desktop.ui.widgets.button import Button


class Segments(QFrame):
    """``chosen`` gives the key when the person picks; each item is (key, words, spoken words)."""

    chosen = Signal(object)

    def __init__(self, items: Sequence[tuple[object, str, str]], current: object) -> None:
        super().__init__()
        self.setProperty("uiKind", "strip")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        for key, words, spoken in items:
            part = Button(words, "part", on_click=partial(self.chosen.emit, key))
            part.setAccessibleName(spoken)
            part.setToolTip(spoken)
            part.setChecked(key == current)
            self._group.addButton(part)
            row.addWidget(part)
