"""The list beside the card: lines of the open document, its sums, and the button for F12."""

from uuid import UUID

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.context import Context
from desktop.ui.pages.scan.basket import Basket, Line
from desktop.ui.pages.scan.modes import MODES
from desktop.ui.pages.scan.ordered import Ordered
from desktop.ui.pages.scan.sums import Sums, sums_of
from desktop.ui.text import TIMES, money, quantity, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card, line
from desktop.ui.widgets.label import ElideLabel
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.scan_list import ScanList, ScanRow, Strip
from desktop.ui.widgets.status_page import State, StatusPage
from desktop.ui.widgets.thumb import thumb_of

HEAD = 56
ROW = 22


class TicketList(Card):
    """``undo_asked``: a click on the strip under the newest line; ``complete_asked``: F12."""

    undo_asked = Signal()
    complete_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(padding=0, spacing=0)
        self._context = context
        self._mode = "sell"
        self.order: Ordered | None = None  # what a delivery is received against
        self._title = ElideLabel("", "subtitle")
        self._count = Pill(small=True)
        self._list = ScanList("")
        self._list.show_pictures(context.pictures)
        self._list.strip_clicked.connect(self.undo_asked)
        self._empty = StatusPage()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._list)
        self._sums = _SumRows()
        self._complete = Button("", "primary", "check", self.complete_asked.emit, "F12", large=True)
        self._complete.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._build()

    def show_basket(self, mode: str, basket: Basket) -> None:
        """All lines anew: after a change of mode, an undo, or a completion."""
        words = MODES[mode]
        self._mode = mode
        self._title.setText(tr(words.list_title))
        self._list.setAccessibleName(tr(words.list_title))
        self._complete.setText(self._word_of(basket))
        sentence = tr("What you scan stands here, the newest on top.")
        self._empty.show_state(State(words.icon, tr("Nothing yet"), sentence))
        rows = [self._row(each, basket) for each in basket.lines]
        self._list.set_rows([*rows, *self._waiting(basket)])
        self._show_sums(basket)

    @property
    def _ordered(self) -> Ordered | None:
        return self.order if self._mode == "receive" else None

    def _word_of(self, basket: Basket) -> str:
        if self._ordered is not None and not len(basket):
            return tr("Book all as ordered")
        return tr(MODES[self._mode].complete)

    def _waiting(self, basket: Basket) -> list[ScanRow]:
        """The lines of the order that were not touched yet, below those that were."""
        order = self._ordered
        if order is None:
            return []
        touched = {each.product for each in basket.lines}
        return [
            ScanRow(
                ("ordered", line.product),
                line.name,
                order.note(line.product),
                thumb_of(line.name, ""),
                "",
                order.progress(line.product),
                line.product,
            )
            for line in order.card.lines
            if line.product not in touched
        ]

    def put_first(self, new: Line, basket: Basket) -> None:
        """One line is new or changed; the one above it until now loses its "just now"."""
        top = self._top()
        before = basket.line(top) if top is not None and top != new.id else None
        if before is not None:
            self._list.put_first(self._row(before, basket))
        self._list.put_first(self._row(new, basket, tr("just now")))
        self.choose_none()
        self._show_sums(basket)

    def chosen(self) -> UUID | None:
        """The id of the chosen line, else of the newest."""
        key = self._list.chosen_key()
        return key if isinstance(key, UUID) else None

    def choose_none(self) -> None:
        """The newest line is the one meant again."""
        self._list.selectionModel().setCurrentIndex(
            QModelIndex(), QItemSelectionModel.SelectionFlag.Clear
        )

    def move_choice(self, by: int) -> None:
        """Down or up the lines."""
        index, rows = self._list.currentIndex(), len(self._list.rows.rows)
        row = index.row() + by if index.isValid() else 0
        if 0 <= row < rows:
            self._list.setCurrentIndex(self._list.rows.index(row))

    def _top(self) -> UUID | None:
        rows = self._list.rows.rows
        return rows[0].key if rows and isinstance(rows[0].key, UUID) else None

    def _row(self, each: Line, basket: Basket, note: str = "") -> ScanRow:
        amount, count = quantity(each.quantity, each.decimals), ""
        if self._ordered is not None:
            amount = self._ordered.progress(each.product)
            note = self._ordered.note(each.product)
        if self._mode == "sell":
            count, amount = (
                f"{amount} {TIMES}",
                money(basket.amount(each), self._context.shop.decimals),
            )
        look = thumb_of(each.name, each.category)
        return ScanRow(each.id, each.name, note or each.sku, look, count, amount, each.product)

    def _show_sums(self, basket: Basket) -> None:
        has_lines = len(basket) > 0
        order = self._ordered
        sums = order.sums() if order else sums_of(self._mode, basket, self._context.shop)
        is_filled = has_lines or order is not None
        self._stack.setCurrentWidget(self._list if is_filled else self._empty)
        self._list.set_strip(Strip("Ctrl Z", tr("Undo this scan")) if has_lines else None)
        self._count.set(sums.count if is_filled else "")
        self._sums.show_sums(sums)
        self._complete.setEnabled(is_filled)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.setSpacing(10)
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        top = QWidget()
        top.setLayout(head)
        top.setFixedHeight(current_theme().px(HEAD))
        self.add(top)
        self.add(line())
        self.add(self._stack, 1)
        self.add(line())
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 10, 16, 16)
        foot.setSpacing(10)
        foot.addWidget(self._sums)
        foot.addWidget(self._complete)
        self.add(foot)


class _SumRows(QWidget):
    """Rows of (what, figure), the last one large; labels are kept and only written anew."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._small: list[tuple[ElideLabel, ElideLabel]] = []
        self._label = ElideLabel("", "title")
        self._value = ElideLabel("", "display")
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(self._label, 100, 0)
        self._grid.addWidget(self._value, 100, 1)

    def show_sums(self, sums: Sums) -> None:
        """Other figures, in rows that are there already where they suffice."""
        while len(self._small) < len(sums.rows):
            self._add_row()
        for place, (what, figure) in enumerate(self._small):
            is_used = place < len(sums.rows)
            what.setVisible(is_used)
            figure.setVisible(is_used)
            self._grid.setRowMinimumHeight(place, current_theme().px(ROW) if is_used else 0)
            if is_used:
                what.setText(sums.rows[place][0])
                figure.setText(sums.rows[place][1])
        self._label.setText(sums.label)
        self._value.setText(sums.value)

    def _add_row(self) -> None:
        what = ElideLabel("", "body", "secondary")
        figure = ElideLabel("", "body")
        figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(what, len(self._small), 0)
        self._grid.addWidget(figure, len(self._small), 1)
        self._small.append((what, figure))
