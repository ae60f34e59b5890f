"""Choosing: a drop-down list by key, a whole number, a check box, and a switch."""

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QListView,
    QSizePolicy,
    QSpinBox,
)

from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import LEFT, paint_box, paint_text, text_width

TRACK = QSize(36, 20)
GAP = 10


class Combo(QComboBox):
    """A drop-down list of (key, words); ``chosen`` gives the key when the person picks."""

    chosen = Signal(object)

    def __init__(self, items: Iterable[tuple[object, str]] = (), current: object = None) -> None:
        super().__init__()
        self.setView(QListView())
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.set_items(items, current)
        self.activated.connect(lambda _row: self.chosen.emit(self.current_key()))

    def set_items(self, items: Iterable[tuple[object, str]], current: object = None) -> None:
        """Other choices, without telling anyone; ``current`` is picked where it is among them."""
        self.clear()
        for key, words in items:
            self.addItem(words, key)
        self.set_current(current)

    def current_key(self) -> object:
        """The key of the choice shown; None when there is none."""
        return self.currentData()

    def set_current(self, key: object) -> None:
        """Shows the choice with this key."""
        row = next((i for i in range(self.count()) if self.itemData(i) == key), -1)
        if row >= 0:
            self.setCurrentIndex(row)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel over a closed list scrolls the page; it never changes a setting by accident."""
        event.ignore()


class Spin(QSpinBox):
    """A whole number with arrows."""

    def __init__(self, value: int, least: int, most: int, suffix: str = "") -> None:
        super().__init__()
        self.setRange(least, most)
        self.setValue(value)
        self.setSuffix(suffix)
        self.lineEdit().setTextMargins(9, 0, 0, 0)  # a style sheet's padding does not reach it

    def wheelEvent(self, event: QWheelEvent) -> None:
        """See Combo."""
        event.ignore()


class Check(QCheckBox):
    """A check box."""

    def __init__(self, text: str, checked: bool = False) -> None:
        super().__init__(text)
        self.setChecked(checked)


class Switch(QAbstractButton):
    """On or off, in effect at once; the knob's place and a tick say which."""

    def __init__(self, text: str, checked: bool = False) -> None:
        super().__init__()
        self.setText(text)
        self.setCheckable(True)
        self.setChecked(checked)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        theme = current_theme()
        words = text_width(theme.font("body"), self.text())
        return QSize(TRACK.width() + GAP + words + 6, theme.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        track = QRect(2, (self.height() - TRACK.height()) // 2, TRACK.width(), TRACK.height())
        on = self.isChecked()
        ground = "accent" if on else "bg.surface"
        edge = "accent" if on else "border.control"
        if not self.isEnabled():
            ground, edge = "bg.hover", "border.subtle"
        paint_box(painter, track, TRACK.height() / 2, theme.color(ground), theme.color(edge))
        side = TRACK.height() - 8
        x = track.right() - side - 3 if on else track.left() + 4
        knob = QRect(x, track.top() + 4, side, side)
        paint_box(painter, knob, side / 2, theme.color("accent.on" if on else "border.control"))
        if on:
            tick = QRect(track.left() + 5, track.top() + 4, side, side)
            theme.icons.paint(painter, tick, "check", "accent.on")
        if self.hasFocus():
            ring = track.adjusted(-2, -2, 2, 2)
            paint_box(painter, ring, ring.height() / 2, None, theme.color("border.focus"), 2)
        words = self.rect().adjusted(track.right() + GAP, 0, 0, 0)
        ink = "text.primary" if self.isEnabled() else "text.disabled"
        paint_text(painter, words, self.text(), theme.font("body"), theme.color(ink), LEFT)
