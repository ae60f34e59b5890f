"""A rounded tag: a word in a tint, with a shape before it so that colour never speaks alone."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import Theme, current_theme
from desktop.ui.widgets.painting import CENTER, LEFT, paint_box, paint_text, text_width

# tone: ground and text; "count" and "alarm" are the numbers of the navigation.
TONES = {
    "neutral": ("bg.hover", "text.secondary"),
    "accent": ("accent.tint", "accent.text"),
    "ok": ("ok.tint", "ok.text"),
    "warn": ("warn.tint", "warn.text"),
    "bad": ("bad.tint", "bad.text"),
    "info": ("info.tint", "info.text"),
    "alarm": ("bad", "bad.on"),
}
PAD = 9
ICON = 14
GAP = 5
DOT = 7


def pill_width(theme: Theme, text: str, icon: str = "", role: str = "chip") -> int:
    """How wide ``paint_pill`` paints; ``icon`` may be ``dot``."""
    mark = (theme.px(DOT if icon == "dot" else ICON) + GAP) if icon else 0
    return max(theme.px(20), text_width(theme.font(role), text) + 2 * theme.px(PAD) + mark)


def paint_pill(
    painter: QPainter,
    rect: QRect,
    theme: Theme,
    text: str,
    tone: str,
    icon: str = "",
    role: str = "chip",
) -> None:
    """Fills ``rect`` with a pill; ``icon`` is a drawing's name, or ``dot``."""
    ground, ink = TONES[tone]
    paint_box(painter, rect, rect.height() / 2, theme.color(ground))
    box = rect.adjusted(theme.px(PAD), 0, -theme.px(PAD) + 2, 0)
    if icon:
        side = theme.px(DOT if icon == "dot" else ICON)
        mark = QRect(box.x() - 1, rect.center().y() - side // 2 + (side % 2 == 0), side, side)
        if icon == "dot":
            paint_box(painter, mark, side / 2, theme.color(ink))
        else:
            theme.icons.paint(painter, mark, icon, ink)
        box.setLeft(mark.right() + GAP)
    align = LEFT if icon else CENTER
    box = box if icon else rect
    paint_text(painter, box, text, theme.font(role), theme.color(ink), align)


class Pill(QWidget):
    """A word in a tint: neutral, accent, ok, warn, bad, info or alarm."""

    def __init__(self, text: str = "", tone: str = "neutral", icon: str = "", small: bool = False):
        super().__init__()
        self._role = "badge" if small else "chip"
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set(text, tone, icon)

    def set(self, text: str, tone: str = "neutral", icon: str = "") -> None:
        """Another word; with none, nothing is painted."""
        self.text, self.tone, self.icon = text, tone, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        width = pill_width(theme, self.text, self.icon, self._role) if self.text else 0
        return QSize(width, theme.px(20 if self._role == "badge" else 23))

    def minimumSizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(min(self.sizeHint().width(), theme.px(48)), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.text:
            painter = QPainter(self)
            theme = current_theme()
            paint_pill(painter, self.rect(), theme, self.text, self.tone, self.icon, self._role)


class PillButton(Pill):
    """A pill that leads somewhere: by a click, Enter or Space."""

    clicked = Signal()

    def __init__(self, what: str) -> None:
        self._what = what
        super().__init__("", small=True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set(self, text: str, tone: str = "neutral", icon: str = "") -> None:
        """As a pill; ``what`` says to a screen reader where it leads."""
        super().set(text, tone, icon)
        self.setAccessibleDescription(self._what)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        is_ours = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and is_ours:
            self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            ring = current_theme().color("border.focus")
            paint_box(QPainter(self), self.rect(), self.height() / 2, None, ring, 2)
