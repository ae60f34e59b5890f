"""The line under a table: what is chosen, a sum, and the keys that work here."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.text import number, tr
from desktop.ui.widgets.keycap import key_hints
from desktop.ui.widgets.label import ElideLabel, Label

NARROW = 560
WIDE = 860


class Foot(QWidget):
    """``set_summary`` is for the page: a sum over what the list shows, in words.

    ``set_sums`` stands in its place while several rows are chosen.
    """

    def __init__(self) -> None:
        super().__init__()
        self._words = self._sums = ""
        self._chosen = Label("", "chip")
        self._summary = ElideLabel("", "small", "secondary")
        self._few = key_hints([("↑ ↓", tr("move")), ("Enter", tr("open"))])
        self._more = key_hints([("Space", tr("select")), ("/", tr("filter"))])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._chosen)
        row.addWidget(self._summary, 1)
        row.addWidget(self._few)
        row.addWidget(self._more)
        self.set_chosen(0)
        self._few.hide()
        self._more.hide()

    def set_chosen(self, rows: int) -> None:
        self._chosen.setText(tr("{n} selected", n=number(rows)) if rows else "")
        self._chosen.setVisible(bool(rows))

    def set_summary(self, words: str) -> None:
        self._words = words
        self._show_words()

    def set_sums(self, words: str) -> None:
        """What the chosen rows come to; "" for nothing to tell."""
        self._sums = words
        self._show_words()

    def _show_words(self) -> None:
        self._summary.setText(self._sums or self._words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._few.setVisible(self.width() >= NARROW)
        self._more.setVisible(self.width() >= WIDE)
