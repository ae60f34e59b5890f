"""The row of modes: the chosen one filled with its own colour, each with its key."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from desktop.ui.theme import current_theme
from desktop.ui.widgets.keycap import HEIGHT, keycap_width, paint_keycap
from desktop.ui.widgets.painting import paint_box, paint_text, text_width

TALL = 60
ICON = 24
GAP = 10


@dataclass(frozen=True)
class ScanMode:
    """A mode's word for the program, words for the person, drawing, key and colour token."""

    key: str
    text: str
    icon: str
    shortcut: str
    token: str


class ScanModeBar(QWidget):
    """``chosen`` comes when the person picks a mode; ``set_mode`` shows one in silence."""

    chosen = Signal(str)

    def __init__(self, modes: Sequence[ScanMode]) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._buttons = {mode.key: _ModeButton(mode) for mode in modes}
        for key, button in self._buttons.items():
            row.addWidget(button, 1)
            button.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))

    def let_only(self, key: str, why: str) -> None:
        """Nothing but this mode can be had, and the others say why."""
        for name, button in self._buttons.items():
            if name != key:
                button.setEnabled(False)
                button.setToolTip(why)

    def set_mode(self, key: str) -> None:
        """Marks the mode that is in force."""
        for name, button in self._buttons.items():
            button.setChecked(name == key)


class _ModeButton(QAbstractButton):
    def __init__(self, mode: ScanMode) -> None:
        super().__init__()
        self._mode = mode
        self.setText(mode.text)
        self.setAccessibleName(mode.text)
        self.setToolTip(f"{mode.text} ({mode.shortcut})")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """A click only asks; the page answers with ``set_mode``."""

    def sizeHint(self) -> QSize:
        return QSize(150, current_theme().px(TALL))

    def minimumSizeHint(self) -> QSize:
        theme = current_theme()
        words = text_width(theme.font("mode"), self._mode.text)
        return QSize(words + ICON + 2 * GAP + 16, theme.px(TALL))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        chosen = self.isChecked()
        hover = "bg.hover" if self.underMouse() else "bg.surface"
        ground = theme.color(self._mode.token if chosen else hover)
        edge = theme.color(self._mode.token if chosen else "border.subtle")
        paint_box(painter, self.rect(), theme.radius("card"), ground, edge)
        usual = "text.secondary" if self.isEnabled() else "text.disabled"
        self._paint_words(painter, "accent.on" if chosen else usual)
        if self.hasFocus():
            ring = theme.color("accent.on" if chosen else "border.focus")
            inner = self.rect().adjusted(3, 3, -3, -3)
            paint_box(painter, inner, theme.radius("card") - 3, None, ring, 2)

    def _paint_words(self, painter: QPainter, ink: str) -> None:
        theme = current_theme()
        font = theme.font("mode")
        words = text_width(font, self._mode.text)
        cap = keycap_width(theme, self._mode.shortcut)
        icon = theme.px(ICON)
        has_cap = icon + words + cap + 3 * GAP < self.width()
        total = icon + GAP + words + (GAP + cap if has_cap else 0)
        x = max(8, (self.width() - total) // 2)
        middle = self.height() // 2
        shape = QRect(x, middle - icon // 2, icon, icon)
        theme.icons.paint(painter, shape, self._mode.icon, ink)
        x += icon + GAP
        box = QRect(x, 0, self.width() - x - 4, self.height())
        paint_text(painter, box, self._mode.text, font, theme.color(ink))
        if has_cap:
            tall = theme.px(HEIGHT)
            key = QRect(x + words + GAP, middle - tall // 2, cap, tall)
            color = theme.color("accent.on") if self.isChecked() else None
            paint_keycap(painter, key, theme, self._mode.shortcut, color)
