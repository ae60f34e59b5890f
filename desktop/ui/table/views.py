"""Views of a list as tabs with counts; those that do not fit stand in a menu, never the shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from desktop.queries.columns import Filter, Request
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button, IconButton

GAP = 18
LEAST = 200


@dataclass(frozen=True)
class View:
    """Filters under a name, as a tab with a count. The first one is shown at the start.

    One that a person saved themselves also has a search and an order.
    """

    key: str
    title: str
    filters: tuple[Filter, ...] = ()
    search: str = ""
    sort: str = ""
    descending: bool = False
    is_own: bool = False

    def asked(self, now: Request) -> Request:
        """What is asked for when it is chosen; the program's views leave the order as it is."""
        chosen = replace(now, filters=self.filters, search=self.search)
        return chosen.sorted_by(self.sort, self.descending) if self.is_own else chosen


class ViewTabs(QWidget):
    """Behind the tabs, the menu of an own view and the plus that saves what is shown."""

    chosen = Signal(str)  # the key of a view
    menu_wanted = Signal(str, QPoint)  # of an own view, where on the screen
    save_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._views: dict[str, View] = {}
        self._tabs: dict[str, Button] = {}
        self._counts: dict[str, str] = {}
        self._more = IconButton("ellipsis", tr("More views"), self._open_more)
        self._menu = IconButton("ellipsis-vertical", tr("This view"), self.open_menu)
        self.plus = IconButton("plus", tr("Save this view"), self.save_wanted.emit)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._strip = QHBoxLayout()
        self._strip.setSpacing(GAP)
        self._row.addLayout(self._strip)
        for button in (self._more, self._menu, self.plus):
            self._row.addWidget(button)
        self._row.addStretch(1)

    def set_views(self, views: Sequence[View]) -> None:
        """Other tabs; those that stay keep count, mark and focus."""
        self._views = {view.key: view for view in views}
        for key in [key for key in self._tabs if key not in self._views]:
            tab = self._tabs.pop(key)
            tab.hide()
            tab.deleteLater()
        for number, (key, view) in enumerate(self._views.items()):
            tab = self._tabs.get(key) or self._new_tab(key)
            tab.setText(self._words(key))
            tab.setAccessibleDescription(tr("A view of your own") if view.is_own else "")
            self._strip.removeWidget(tab)
            self._strip.insertWidget(number, tab)
        if not self.current():
            self.set_current(next(iter(self._tabs)))
        self._order_focus()
        self._fit()

    def _new_tab(self, key: str) -> Button:
        tab = Button("", "tab", on_click=lambda: self._on_clicked(key))
        tab.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tab.customContextMenuRequested.connect(lambda at: self._want_menu(key, tab.mapToGlobal(at)))
        self._tabs[key] = tab
        return tab

    def set_current(self, key: str) -> None:
        """Marks a tab without telling. No button group: it would take the others' Tab stops."""
        for each, tab in self._tabs.items():
            tab.setChecked(each == key)
        self._menu.setVisible(self._views[key].is_own)
        self._fit()

    def _on_clicked(self, key: str) -> None:
        self.set_current(key)
        self.chosen.emit(key)

    def current(self) -> str:
        """The key of the marked tab."""
        return next((key for key, tab in self._tabs.items() if tab.isChecked()), "")

    def set_count(self, key: str, count: str) -> None:
        """Writes a count behind the words of a tab."""
        self._counts[key] = count
        if key in self._tabs:
            self._tabs[key].setText(self._words(key))
            self._fit()

    def open_menu(self) -> None:
        """The menu of the marked tab, when it is the person's own."""
        tab = self._tabs[self.current()]
        self._want_menu(self.current(), tab.mapToGlobal(QPoint(0, tab.height())))

    def _want_menu(self, key: str, at: QPoint) -> None:
        if self._views[key].is_own:
            self.menu_wanted.emit(key, at)

    def minimumSizeHint(self) -> QSize:
        """Tabs give way; as high as one of them."""
        tab = next(iter(self._tabs.values()), self.plus)
        return QSize(LEAST, tab.sizeHint().height())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def showEvent(self, event: QShowEvent) -> None:
        """In a window of their own before, the parts have no place in this one's order yet."""
        super().showEvent(event)
        self._order_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _words(self, key: str) -> str:
        title, count = self._views[key].title, self._counts.get(key, "")
        return f"{title}  {count}" if count else title

    def _fit(self) -> None:
        """From the left, as many as there is room for; the marked one always."""
        ends = (self.plus, *([] if self._menu.isHidden() else [self._menu]))
        room = self.width() - sum(button.sizeHint().width() + GAP for button in ends)
        widths = {key: tab.sizeHint().width() + GAP for key, tab in self._tabs.items()}
        current = self.current()
        if sum(widths.values()) > room:
            room -= self._more.sizeHint().width()
        room -= widths.get(current, 0)
        shown = {current}
        for key, width in widths.items():
            if key != current:
                room -= width
                if room < 0:
                    break
                shown.add(key)
        for key, tab in self._tabs.items():
            tab.setVisible(key in shown)
        self._more.setVisible(len(shown) < len(self._tabs))

    def _open_more(self) -> None:
        menu = QMenu(self)
        for key, tab in self._tabs.items():
            if tab.isHidden():
                menu.addAction(self._words(key)).triggered.connect(
                    lambda _on=False, key=key: self.chosen.emit(key)
                )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _order_focus(self) -> None:
        order = [*self._tabs.values(), self._more, self._menu, self.plus]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
