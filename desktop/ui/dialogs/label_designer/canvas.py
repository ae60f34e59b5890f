"""The label as it will be printed, with what is chosen framed: moved by mouse and by arrow keys."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.domain.label import STEP, Element
from desktop.domain.label_fields import LabelWords
from desktop.ui.dialogs.label_designer.draft import Draft
from desktop.ui.labels.painter import PAPER, UNIT, paint_label
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import paint_box

EDGE = 22  # pixels around the label, for its ruler
TALL = 300
HANDLE = 8
RULED = 10  # mm between two figures of the ruler
FAR = 10  # steps that Shift makes of one
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}  # fmt: skip
_FRAME = QColor("#2c53d4")


class Canvas(QWidget):
    """Arrows move by 0.5 mm, with Shift by 5; with Ctrl they stretch."""

    def __init__(self, draft: Draft, label: LabelWords) -> None:
        super().__init__()
        self._draft, self._label = draft, label
        self._held: QPointF | None = None  # mm from the element's corner
        self._gesture = self._is_stretching = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("The label"))
        self.setMinimumHeight(current_theme().px(TALL))

    def show_draft(self, draft: Draft, label: LabelWords) -> None:
        """Another template, or other goods on it."""
        self._draft, self._label = draft, label
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(430), theme.px(TALL))

    @property
    def scale(self) -> float:
        """Pixels of a mm."""
        paper = self._draft.template.paper
        inside = (self.width() - 2 * EDGE, self.height() - 2 * EDGE)
        return max(0.1, min(inside[0] / paper.width, inside[1] / paper.height))

    @property
    def _corner(self) -> QPointF:
        paper, scale = self._draft.template.paper, self.scale
        x = (self.width() - paper.width * scale) / 2
        return QPointF(x, (self.height() - paper.height * scale) / 2)

    def box_of(self, element: Element) -> QRectF:
        """Where an element is, in pixels."""
        scale, at = self.scale, self._corner
        x, y = at.x() + element.x * scale, at.y() + element.y * scale
        return QRectF(x, y, element.w * scale, element.h * scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, paper, scale, at = (
            current_theme(),
            self._draft.template.paper,
            self.scale,
            self._corner,
        )
        if self.hasFocus():
            paint_box(
                painter, self.rect(), theme.radius("control"), None, theme.color("border.focus")
            )
        label = QRectF(at.x(), at.y(), paper.width * scale, paper.height * scale)
        painter.fillRect(label, PAPER)
        painter.setPen(theme.color("border.control"))
        painter.drawRect(label.adjusted(-1, -1, 0, 0))
        self._paint_ruler(painter, label)
        painter.save()
        painter.setClipRect(label)
        painter.translate(at)
        painter.scale(scale / UNIT, scale / UNIT)
        paint_label(painter, self._draft.template, self._label)
        painter.restore()
        self._paint_frames(painter)

    def _paint_ruler(self, painter: QPainter, label: QRectF) -> None:
        theme, scale = current_theme(), self.scale
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("text.muted"))
        step = RULED if scale * RULED > 24 else 5 * RULED
        for mm in range(0, int(label.width() / scale) + 1, step):
            x = label.left() + mm * scale
            box = QRectF(x - 20, label.top() - EDGE, 40, EDGE - 4)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(mm))

    def _paint_frames(self, painter: QPainter) -> None:
        """Thin dots around all, a line with a handle around what is chosen."""
        dots = QPen(_FRAME, 1, Qt.PenStyle.DotLine)
        for number, element in enumerate(self._draft.template.elements):
            box = self.box_of(element)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            is_chosen = number == self._draft.chosen
            painter.setPen(QPen(_FRAME, 2) if is_chosen else dots)
            painter.drawRect(box)
            if is_chosen:
                painter.fillRect(_handle(box), _FRAME)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The smallest element below the pointer; again, the one under it stays chosen."""
        at = event.position()
        element = self._draft.element
        self._gesture += 1
        self._is_stretching = int(
            element is not None and _handle(self.box_of(element)).contains(at)
        )
        if not self._is_stretching:
            elements = self._draft.template.elements
            below = [n for n, one in enumerate(elements) if self.box_of(one).contains(at)]
            self._draft.choose(min(below, key=lambda n: elements[n].w * elements[n].h, default=-1))
        self._held = at

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """In whole steps of 0.5 mm."""
        if self._held is None or self._draft.element is None:
            return
        moved = (event.position() - self._held) / self.scale
        dx, dy = (int(length / STEP) * STEP for length in (moved.x(), moved.y()))
        if dx or dy:
            self._held += QPointF(dx, dy) * self.scale
            gesture = f"mouse {self._gesture}"
            (self._draft.stretch if self._is_stretching else self._draft.move)(dx, dy, gesture)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _ARROWS.get(Qt.Key(event.key()))
        if step is None or self._draft.element is None:
            super().keyPressEvent(event)
            return
        keys = event.modifiers()
        size = STEP * (FAR if keys & Qt.KeyboardModifier.ShiftModifier else 1)
        is_wider = keys & Qt.KeyboardModifier.ControlModifier
        (self._draft.stretch if is_wider else self._draft.move)(step[0] * size, step[1] * size)


def _handle(box: QRectF) -> QRectF:
    """The lower right corner, to be pulled."""
    return QRectF(box.right() - HANDLE / 2, box.bottom() - HANDLE / 2, HANDLE, HANDLE)
