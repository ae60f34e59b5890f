"""The line above a table: words to look for, chips to filter by, and how many rows match."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from desktop.queries.columns import Choice, Facet, Filter, Request
from desktop.ui.table.facets import (
    MANY,
    Days,
    StayingMenu,
    choice_menu,
    chosen_title,
    date_menu,
    number_menu,
    text_menu,
)
from desktop.ui.text import number, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import FilterEdit
from desktop.ui.work import Work

TYPING_MS = 120
EDIT, LEAST_EDIT = 200, 110
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
        self._row = QHBoxLayout(self)
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
        row = self._row
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.edit)
        for chip in (*self._chips.values(), self._more):
            row.addWidget(chip)
        row.addStretch(1)
        row.addWidget(self._news)
        row.addWidget(self._count)
        self._show_chips()

    def set_facets(self, facets: Sequence[Facet]) -> None:
        """Of a list that has other ones now; filters that are on stay with their owner."""
        new = {facet.key: facet for facet in facets}
        for key in [key for key in self._chips if new.get(key) != self._facets[key]]:
            chip = self._chips.pop(key)
            chip.hide()
            chip.deleteLater()
        self._facets = new
        known, self._chips = self._chips, {}
        for place, (key, facet) in enumerate(new.items(), start=1):
            self._chips[key] = known.get(key) or self._new_chip(facet)
            if key not in known:
                self._row.insertWidget(place, self._chips[key])
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
        chip = Button(tr(facet.title), "chip")
        chip.clicked.connect(lambda _on=False: self._on_chip(facet, chip))
        return chip

    def _filters(self, key: str) -> tuple[Filter, ...]:
        return tuple(chosen for chosen in self.request.filters if chosen.facet == key)

    def _show_chips(self) -> None:
        """Filters that are on, then as many others as there is room for.

        Where the former need more, their words are fewer and the line is shorter; what has no room
        even then is under the last chip, which counts it.
        """
        on = [key for key in self._chips if self._filters(key)]
        off = [key for key in self._chips if key not in on]
        self._more.setText(tr("Add filter"))
        told = [self._more, self._count, *([] if self._news.isHidden() else [self._news])]
        whole = self.width() - sum(each.sizeHint().width() + 2 * GAP for each in told)
        for most in (MANY, 1):
            self._write_chips(most)
            room = whole - sum(_width(self._chips[key]) for key in on)
            if room >= LEAST_EDIT:
                break
        edit = min(EDIT, max(LEAST_EDIT, room))
        self.edit.setFixedWidth(edit)
        room = whole - edit
        shown = set()
        for key in (*on, *off):
            room -= _width(self._chips[key])
            if room < 0:
                break
            shown.add(key)
        for key, chip in self._chips.items():
            chip.setVisible(key in shown)
        hidden = sum(key not in shown for key in on)
        if hidden:
            self._more.setText(tr("{n} more", n=number(hidden)))
        self._more.setVisible(len(shown) < len(self._chips))

    def _write_chips(self, most: int) -> None:
        """What each chip says, of several choices ``most`` by name; the tooltip has them all."""
        for key, chip in self._chips.items():
            facet, filters = self._facets[key], self._filters(key)
            words = f"{chosen_title(facet, filters, most)}  ×" if filters else ""
            chip.setText(words or tr(facet.title))
            chip.setToolTip(chosen_title(facet, filters, len(facet.choices)) if filters else "")
            chip.setChecked(bool(filters))
            chip.updateGeometry()

    def _on_chip(self, facet: Facet, under: QWidget) -> None:
        """A chip that is on is taken off; any other opens."""
        if self._filters(facet.key):
            self._apply(facet, ())
        else:
            self._show_chips()
            self._open(facet, under)

    def _open_more(self) -> None:
        menu = QMenu(self)
        for key, chip in self._chips.items():
            if chip.isHidden():
                facet = self._facets[key]
                action = menu.addAction(chip.text())
                action.triggered.connect(lambda _on=False, f=facet: self._on_chip(f, self._more))
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
            case "date" | "day":
                date_menu(menu, facet, self._days, apply)
            case _:
                text_menu(menu, facet, apply)
        if facet.can_be_empty and facet.kind != "choice":
            nothing = Filter(facet.key, "is", None, tr("Empty"))
            menu.addAction(tr("Empty")).triggered.connect(lambda _on=False: apply((nothing,)))
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


def _width(chip: Button) -> int:
    return chip.sizeHint().width() + GAP
