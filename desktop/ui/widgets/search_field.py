"""The field of the top bar that opens the palette: it looks like an input and is a button."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from desktop.ui.theme import current_theme
from desktop.ui.widgets.keycap import HEIGHT, keycap_width, paint_keycap
from desktop.ui.widgets.painting import paint_box, paint_text

WIDE, LEAST, TALL = 300, 140, 34
ICON, PAD, GAP = 16, 11, 8


class SearchField(QAbstractButton):
    """``text`` in grey, and the key that does the same at its end."""

    def __init__(self, text: str, key: str, on_click: Callable[[], object]) -> None:
        super().__init__()
        self._key = key
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(f"{text} ({key})")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: on_click())

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(WIDE), theme.px(TALL))

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, current_theme().px(TALL))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        has_focus = self.hasFocus()
        edge = "border.focus" if has_focus else "border.control"
        if self.underMouse() and not has_focus:
            edge = "text.muted"
        ground = theme.color("bg.surface")
        radius = theme.radius("control")
        paint_box(painter, self.rect(), radius, ground, theme.color(edge), 1 + has_focus)
        side, middle = theme.px(ICON), self.height() // 2
        box = QRect(theme.px(PAD), middle - side // 2, side, side)
        theme.icons.paint(painter, box, "search", "text.muted")
        tall = theme.px(HEIGHT)
        wide = keycap_width(theme, self._key)
        cap = QRect(self.width() - GAP - wide, middle - tall // 2, wide, tall)
        paint_keycap(painter, cap, theme, self._key)
        left = box.right() + theme.px(GAP)
        words = QRect(left, 0, cap.x() - GAP - left, self.height())
        paint_text(painter, words, self.text(), theme.font("body"), theme.color("text.muted"))
