"""The colours that the shop chose for its categories: their products are drawn in them."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from desktop.queries.categories import chosen_tints
from desktop.ui.table.feed import ANY
from desktop.ui.table.lane import Lane
from desktop.ui.theme import current_theme
from desktop.ui.work import Work


class Tints(QObject):
    """Tells the theme, now and after each change of a category; what is shown is painted anew."""

    def __init__(self, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self._lane = Lane(work, self)
        work.changed.connect(self._on_changed)
        self._read()

    def _on_changed(self, tables: frozenset[str]) -> None:
        if tables & {"category", ANY}:
            self._read()

    def _read(self) -> None:
        self._lane.drop()
        self._lane.read(chosen_tints, then=_show)


def _show(tints: dict[str, str]) -> None:
    theme = current_theme()
    if tints != theme.tints:
        theme.tints = tints
        for widget in QApplication.allWidgets():
            widget.update()
