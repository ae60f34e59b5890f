"""The small picture of a thing: a photograph, or a drawing or letters on a soft tint."""

import tomllib
import zlib
from dataclasses import dataclass, replace
from functools import cache

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.category import COLOURS
from desktop.ui.assets import asset
from desktop.ui.theme import Theme, current_theme
from desktop.ui.widgets.painting import CENTER, paint_box, paint_text


@dataclass(frozen=True)
class ThumbLook:
    """A tint, and a drawing's name or else letters; the colour chosen for ``group`` goes before."""

    tint: str
    icon: str = ""
    letters: str = ""
    group: str = ""


EMPTY = ThumbLook("", "image-off")


def thumb_of(name: str, group: str = "") -> ThumbLook:
    """The look by the last known word of the name (oat cookies), then of the group."""
    words = _words()
    for text in (name, group):
        found = [words[w] for w in text.lower().replace(",", " ").split() if w in words]
        if found:
            return replace(found[-1], group=group)
    tint = COLOURS[zlib.crc32((group or name).encode()) % len(COLOURS)]
    return ThumbLook(tint, letters=_letters(name), group=group)


def tinted(look: ThumbLook, theme: Theme) -> ThumbLook:
    """As it is painted now: in the colour that somebody chose for its category, if one did."""
    return ThumbLook(theme.tints.get(look.group, look.tint), look.icon, look.letters)


def paint_thumb(painter: QPainter, rect: QRect, theme: Theme, look: ThumbLook) -> None:
    """Fills the square ``rect``; the corner grows a little with the size."""
    side, look = rect.width(), tinted(look, theme)
    ground = theme.color(f"thumb.{look.tint}" if look.tint else "bg.hover")
    ink = f"thumb.{look.tint}.on" if look.tint else "text.muted"
    paint_box(painter, rect, corner_of(side), ground)
    if look.icon:
        inner = round(side * (0.32 if side > 100 else 0.52))
        corner = (side - inner) // 2
        box = QRect(rect.x() + corner, rect.y() + corner, inner, inner)
        theme.icons.paint(painter, box, look.icon, ink)
    else:
        font = QFont(theme.font("strong"))
        font.setPixelSize(round(side * 0.36))
        paint_text(painter, rect, look.letters, font, theme.color(ink), CENTER)


def corner_of(side: int) -> int:
    """How round the corners of a picture of this side are."""
    return 12 if side > 100 else 6


def paint_photo(painter: QPainter, rect: QRect, theme: Theme, image: QImage) -> None:
    """All of a picture in the middle of ``rect``, its corners round as those of a drawing."""
    inner = image.size().scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
    box = QRect(0, 0, inner.width(), inner.height())
    box.moveCenter(rect.center())
    corner = corner_of(rect.width())
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(rect), corner, corner)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipPath(outline)
    painter.fillRect(rect, theme.color("bg.sunken"))
    painter.drawImage(box, image)
    painter.restore()


class Thumb(QWidget):
    """A square of ``side`` pixels; decoration, silent for screen readers."""

    def __init__(self, look: ThumbLook = EMPTY, side: int = 32) -> None:
        super().__init__()
        self._look = look
        self._photo: QImage | None = None
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_look(self, look: ThumbLook) -> None:
        """Another thing."""
        self._look, self._photo = look, None
        self.update()

    def set_photo(self, encoded: bytes | None) -> None:
        """Its picture in place of the drawing; None, or what cannot be read: the drawing."""
        image = QImage.fromData(encoded) if encoded else QImage()
        self._photo = None if image.isNull() else image
        self.update()

    @property
    def has_photo(self) -> bool:
        """Whether a picture is shown."""
        return self._photo is not None

    def set_side(self, side: int) -> None:
        """Another size."""
        self._side = side
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        side = min(self.width(), self.height())
        box, theme = QRect(0, 0, side, side), current_theme()
        if self._photo is not None:
            paint_photo(QPainter(self), box, theme, self._photo)
        else:
            paint_thumb(QPainter(self), box, theme, self._look)


def _letters(name: str) -> str:
    words = [word for word in name.split() if word[0].isalpha()]
    return ("".join(word[0] for word in words[:2]) or name[:1] or "?").upper()


@cache
def _words() -> dict[str, ThumbLook]:
    table = tomllib.loads(asset("icons", "words.toml").read_text(encoding="utf-8"))
    return {
        word: ThumbLook(entry["tint"], icon)
        for icon, entry in table.items()
        for word in entry["words"]
    }
