"""The card of the last scan: band, picture, name, tags; below number tiles, or answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.theme import current_theme
from desktop.ui.widgets.choice_row import ChoiceRow
from desktop.ui.widgets.label import ElideLabel
from desktop.ui.widgets.level_bar import Level, LevelBar
from desktop.ui.widgets.number_tile import NumberTile
from desktop.ui.widgets.painting import text_width
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.scan_band import ScanBand
from desktop.ui.widgets.scrolled import clear
from desktop.ui.widgets.thumb import EMPTY, Thumb, ThumbLook

WIDE_FROM = 900
TILES = 3
PICTURE, LARGE_PICTURE, LEAST_PICTURE = 168, 320, 72
NARROW_SHARE = 0.26
GAP = 24
SIZES = ("hero_large", "hero", "display", "title")


@dataclass(frozen=True)
class Tile:
    """One number: label, value, note, tone (primary, warn, bad, ok)."""

    label: str
    value: str
    note: str = ""
    tone: str = "primary"


@dataclass(frozen=True)
class Tag:
    """A pill: words, tone, drawing."""

    text: str
    tone: str = "neutral"
    icon: str = ""


class LastScanCard(QFrame):
    """``band`` and ``title`` are open; the rest is shown by ``show_head``, ``show_tiles``, …"""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("uiKind", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.band = ScanBand()
        self._thumb = Thumb(EMPTY, PICTURE)
        self._thumb.setMinimumSize(LEAST_PICTURE, LEAST_PICTURE)
        self.title = ElideLabel("", "hero")
        self._line = ElideLabel("", "lead", "secondary")
        self._tags = QHBoxLayout()
        self._tags.setSpacing(8)
        self._below = QStackedWidget()
        self._tiles = [NumberTile() for _ in range(TILES)]
        self._level = LevelBar(thick=True)
        self._answers = QVBoxLayout()
        self._below.addWidget(self._numbers())
        self._below.addWidget(self._answer_page())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 1)
        column.setSpacing(0)
        column.addWidget(self.band)
        inner = QVBoxLayout()
        inner.setContentsMargins(GAP, 20, GAP, 20)
        inner.setSpacing(18)
        inner.addLayout(self._head())
        inner.addWidget(self._below, 1)
        column.addLayout(inner, 1)

    def show_head(
        self, title: str, line: str, tags: Sequence[Tag] = (), look: ThumbLook = EMPTY
    ) -> None:
        """Picture, the large name, codes below it, and tags."""
        self._thumb.set_look(look)
        self.title.setText(title)
        self._fit_title()
        self._line.setText(line)
        clear(self._tags)
        for tag in tags:
            self._tags.addWidget(Pill(tag.text, tag.tone, tag.icon))
        self._tags.addStretch(1)

    def show_photo(self, small: bytes | None) -> None:
        """A picture in place of the drawing."""
        self._thumb.set_photo(small)

    @property
    def has_photo(self) -> bool:
        """Whether a picture stands there and no drawing."""
        return self._thumb.has_photo

    def show_tiles(
        self, tiles: Sequence[Tile], level: Level | None = None, described: str = ""
    ) -> None:
        """Up to three numbers, and a bar where there is a level."""
        for place, widget in enumerate(self._tiles):
            widget.setVisible(place < len(tiles))
            if place < len(tiles):
                tile = tiles[place]
                widget.set(tile.label, tile.value, tile.note, tile.tone)
        self._level.set_level(level, described)
        self._level.setVisible(level is not None)
        self._below.setCurrentIndex(0)

    def show_choices(self, rows: Sequence[ChoiceRow]) -> None:
        """Answers in place of the numbers."""
        clear(self._answers)
        for row in rows:
            self._answers.addWidget(row)
        self._answers.addStretch(1)
        self._below.setCurrentIndex(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a large screen the name grows to 48 px and the picture with it."""
        super().resizeEvent(event)
        wide = self.width() >= WIDE_FROM
        share = round(min(self.height() * (0.36 if wide else 0.32), self.width() * NARROW_SHARE))
        self._thumb.set_side(max(LEAST_PICTURE, min(LARGE_PICTURE if wide else PICTURE, share)))
        self._fit_title()

    def _fit_title(self) -> None:
        """The largest letters that the whole name fits in."""
        theme = current_theme()
        room = self.width() - self._thumb.width() - 3 * GAP
        sizes = SIZES if self.width() >= WIDE_FROM else SIZES[1:]
        text = self.title.text()
        fitting = (role for role in sizes if text_width(theme.font(role), text) <= room)
        self.title.set_role(next(fitting, sizes[-1]))

    def _head(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self._line)
        words.addLayout(self._tags)
        words.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self._thumb, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        return head

    def _numbers(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(18)
        row = QHBoxLayout()
        row.setSpacing(12)
        for tile, share in zip(self._tiles, (3, 3, 2), strict=True):
            row.addWidget(tile, share)
        column.addLayout(row, 1)
        column.addWidget(self._level)
        return page

    def _answer_page(self) -> QWidget:
        page = QWidget()
        page.setLayout(self._answers)
        self._answers.setContentsMargins(0, 0, 0, 0)
        self._answers.setSpacing(14)
        return page
