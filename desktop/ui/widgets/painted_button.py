"""What a button that paints itself has in common with others: Tab, Enter, Space, the pointer."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from desktop.ui.theme import current_theme

Policy = QSizePolicy.Policy


class PaintedButton(QAbstractButton):
    """As wide as there is room, ``tall`` at 100 % or, where it ``grows``, as it is given."""

    def __init__(self, tall: int, on_click: Callable[[], object], grows: bool = False) -> None:
        super().__init__()
        self._tall = tall
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(Policy.Expanding, Policy.Expanding if grows else Policy.Fixed)
        self.clicked.connect(lambda _checked=False: on_click())

    def sizeHint(self) -> QSize:
        return QSize(240, current_theme().px(self._tall))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, current_theme().px(self._tall))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)
