"""Text on a page: a role for its size, a tone for its colour; data is shortened, prose wraps."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption

from desktop.ui.theme import current_theme


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
        return QFontMetrics(self.font()).horizontalAdvance(self.text()) > self.width()

    def minimumSizeHint(self) -> QSize:
        return QSize(QFontMetrics(self.font()).horizontalAdvance("…"), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOption()
        option.initFrom(self)
        metrics = QFontMetrics(self.font())
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter = QPainter(self)
        painter.setFont(self.font())
        self.style().drawItemText(
            painter,
            self.rect(),
            int(self.alignment()),
            option.palette,
            bool(option.state & QStyle.StateFlag.State_Enabled),
            text,
            self.foregroundRole(),
        )

    def _tell(self) -> None:
        self.setToolTip(self.text() if self.is_elided() else "")
