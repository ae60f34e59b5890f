"""The keys that work on the open page, under F1."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.keycap import KeyCap
from desktop.ui.widgets.label import Label

WIDTH = 640
USUAL = 100
Keys = Sequence[tuple[str, str]]


class KeysDialog(Dialog):
    """Groups of (key, what it does), the page's own first."""

    def __init__(self, parent: QWidget, page: str, groups: Sequence[tuple[str, Keys]]) -> None:
        title = tr("Keys on {page}", page=page)
        width = current_theme().px(WIDTH)
        super().__init__(parent, title, tr("All of them work now."), "keyboard", width)
        columns = QHBoxLayout()
        columns.setSpacing(32)
        for name, keys in groups:
            if keys:
                columns.addLayout(_column(name, keys), 1)
        self.body.addLayout(columns)
        self.add_button(Button(tr("Close"), "primary", on_click=self.accept))


def _column(name: str, keys: Keys) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8 if current_theme().scale <= USUAL else 3)  # as tall as the window
    grid.setColumnStretch(1, 1)
    grid.addWidget(Label(name, "badge", "muted"), 0, 0, 1, 2)
    for row, (key, words) in enumerate(keys, start=1):
        grid.addWidget(KeyCap(key), row, 0, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(Label(words, "body", "secondary"), row, 1)
    grid.setRowStretch(len(keys) + 1, 1)
    return grid
