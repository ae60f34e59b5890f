"""How each kind of column is painted. No widgets, no documents: text, boxes and kept pixmaps."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from desktop.queries.columns import Column, Kind
from desktop.ui.pictures.source import Pictures
from desktop.ui.table.words import Words, choice_of, level_of
from desktop.ui.theme import Theme
from desktop.ui.widgets.level_bar import Level, paint_level_cell
from desktop.ui.widgets.painting import LEFT, RIGHT, paint_box, paint_text
from desktop.ui.widgets.pill import paint_pill, pill_width
from desktop.ui.widgets.thumb import ThumbLook, paint_photo, paint_thumb, thumb_of, tinted

PAD = 10
THUMB = 32
PHOTOS = 256  # more than a screen shows
PILL = 22
LINE = 20
SMALL = 16
GREY = 10


class Thumbs:
    """Pictures of goods, painted once for each look, theme and screen."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Any, ...], QPixmap] = {}
        self._photos: dict[tuple[Any, ...], QPixmap] = {}
        self.pictures: Pictures | None = None

    def pixmap(self, look: ThumbLook, side: int, ratio: float, theme: Theme) -> QPixmap:
        look = tinted(look, theme)
        key = (look, side, ratio, theme.is_dark, theme.is_high_contrast)
        if key not in self._kept:
            self._kept[key] = _painted(side, ratio, partial(paint_thumb, theme=theme, look=look))
        return self._kept[key]

    def photo(self, image: QImage, side: int, ratio: float, theme: Theme) -> QPixmap:
        """A product's picture in the size in which it is shown."""
        key = (image.cacheKey(), side, ratio, theme.is_dark)
        if key not in self._photos:
            while len(self._photos) >= PHOTOS:
                del self._photos[next(iter(self._photos))]
            self._photos[key] = _painted(
                side, ratio, partial(paint_photo, theme=theme, image=image)
            )
        return self._photos[key]


def _painted(side: int, ratio: float, paint: Callable[[QPainter, QRect], None]) -> QPixmap:
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill("transparent")
    painter = QPainter(pixmap)
    paint(painter, QRect(0, 0, side, side))
    painter.end()
    return pixmap


@dataclass(slots=True)
class Cell:
    """All that one cell is painted from; ``rect`` is already without the padding."""

    painter: QPainter
    rect: QRect
    theme: Theme
    words: Words
    thumbs: Thumbs
    column: Column
    row: Any


def paint_cell(cell: Cell) -> None:
    """The content of a cell whose row has been read."""
    PAINTERS[cell.column.kind](cell)


def paint_unread(painter: QPainter, rect: QRect, theme: Theme, is_first: bool) -> None:
    """A grey stroke where a value will be."""
    width = min(rect.width(), theme.px(140 if is_first else 48))
    stroke = QRect(rect.x(), rect.center().y() - GREY // 2, width, GREY)
    paint_box(painter, stroke, GREY / 2, theme.color("bg.hover"))


def _text(cell: Cell) -> None:
    detail = cell.words.detail(cell.column, cell.row)
    _lines(cell, "medium" if detail else "body", "text.primary", detail)


def _lines(cell: Cell, role: str, tone: str, detail: str, align: Qt.AlignmentFlag = LEFT) -> None:
    """The words of a cell and, where there is one, a smaller line below them."""
    ink = cell.theme.color(tone)
    text = cell.words.cell(cell.column, cell.row)
    if not detail:
        paint_text(cell.painter, cell.rect, text, cell.theme.font(role), ink, align)
        return
    line, small = cell.theme.px(LINE), cell.theme.px(SMALL)
    top = cell.rect.y() + (cell.rect.height() - line - small) // 2
    name = QRect(cell.rect.x(), top, cell.rect.width(), line)
    under = QRect(cell.rect.x(), top + line - 1, cell.rect.width(), small)
    paint_text(cell.painter, name, text, cell.theme.font(role), ink, align)
    muted = cell.theme.color("text.secondary")
    paint_text(cell.painter, under, detail, cell.theme.font("small"), muted, align)


def _photo_of(cell: Cell) -> QImage | None:
    """The picture of the row's product, once it is read."""
    if cell.thumbs.pictures is None or not cell.column.of:
        return None
    return cell.thumbs.pictures.small(getattr(cell.row, cell.column.of))


def _product(cell: Cell) -> None:
    side = min(cell.theme.px(THUMB), cell.rect.height() - 6)
    group = getattr(cell.row, cell.column.icon) if cell.column.icon else ""
    look = thumb_of(getattr(cell.row, cell.column.key) or "", group or "")
    ratio = cell.painter.device().devicePixelRatio()
    top = cell.rect.y() + (cell.rect.height() - side) // 2
    photo = _photo_of(cell)
    if photo is None:
        picture = cell.thumbs.pixmap(look, side, ratio, cell.theme)
    else:
        picture = cell.thumbs.photo(photo, side, ratio, cell.theme)
    cell.painter.drawPixmap(cell.rect.x() + 2, top, picture)
    cell.rect.setLeft(cell.rect.x() + side + PAD)
    _text(cell)


def _figure(role: str, ink: str) -> Callable[[Cell], None]:
    def paint(cell: Cell) -> None:
        _lines(cell, role, ink, cell.words.detail(cell.column, cell.row), RIGHT)

    return paint


def _change(cell: Cell) -> None:
    """Signed, so that the colour says nothing that the text does not."""
    value: Decimal | None = getattr(cell.row, cell.column.key)
    ink = "warn.text" if value is None else "ok.text" if value > 0 else "info.text"
    _figure("strong", ink)(cell)


def _level(cell: Cell) -> None:
    level = Level.of(*level_of(cell.column, cell.row))
    text = cell.words.cell(cell.column, cell.row)
    paint_level_cell(cell.painter, cell.rect, cell.theme, level, text)


def _choice(cell: Cell) -> None:
    found = choice_of(cell.column, getattr(cell.row, cell.column.key))
    text = cell.words.cell(cell.column, cell.row)
    if found is None or not (found.tone or found.icon):
        ink = cell.theme.color("text.secondary")
        paint_text(cell.painter, cell.rect, text, cell.theme.font("body"), ink)
        return
    height = cell.theme.px(PILL)
    width = min(pill_width(cell.theme, text, found.icon), cell.rect.width())
    top = cell.rect.y() + (cell.rect.height() - height) // 2
    box = QRect(cell.rect.x(), top, width, height)
    paint_pill(cell.painter, box, cell.theme, text, found.tone or "neutral", found.icon)


def _moment(cell: Cell) -> None:
    text = cell.words.cell(cell.column, cell.row)
    ink = cell.theme.color("text.secondary")
    paint_text(cell.painter, cell.rect, text, cell.theme.font("body"), ink, LEFT)


PAINTERS: dict[Kind, Callable[[Cell], None]] = {
    "text": _text,
    "product": _product,
    "quantity": _figure("body", "text.primary"),
    "money": _figure("body", "text.primary"),
    "number": _figure("body", "text.secondary"),
    "percent": _figure("body", "text.secondary"),
    "rate": _figure("body", "text.secondary"),
    "barcode": _text,
    "change": _change,
    "level": _level,
    "choice": _choice,
    "time": _moment,
    "age": _moment,
    "date": _moment,
}
