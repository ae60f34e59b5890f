"""The line above a table: words to look for, chips to filter by, and how many rows match."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from desktop.queries.columns import Choice, Facet, Filter, Request
from desktop.ui.table.facets import (
    Days,
    StayingMenu,
    choice_menu,
    chosen_title,
    date_menu,
    number_menu,
    text_menu,
)
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import FilterEdit
from desktop.ui.work import Work

TYPING_MS = 120
EDIT = 200
ROOM = 120
GAP = 8


class FilterBar(QWidget):
    """Holds the request that the person is putting together; ``asked`` after each change."""

    asked = Signal(object)  # Request

    def __init__(self, facets: Sequence[Facet], work: Work, days: Days, placeholder: str) -> None:
        super().__init__()
        self.request = Request()
        self._work = work
        self._days = days
        self._facets = {facet.key: facet for facet in facets}
        self.edit = FilterEdit(placeholder)
        self.edit.setFixedWidth(EDIT)
        self._chips = {key: self._new_chip(facet) for key, facet in self._facets.items()}
        self._more = Button(tr("Add filter"), "chip", "plus", self._open_more)
        self._more.setCheckable(False)
        self._count = Label("", "small", "secondary")
        self._news = Button("", "link")
        self._news.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self._on_typed)
        self.edit.textChanged.connect(lambda _text: self._timer.start())
        self.edit.returnPressed.connect(self._on_typed)
        self._put_together()

    def _put_together(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.edit)
        for chip in (*self._chips.values(), self._more):
            row.addWidget(chip)
        row.addStretch(1)
        row.addWidget(self._news)
        row.addWidget(self._count)
        self._show_chips()

    @property
    def news(self) -> Button:
        """Says how many rows are new; a click takes them in."""
        return self._news

    def set_request(self, request: Request) -> None:
        """Shows another request, without asking for it."""
        self.request = request
        if request.search != self.edit.text().strip():
            self.edit.blockSignals(True)
            self.edit.setText(request.search)
            self.edit.blockSignals(False)
        self._show_chips()

    def set_count(self, words: str) -> None:
        """How many rows match, at the right."""
        self._count.setText(words)
        self._show_chips()

    def minimumSizeHint(self) -> QSize:
        """Chips give way; the line and the count stay."""
        return QSize(EDIT + 2 * ROOM, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_chips()

    def _new_chip(self, facet: Facet) -> Button:
        return Button(tr(facet.title), "chip", on_click=lambda: self._on_chip(facet))

    def _filters(self, key: str) -> tuple[Filter, ...]:
        return tuple(chosen for chosen in self.request.filters if chosen.facet == key)

    def _show_chips(self) -> None:
        """Filters that are on, then as many others as there is room for."""
        told = [self._more, self._count, *([] if self._news.isHidden() else [self._news])]
        room = self.width() - EDIT - sum(each.sizeHint().width() + 2 * GAP for each in told)
        left_out = False
        for key, chip in self._chips.items():
            filters = self._filters(key)
            words = f"{chosen_title(self._facets[key], filters)}  ×" if filters else ""
            chip.setText(words or tr(self._facets[key].title))
            chip.setChecked(bool(filters))
            chip.updateGeometry()
            room -= chip.sizeHint().width() + GAP
            chip.setVisible(bool(filters) or room > 0)
            left_out = left_out or chip.isHidden()
        self._more.setVisible(left_out)

    def _on_chip(self, facet: Facet) -> None:
        """A chip that is on is taken off; any other opens."""
        if self._filters(facet.key):
            self._apply(facet, ())
        else:
            self._show_chips()
            self._open(facet, self._chips[facet.key])

    def _open_more(self) -> None:
        menu = QMenu(self)
        for key, chip in self._chips.items():
            if chip.isHidden():
                facet = self._facets[key]
                action = menu.addAction(tr(facet.title))
                action.triggered.connect(lambda _on=False, f=facet: self._open(f, self._more))
        self._pop_up(menu, self._more)

    def _open(self, facet: Facet, under: QWidget) -> None:
        if facet.kind == "flag":
            self._apply(facet, (Filter(facet.key, "is", True, tr(facet.title)),))
        elif facet.choices_of is not None:
            self._work.read(
                self, facet.choices_of, then=lambda found: self._open_menu(facet, under, found)
            )
        else:
            self._open_menu(facet, under, list(facet.choices))

    def _open_menu(self, facet: Facet, under: QWidget, choices: list[Choice]) -> None:
        menu = StayingMenu(self)

        def apply(filters: tuple[Filter, ...]) -> None:
            self._apply(facet, filters)

        match facet.kind:
            case "choice":
                choice_menu(menu, facet, choices, self._filters(facet.key), apply)
            case "number":
                number_menu(menu, facet, apply)
            case "date":
                date_menu(menu, facet, self._days, apply)
            case _:
                text_menu(menu, facet, apply)
        self._pop_up(menu, under)

    def _pop_up(self, menu: QMenu, under: QWidget) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(under.mapToGlobal(QPoint(0, under.height() + 4)))

    def _apply(self, facet: Facet, filters: tuple[Filter, ...]) -> None:
        self._ask(self.request.with_filter(facet.key, *filters))

    def _on_typed(self) -> None:
        self._timer.stop()
        if self.edit.text().strip() != self.request.search:
            self._ask(self.request.searching(self.edit.text().strip()))

    def _ask(self, request: Request) -> None:
        self.request = request
        self._show_chips()
        self.asked.emit(request)
