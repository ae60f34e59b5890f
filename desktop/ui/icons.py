"""Lucide drawings in the colours of the theme, sharp at every size and screen ratio."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.ui.assets import asset

THIN_FROM = 40
STROKE = "1.9"
THIN_STROKE = "1.4"

ColorOf = Callable[[str], QColor]


class Icons:
    """Draws and keeps pixmaps by name, colour, size and ratio; ``color_of`` resolves a token."""

    def __init__(self, color_of: ColorOf) -> None:
        self._color_of = color_of
        self._sources: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, int, int, float], QPixmap] = {}
        self._icons: dict[tuple[str, str, str], tuple[QIcon, IconEngine]] = {}

    def icon(self, name: str, tone: str = "text.secondary", on_tone: str = "") -> QIcon:
        """A QIcon that follows the theme; ``on_tone`` colours it while its button is checked.

        The engine is kept here, because Qt does not keep its Python side alive.
        """
        key = (name, tone, on_tone or tone)
        if key not in self._icons:
            engine = IconEngine(self, *key)
            self._icons[key] = (QIcon(engine), engine)
        return self._icons[key][0]

    def pixmap(self, name: str, tone: str, size: int, ratio: float = 1.0) -> QPixmap:
        """The drawing in one colour token, ``size`` logical pixels wide and high."""
        color = self._color_of(tone)
        key = (name, color.rgba(), size, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._rendered(name, color, size, ratio)
        return self._pixmaps[key]

    def paint(self, painter: QPainter, rect: QRect, name: str, tone: str) -> None:
        """Paints the drawing in the middle of ``rect``, as large as its shorter side."""
        size = min(rect.width(), rect.height())
        ratio = painter.device().devicePixelRatio()
        corner = rect.center() - QPoint((size - 1) // 2, (size - 1) // 2)
        painter.drawPixmap(corner, self.pixmap(name, tone, size, ratio))

    def _rendered(self, name: str, color: QColor, size: int, ratio: float) -> QPixmap:
        if name not in self._sources:
            self._sources[name] = asset("icons", f"{name}.svg").read_text(encoding="utf-8")
        stroke = STROKE if size < THIN_FROM else THIN_STROKE
        source = self._sources[name].replace("currentColor", color.name())
        source = source.replace('stroke-width="2"', f'stroke-width="{stroke}"')
        pixmap = QPixmap(round(size * ratio), round(size * ratio))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(pixmap.rect()))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap


class IconEngine(QIconEngine):
    """Asks for the colour at each painting, so that a change of theme needs no new icons."""

    def __init__(self, icons: Icons, name: str, tone: str, on_tone: str) -> None:
        super().__init__()
        self._icons = icons
        self._name = name
        self._tone = tone
        self._on_tone = on_tone

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        self._icons.paint(painter, rect, self._name, self._tone_for(mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        side = round(min(size.width(), size.height()) / scale)
        return self._icons.pixmap(self._name, self._tone_for(mode, state), side, scale)

    def clone(self) -> QIconEngine:
        return IconEngine(self._icons, self._name, self._tone, self._on_tone)

    def _tone_for(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode == QIcon.Mode.Disabled:
            return "text.disabled"
        return self._on_tone if state == QIcon.State.On else self._tone
