"""All buttons: primary, default, danger, ghost, link, chip, segment, part, tab and icon-only."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from desktop.ui.theme import Theme, current_theme
from desktop.ui.widgets.painting import LEFT, paint_box, paint_text, text_width

ICON = 16
GAP = 8
LARGE = 52


@dataclass(frozen=True)
class Look:
    """Colour tokens and measures of one kind; an empty token paints nothing."""

    fill: str = ""
    hover: str = "bg.hover"
    pressed: str = "bg.selected"
    text: str = "text.primary"
    border: str = ""
    chosen_fill: str = ""
    chosen_text: str = ""
    chosen_border: str = ""
    role: str = "strong"
    height: int = 32
    pad: int = 13
    is_round: bool = False
    is_filled: bool = False


LOOKS = {
    "default": Look(fill="bg.raised", border="border.control"),
    "primary": Look("accent", "accent.hover", "accent.pressed", "accent.on", is_filled=True),
    "danger": Look("bad", "bad", "bad", "bad.on", is_filled=True),
    "ghost": Look(text="text.secondary", role="medium", pad=8),
    "link": Look(hover="", pressed="", text="accent.text", pad=2, role="medium"),
    "chip": Look(
        fill="bg.surface",
        border="border.control",
        chosen_fill="accent.tint",
        chosen_text="accent.text",
        chosen_border="accent.text",
        role="chip",
        height=28,
        is_round=True,
    ),
    "segment": Look(
        fill="bg.surface",
        border="border.control",
        chosen_fill="accent.tint",
        chosen_text="accent.text",
        chosen_border="accent.text",
        role="medium",
    ),
    "part": Look(  # one of a few, on a sunken strip
        text="text.secondary",
        chosen_fill="bg.raised",
        chosen_text="text.primary",
        chosen_border="border.subtle",
        role="medium",
        height=32,
    ),
    "tab": Look(
        hover="",
        pressed="",
        text="text.secondary",
        chosen_text="text.primary",
        role="medium",
        height=39,
        pad=2,
    ),
    "icon": Look(text="text.secondary", role="medium", pad=8),
}


class Button(QPushButton):
    """A button of one kind; ``key`` is its shortcut written behind the text.

    Reached by Tab, not by a click, so that a click leaves the focus where the person types.
    """

    def __init__(
        self,
        text: str,
        kind: str = "default",
        icon: str = "",
        on_click: Callable[[], object] | None = None,
        key: str = "",
        large: bool = False,
    ) -> None:
        super().__init__(text)
        self.look = LOOKS[kind]
        self.kind = kind
        self.icon_name = icon
        self.key = key
        self.large = large
        self.is_folded = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        if kind in ("chip", "segment", "part", "tab"):
            self.setCheckable(True)
        if on_click:
            self.clicked.connect(lambda _checked=False: on_click())

    def set_icon(self, name: str) -> None:
        """Another drawing; "" takes it away."""
        self.icon_name = name
        self.updateGeometry()
        self.update()

    def set_folded(self, folded: bool) -> None:
        """Where there is little room, the drawing alone; the words are the tooltip then."""
        if folded == self.is_folded:
            return
        self.is_folded = folded
        if folded and not self.toolTip():
            self.setToolTip(self.text())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        height = LARGE if self.large else self.look.height
        if self.kind == "icon":
            return QSize(theme.px(height), theme.px(height))
        font = theme.font("strong" if self.kind == "tab" else self._role())
        return QSize(
            self._content(theme, font_width=text_width(font, self._words())), theme.px(height)
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what Space does: the button with the focus is the one that is meant.

        Ctrl+Enter is the dialog's.
        """
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        has_ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if is_enter and has_ctrl:
            event.ignore()
        elif is_enter and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        self._paint_ground(painter, theme)
        self._paint_words(painter, theme)
        if self.hasFocus():
            self._paint_ring(painter, theme)

    def _role(self) -> str:
        return "large" if self.large else self.look.role

    def _words(self) -> str:
        words = f"{self.text()}   {self.key}" if self.key else self.text()
        return "" if self.is_folded else words

    def _content(self, theme: Theme, font_width: int) -> int:
        pad = 2 * (24 if self.large else self.look.pad)
        icon = self._icon_side(theme) + (GAP if self._words() else 0) if self.icon_name else 0
        return pad + icon + font_width

    def _icon_side(self, theme: Theme) -> int:
        return theme.px(ICON + (4 if self.large else 2 if self.kind == "icon" else 0))

    def _tone(self) -> str:
        if not self.isEnabled():
            return "text.disabled"
        if self.isChecked() and self.look.chosen_text:
            return self.look.chosen_text
        return self.look.text

    def _ground(self) -> str:
        look = self.look
        if not self.isEnabled():
            chosen = look.chosen_fill if self.isChecked() else ""
            return "bg.hover" if look.is_filled else chosen or look.fill
        if self.isDown():
            return look.pressed
        if self.isChecked() and look.chosen_fill:
            return look.chosen_fill
        return look.hover if self.underMouse() else look.fill

    def _edge(self) -> str:
        if not self.isEnabled():
            return "border.subtle" if self.look.border else ""
        return (self.isChecked() and self.look.chosen_border) or self.look.border

    def _paint_ground(self, painter: QPainter, theme: Theme) -> None:
        ground, edge = self._ground(), self._edge()
        radius = self.height() / 2 if self.look.is_round else theme.radius("control")
        if ground or edge:
            paint_box(
                painter,
                self.rect(),
                radius,
                theme.color(ground) if ground else None,
                theme.color(edge) if edge else None,
            )
        if self.kind == "tab" and self.isChecked():
            line = QRect(0, self.height() - 2, self.width(), 2)
            painter.fillRect(line, theme.color("accent.text"))

    def _paint_words(self, painter: QPainter, theme: Theme) -> None:
        font = theme.font("strong" if self.kind == "tab" and self.isChecked() else self._role())
        width = self._content(theme, text_width(font, self._words()))
        pad = 24 if self.large else self.look.pad
        x = max(pad, (self.width() - width) // 2 + pad)
        if self.icon_name:
            side = self._icon_side(theme)
            x = (self.width() - side) // 2 if self.kind == "icon" else x
            box = QRect(x, (self.height() - side) // 2, side, side)
            theme.icons.paint(painter, box, self.icon_name, self._tone())
            x += side + GAP
        if self.kind != "icon":
            box = QRect(x, 0, self.width() - x - min(pad, 4), self.height())
            paint_text(painter, box, self._words(), font, theme.color(self._tone()), LEFT)

    def _paint_ring(self, painter: QPainter, theme: Theme) -> None:
        filled = self.look.is_filled
        color = theme.color("accent.on" if filled else "border.focus")
        rect = self.rect().adjusted(3, 3, -3, -3) if filled else self.rect()
        radius = rect.height() / 2 if self.look.is_round else theme.radius("control")
        paint_box(painter, rect, radius - (2 if filled else 0), None, color, 2)


class IconButton(Button):
    """A drawing alone; its name is its tooltip and what a screen reader says."""

    def __init__(
        self, icon: str, name: str, on_click: Callable[[], object] | None = None, key: str = ""
    ) -> None:
        super().__init__("", "icon", icon, on_click)
        self.set_name(name, key)

    def set_name(self, name: str, key: str = "") -> None:
        """The words for tooltip and screen reader, with the key that does the same."""
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({key})" if key else name)
