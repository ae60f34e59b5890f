"""Text on a page: a role for its size, a tone for its colour; data is shortened, prose wraps."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import paint_text, text_width


class Label(QLabel):
    """A label in one role of scale.toml and one tone: primary, secondary, muted, ok, warn, bad…"""

    def __init__(
        self, text: str = "", role: str = "body", tone: str = "primary", wrap: bool = False
    ) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("uiRole", role)
        self.setProperty("uiTone", tone)
        self.setWordWrap(wrap)
        self.setFont(current_theme().font(role))

    def set_tone(self, tone: str) -> None:
        """Another colour, on the spot."""
        self._set("uiTone", tone)

    def set_role(self, role: str) -> None:
        """Another size, on the spot."""
        if self.property("uiRole") != role:
            self.setFont(current_theme().font(role))
        self._set("uiRole", role)

    def _set(self, name: str, value: str) -> None:
        if self.property(name) != value:
            self.setProperty(name, value)
            self.style().unpolish(self)
            self.style().polish(self)


class ElideLabel(Label):
    """For data: shortened with … instead of forcing the page wide; its tooltip is the whole."""

    def __init__(self, text: str = "", role: str = "body", tone: str = "primary") -> None:
        super().__init__(text, role, tone)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._tell()

    def is_elided(self) -> bool:
        """Whether the text is wider than its box."""
        return text_width(self.font(), self.text()) > self.width()

    def minimumSizeHint(self) -> QSize:
        return QSize(text_width(self.font(), "…"), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        color = self.palette().color(self.foregroundRole())
        paint_text(QPainter(self), self.rect(), self.text(), self.font(), color, self.alignment())

    def _tell(self) -> None:
        self.setToolTip(self.text() if self.is_elided() else "")
