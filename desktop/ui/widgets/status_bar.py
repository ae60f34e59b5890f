"""The foot of the window: a first pill that always says where data goes, then small facts."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import paint_text, text_width
from desktop.ui.widgets.pill import PillButton

TALL = 30
ICON = 14
GAP = 7


class StatusItem(QWidget):
    """A drawing and a few words; with no words nothing is shown. Shortened when it gets narrow."""

    def __init__(self, icon: str, text: str = "") -> None:
        super().__init__()
        self._icon = icon
        self._text = text
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)
        self.set(icon, text)

    def set(self, icon: str, text: str, tooltip: str = "") -> None:
        """Other words."""
        self._icon, self._text = icon, text
        self.setAccessibleName(text)
        self.setToolTip(tooltip)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The words shown."""
        return self._text

    def sizeHint(self) -> QSize:
        theme = current_theme()
        if not self._text:
            return QSize(0, 0)
        icon = theme.px(ICON) + GAP if self._icon else 0
        return QSize(icon + text_width(theme.font("small"), self._text) + 1, theme.px(ICON))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 44), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._text:
            return
        theme = current_theme()
        painter = QPainter(self)
        box = self.rect()
        if self._icon:
            side = theme.px(ICON)
            shape = QRect(0, (self.height() - side) // 2, side, side)
            theme.icons.paint(painter, shape, self._icon, "text.muted")
            box.setLeft(side + GAP)
        paint_text(painter, box, self._text, theme.font("small"), theme.color("text.secondary"))


class StatusBar(QFrame):
    """``connection`` is the pill; items are added at the left or at the right of the stretch."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("uiKind", "status")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.connection = PillButton(tr("Where is your data?"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 1, 14, 0)
        self._row.setSpacing(16)
        self._row.addWidget(self.connection)
        self._row.addStretch(1)
        self._left = 1

    def add(self, icon: str, text: str = "", right: bool = False) -> StatusItem:
        """One more fact; keep it to change its words later."""
        item = StatusItem(icon, text)
        if right:
            self._row.addWidget(item)
        else:
            self._row.insertWidget(self._left, item)
            self._left += 1
        return item

    def add_pill(self, what: str) -> PillButton:
        """One more pill that leads somewhere, hidden until it is given words."""
        pill = PillButton(what)
        pill.hide()
        self._row.insertWidget(self._left, pill)
        self._left += 1
        return pill

    def sizeHint(self) -> QSize:
        return QSize(400, current_theme().px(TALL))
