"""The button of the known places: go back to one, or take it from the list."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from desktop.ui.places import Known, words_of
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button


class PlacesButton(Button):
    """``chosen`` gives the Choice of a place, ``forgotten`` the KnownPlace to be forgotten."""

    chosen = Signal(object)
    forgotten = Signal(object)

    def __init__(self, places: Sequence[Known]) -> None:
        super().__init__(tr("Known places"), icon="history", on_click=self._open)
        self._places = list(places)
        self.setVisible(bool(places))

    def _open(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for known in self._places:
            self._put(menu, known).triggered.connect(
                lambda _checked=False, known=known: self.chosen.emit(known[1])
            )
        menu.addSeparator()
        removing = menu.addMenu(current_theme().icon("trash-2"), tr("Take from this list"))
        for known in self._places:
            self._put(removing, known).triggered.connect(
                lambda _checked=False, known=known: self._forget(known)
            )
        menu.popup(self.mapToGlobal(self.rect().topLeft()))

    def _put(self, menu: QMenu, known: Known) -> QAction:
        icon = "server" if known[0].database.startswith("postgresql") else "hard-drive"
        return menu.addAction(current_theme().icon(icon), words_of(known).replace("&", "&&"))

    def _forget(self, known: Known) -> None:
        self._places.remove(known)
        self.setVisible(bool(self._places))
        self.forgotten.emit(known[0])
