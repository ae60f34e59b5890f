"""The short lists: what needs attention, top sellers, value by category, latest movements."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.queries.alerts import TYPES
from desktop.queries.dashboard import Branch, Concern, LatestMove
from desktop.queries.sales import Seller
from desktop.ui.text import TIMES, number, quantity, signed, time_of_day, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.bar_row import Bar, BarRow
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import line
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.thumb import thumb_of

CONCERN_TALL = 48
ONE = Decimal(1)
TITLES = {
    "negative": "{name} is below zero",
    "out_of_stock": "{name} is out of stock",
    "low_stock": "{name} is low",
}
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
    """A column of rows, put in anew each time; those that do not fit whole are hidden."""

    def __init__(self, spacing: int = 1, is_spread: bool = True, inset: int = 0) -> None:
        super().__init__()
        self._rows: list[QWidget] = []
        self._is_spread = is_spread
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(inset, 0, inset, 0)
        self._column.setSpacing(spacing)

    def show_rows(self, rows: list[QWidget]) -> None:
        """Other rows; the focus stays at the same place of the list."""
        place = next((n for n, row in enumerate(self._rows) if _holds_focus(row)), None)
        while (item := self._column.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._rows = rows
        for row in rows:
            self._column.addWidget(row, 1 if self._is_spread else 0)
        if not self._is_spread:
            self._column.addStretch(1)
        self._fit()
        if place is not None and rows:
            _focus(rows[min(place, len(rows) - 1)])

    def minimumSizeHint(self) -> QSize:
        least = max((row.minimumSizeHint().height() for row in self._rows[:5]), default=20)
        return QSize(120, (3 if not self._is_spread else min(5, len(self._rows) or 1)) * least)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.height() + self._column.spacing()
        for row in self._rows:
            room -= row.sizeHint().height() + self._column.spacing()
            row.setVisible(room >= 0)


def _holds_focus(row: QWidget) -> bool:
    return row.hasFocus() or any(child.hasFocus() for child in row.findChildren(Button))


def _focus(row: QWidget) -> None:
    target = next(iter(row.findChildren(Button)), row)
    target.setFocus()


class Shape(QWidget):
    """The shape of an alert in its colour."""

    def __init__(self, icon: str, tone: str) -> None:
        super().__init__()
        self._icon, self._tone = icon, tone
        side = current_theme().px(20)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        side = current_theme().px(18)
        box = QRect(0, (self.height() - side) // 2, side, side)
        current_theme().icons.paint(QPainter(self), box, self._icon, self._tone)


class ConcernRow(QWidget):
    """An alert in two lines, and the link that leads to what it is about."""

    def __init__(self, concern: Concern, on_open: Callable[[], object]) -> None:
        super().__init__()
        kind = next((choice for choice in TYPES if choice.value == concern.type), None)
        pattern = TITLES.get(concern.type, "{name}")
        title = tr(pattern, name=concern.name) if concern.name else concern.type
        row = QHBoxLayout()
        row.setSpacing(9)
        icon, tone = (kind.icon, kind.tone) if kind else ("triangle-alert", "warn")
        row.addWidget(Shape(icon, f"{tone}.text"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElideLabel(title, "medium"))
        words.addWidget(ElideLabel(detail_of(concern), "small", "muted"))
        row.addLayout(words, 1)
        link = Button(tr("Open"), "link", on_click=on_open)
        link.setAccessibleName(tr("Open {what}", what=title))
        row.addWidget(link)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(line())

    def sizeHint(self) -> QSize:
        return QSize(200, current_theme().px(CONCERN_TALL))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def detail_of(concern: Concern) -> str:
    """The facts behind an alert: what is left, and how fast it goes."""
    decimals = concern.decimals
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

    def __init__(self, move: LatestMove, zone: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(Label(time_of_day(move.at, zone), "small", "muted"))
        row.addWidget(ElideLabel(words_of(move), "body"), 1)
        tone = INKS.get(move.kind, "primary") if move.change else "primary"
        row.addWidget(Label(signed(move.change, move.decimals), "strong", tone))

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


def concern_rows(concerns: list[Concern], on_open: Callable[[Concern], object]) -> list[QWidget]:
    """One row for each alert."""
    return [ConcernRow(c, lambda c=c: on_open(c)) for c in concerns]  # type: ignore[misc]


def move_rows(moves: list[LatestMove], zone: str) -> list[QWidget]:
    """One row for each movement."""
    return [MoveRow(move, zone) for move in moves]


def seller_rows(sellers: list[Seller], on_open: Callable[[Seller], object]) -> list[QWidget]:
    """Bars against the first."""
    numbers = [quantity(seller.sold, seller.decimals) for seller in sellers]
    room = max(numbers, key=len, default="")
    return [
        BarRow(
            Bar(s.name, n, _share(s.sold, sellers[0].sold), room, thumb_of(s.name, s.category)),
            "chart.1",
            lambda s=s: on_open(s),  # type: ignore[misc]
        )
        for s, n in zip(sellers, numbers, strict=True)
    ]


def branch_rows(branches: list[Branch], on_open: Callable[[Branch], object]) -> list[QWidget]:
    """Bars against the first, in whole amounts."""
    numbers = [number(branch.amount.quantize(ONE, ROUND_HALF_UP)) for branch in branches]
    room = max(numbers, key=len, default="")
    return [
        BarRow(
            Bar(b.name or tr("No category"), n, _share(b.amount, branches[0].amount), room),
            "chart.2",
            lambda b=b: on_open(b),  # type: ignore[misc]
        )
        for b, n in zip(branches, numbers, strict=True)
    ]


def _share(part: Decimal, whole: Decimal) -> float:
    return float(part / whole) if whole > 0 else 0.0
