"""The pages as they will be, painted aside; one page at a time, with keys to turn them."""

from collections.abc import Sequence
from functools import partial
from math import ceil

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.label import Paper, Template
from desktop.domain.label_fields import LabelWords
from desktop.ui.context import Context
from desktop.ui.labels.painter import PAPER, UNIT, paint_label
from desktop.ui.text import number, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import IconButton
from desktop.ui.widgets.label import Label

GRID = QColor("#c9ced8")
SHARP = 2  # the picture's pixels for one of the screen: small words stay readable
USED = QColor("#eceef2")


class Pages(QWidget):
    """A page in the middle, and below it which one; arrows and Page Up/Down turn."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._template: Template | None = None
        self._labels: Sequence[LabelWords] = ()
        self._start = self._page = self._asked = 0
        self._sheet = _Sheet(self)
        self._said = Label("", "small", "secondary")
        self._back = IconButton("chevron-left", tr("Page before"), lambda: self.turn(-1))
        self._next = IconButton("chevron-right", tr("Next page"), lambda: self.turn(1))
        row = QHBoxLayout()
        row.addStretch(1)
        for part in (self._back, self._said, self._next):
            row.addWidget(part)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._sheet, 1)
        column.addLayout(row)

    @property
    def pages(self) -> int:
        """How many there are."""
        if self._template is None:
            return 0
        return ceil((self._start - 1 + len(self._labels)) / self._template.paper.per_page)

    def show_labels(self, template: Template, labels: Sequence[LabelWords], start: int) -> None:
        """From the first page."""
        self._template, self._labels, self._start = template, labels, start
        self._page = 0
        self._paint()

    def turn(self, by: int) -> None:
        """To another page, where there is one."""
        page = min(max(0, self._page + by), self.pages - 1)
        if page != self._page:
            self._page = page
            self._paint()

    def _paint(self) -> None:
        template = self._template
        if template is None:
            return
        self._asked += 1
        told = tr("Page {n} of {all}", n=number(self._page + 1), all=number(self.pages))
        self._said.setText(told)
        self._back.setEnabled(self._page > 0)
        self._next.setEnabled(self._page < self.pages - 1)
        first = self._page * template.paper.per_page
        shown = {
            at: self._labels[first + at - self._start + 1]
            for at in range(template.paper.per_page)
            if 0 <= first + at - self._start + 1 < len(self._labels)
        }
        size = self._sheet.room(template.paper)
        self._sheet.setAccessibleName(told)
        self._context.work.job(
            self, painted_page, template, shown, size * SHARP,
            then=partial(self._on_painted, self._asked),
        )  # fmt: skip

    def _on_painted(self, asked: int, image: QImage) -> None:
        if asked == self._asked:
            self._sheet.show_image(image)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_PageDown: 1,
            Qt.Key.Key_PageUp: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Left: -1,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.turn(step)


class _Sheet(QWidget):
    """The page's picture, as large as there is room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = QImage()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        return QSize(current_theme().px(360), current_theme().px(360))

    def room(self, paper: Paper) -> QSize:
        """Of a page in what there is; a small label is not blown up beyond its text."""
        width, height = paper.page
        inside = self.sizeHint() if self.width() < 200 else self.size()
        share = min((inside.width() - 4) / width, (inside.height() - 4) / height)
        return QSize(max(1, int(width * share)), max(1, int(height * share)))

    def show_image(self, image: QImage) -> None:
        """Another page."""
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = current_theme()
        if not self._image.isNull():
            size = self._image.size() / SHARP
            corner = QRect(0, 0, size.width(), size.height())
            corner.moveCenter(self.rect().center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(corner, self._image)
            painter.setPen(theme.color("border.focus" if self.hasFocus() else "border.control"))
            painter.drawRect(corner.adjusted(-1, -1, 0, 0))


def painted_page(template: Template, shown: dict[int, LabelWords], size: QSize) -> QImage:
    """One page in so many pixels; the places of its labels are drawn thinly. Any thread."""
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(PAPER)
    paper = template.paper
    scale = size.width() / paper.page[0] / UNIT
    painter = QPainter(image)
    painter.scale(scale, scale)
    edge = QPen(GRID, 2)
    edge.setCosmetic(True)
    for at in range(paper.per_page):
        _, x, y = paper.place(at)
        box = QRect(round(x * UNIT), round(y * UNIT), *_sides(paper))
        if paper.is_sheet:
            painter.setPen(edge)
            painter.setBrush(USED if at < min(shown, default=0) else PAPER)
            painter.drawRoundedRect(box, UNIT, UNIT)
        if at in shown:
            painter.save()
            painter.setClipRect(box)
            painter.translate(x * UNIT, y * UNIT)
            paint_label(painter, template, shown[at])
            painter.restore()
    painter.end()
    return image


def _sides(paper: Paper) -> tuple[int, int]:
    return round(paper.width * UNIT), round(paper.height * UNIT)
