"""The short lists: what needs attention, top sellers, value by category, latest movements."""

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.shop import currency_decimals
from desktop.queries.alerts import TYPES
from desktop.queries.dashboard import Branch, Concern, LatestMove
from desktop.queries.sales import Seller
from desktop.ui.alerts.words import TITLES, Deed, order_deed
from desktop.ui.text import TIMES, money, number, percent, quantity, signed, time_of_day, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.bar_row import Bar
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import line
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.thumb import thumb_of

CONCERN_TALL = 48
ONE = Decimal(1)
VERBS = {
    "sale": "Sold {n}",
    "return": "Returned {n}",
    "receive": "Received {n}",
    "adjust": "Corrected {n}",
    "count": "Counted {n}",
    "uncount": "Count undone: {n}",
    "waste": "Wrote off {n}",
    "opening": "Began with {n}",
    "transfer": "Moved {n}",
    "consume": "Used {n}",
    "produce": "Made {n}",
}
INKS = {"sale": "info", "receive": "ok", "return": "ok", "count": "warn", "waste": "bad"}


class Rows(QWidget):
    """A column of rows that are made once and filled anew; those that do not fit are hidden.

    ``make`` is given what a row does when it is opened, ``show`` a row and what it shows.
    """

    opened = Signal(object)

    def __init__(
        self,
        make: Callable[[Callable[[], object]], Any],
        show: Callable[[Any, Any], object],
        spacing: int = 1,
        is_spread: bool = True,
        inset: int = 0,
    ) -> None:
        super().__init__()
        self._make, self._show = make, show
        self._items: Sequence[Any] = ()
        self._rows: list[QWidget] = []
        self._is_spread = is_spread
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(inset, 0, inset, 0)
        self._column.setSpacing(spacing)
        if not is_spread:
            self._column.addStretch(1)

    def show_items(self, items: Sequence[Any], shown: Sequence[Any] | None = None) -> None:
        """What is opened by each row, and what it shows where that is something else."""
        self._items = items
        while len(self._rows) < len(items):
            row = self._make(partial(self._on_opened, len(self._rows)))
            self._column.insertWidget(len(self._rows), row, 1 if self._is_spread else 0)
            self._rows.append(row)
        for row, item in zip(self._rows, shown or items, strict=False):
            self._show(row, item)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        least = max((row.minimumSizeHint().height() for row in self._rows[:5]), default=20)
        rows = min(5, len(self._items) or 1) if self._is_spread else 3
        return QSize(120, rows * least)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _on_opened(self, place: int) -> None:
        self.opened.emit(self._items[place])

    def _fit(self) -> None:
        room = self.height() + self._column.spacing()
        for place, row in enumerate(self._rows):
            room -= row.sizeHint().height() + self._column.spacing()
            row.setVisible(room >= 0 and place < len(self._items))


class Shape(QWidget):
    """The shape of an alert in its colour."""

    def __init__(self) -> None:
        super().__init__()
        self._icon, self._tone = "triangle-alert", "warn.text"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = current_theme().px(20)
        return QSize(side, side)

    def show_shape(self, icon: str, tone: str) -> None:
        """Another one."""
        self._icon, self._tone = icon, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        side = current_theme().px(18)
        box = QRect(0, (self.height() - side) // 2, side, side)
        current_theme().icons.paint(QPainter(self), box, self._icon, self._tone)


class ConcernRow(QWidget):
    """An alert in two lines, and the link that leads to what it is about."""

    def __init__(self, on_open: Callable[[], object]) -> None:
        super().__init__()
        self._shape = Shape()
        self._title = ElideLabel("", "medium")
        self._detail = ElideLabel("", "small", "muted")
        self._link = Button(tr("Open"), "link", on_click=on_open)
        row = QHBoxLayout()
        row.setSpacing(9)
        row.addWidget(self._shape)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        row.addLayout(words, 1)
        row.addWidget(self._link)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(line())

    def show_concern(self, concern: Concern) -> None:
        """Another alert."""
        kind = next((choice for choice in TYPES if choice.value == concern.type), None)
        icon, tone = (kind.icon, kind.tone) if kind else ("triangle-alert", "warn")
        vendor = concern.rise.vendor_name if concern.rise is not None else ""
        words = TITLES.get(concern.type, ("{name}",))[0]  # of the shop's own it names no goods
        title = tr(words, name=concern.name, vendor=vendor) or concern.type
        self._shape.show_shape(icon, f"{tone}.text")
        self._title.setText(title)
        self._detail.setText(detail_of(concern))
        cure = cure_of(concern)
        self._link.setText(cure.text if cure is not None else tr("Open"))
        name = f"{cure.text}: {title}" if cure is not None else tr("Open {what}", what=title)
        self._link.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(200, current_theme().px(CONCERN_TALL))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def cure_of(concern: Concern) -> Deed | None:
    """The order that cures it, of goods that run out."""
    is_cured = concern.type == "depletion"
    return order_deed(concern.params, concern.decimals) if is_cured else None


def detail_of(concern: Concern) -> str:
    """The facts behind an alert: what is left, and how fast it goes."""
    decimals, rise = concern.decimals, concern.rise
    if rise is not None:
        old, new = (money(n, currency_decimals(rise.currency)) for n in (rise.old, rise.new))
        return tr("{old} → {new}, up {n}", old=old, new=new, n=percent(rise.percent))
    parts = []
    if concern.type == "low_stock" and concern.reorder_point is not None:
        left, mark = (quantity(n, decimals) for n in (concern.on_hand, concern.reorder_point))
        parts.append(tr("{left} left, reorder at {mark}", left=left, mark=mark))
    elif concern.type == "negative":
        parts.append(tr("{n} on hand", n=quantity(concern.on_hand, decimals)))
    if concern.product is not None and concern.sold > 0:
        parts.append(tr("sold {n} in 7 days", n=quantity(concern.sold, decimals)))
    elif concern.product is not None and concern.type != "low_stock":
        parts.append(tr("not sold in 7 days"))
    words = " · ".join(parts)
    return words[:1].upper() + words[1:]


class MoveRow(QWidget):
    """When, what, and by how much."""

    def __init__(self) -> None:
        super().__init__()
        self._time = Label("", "small", "muted")
        self._words = ElideLabel("", "body")
        self._change = Label("", "strong")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._time)
        row.addWidget(self._words, 1)
        row.addWidget(self._change)

    def show_move(self, move: LatestMove, zone: str) -> None:
        """Another movement."""
        self._time.setText(time_of_day(move.at, zone))
        self._words.setText(words_of(move))
        self._change.setText(signed(move.change, move.decimals))
        self._change.set_tone(INKS.get(move.kind, "primary") if move.change else "primary")

    def sizeHint(self) -> QSize:
        return QSize(200, current_theme().px(28))


def words_of(move: LatestMove) -> str:
    """``Sold 2 × Cola zero``; a count says what was found."""
    what = f"{quantity(move.quantity, move.decimals)} {TIMES} {move.name}"
    if move.kind == "uncount":
        what = move.name
    words = tr(VERBS.get(move.kind, "{n}"), n=what)
    is_undo = move.is_undo and move.kind != "uncount"
    return tr("Undone: {what}", what=words[:1].lower() + words[1:]) if is_undo else words


def seller_bars(sellers: list[Seller]) -> list[Bar]:
    """Bars against the first."""
    numbers = [quantity(seller.sold, seller.decimals) for seller in sellers]
    room = max(numbers, key=len, default="")
    return [
        Bar(s.name, n, _share(s.sold, sellers[0].sold), room, thumb_of(s.name, s.category))
        for s, n in zip(sellers, numbers, strict=True)
    ]


def branch_bars(branches: list[Branch]) -> list[Bar]:
    """Bars against the first, in whole amounts."""
    numbers = [number(branch.amount.quantize(ONE, ROUND_HALF_UP)) for branch in branches]
    room = max(numbers, key=len, default="")
    return [
        Bar(b.name or tr("No category"), n, _share(b.amount, branches[0].amount), room)
        for b, n in zip(branches, numbers, strict=True)
    ]


def _share(part: Decimal, whole: Decimal) -> float:
    return float(part / whole) if whole > 0 else 0.0
