"""The head of the table: titles, the order's arrow, by click and by keyboard."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop.queries.columns import Column
from desktop.ui.table.cells import PAD
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import LEFT, RIGHT, paint_box, paint_text, text_width

HEIGHT = 36
ARROW = 14
GAP = 4
WIDER = 16


class Header(QHeaderView):
    """``chosen`` gives the column that was clicked, or confirmed with Space or Enter."""

    chosen = Signal(int)
    REST = QHeaderView.ResizeMode.Fixed  # of the column that takes what is left

    def __init__(self, columns: tuple[Column, ...], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = columns
        self._sorted = (-1, False)
        self._at = 0
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(24)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Columns; arrows choose one, Space orders by it"))
        self.setAccessibleDescription(tr("Ctrl and arrows move it, Shift and arrows widen it"))
        self.sectionClicked.connect(self.chosen)

    def set_columns(self, columns: tuple[Column, ...]) -> None:
        """Of a list that has other ones now."""
        self._columns = columns

    def show_order(self, section: int, descending: bool) -> None:
        """Puts the arrow at a column."""
        self._sorted = (section, descending)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), current_theme().px(HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if key == Qt.Key.Key_Right else -1, event.modifiers())
            self.viewport().update()
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self._at)
        else:
            super().keyPressEvent(event)

    def _step(self, step: int, held: Qt.KeyboardModifier) -> None:
        """To the next column; with Ctrl held the column goes, with Shift or Alt its edge."""
        visual = [self.logicalIndex(n) for n in range(self.count())]
        shown = [section for section in visual if not self.isSectionHidden(section)]
        here = shown.index(self._at) if self._at in shown else 0
        there = max(0, min(here + step, len(shown) - 1))
        if held & Qt.KeyboardModifier.ControlModifier:
            if here and there:
                self.moveSection(self.visualIndex(shown[here]), self.visualIndex(shown[there]))
        elif held & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier):
            if self.sectionResizeMode(shown[here]) != self.REST:
                wide = self.sectionSize(shown[here]) + step * WIDER
                self.resizeSection(shown[here], max(wide, self.minimumSectionSize()))
        else:
            self._at = shown[there]

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.viewport().update()
        return super().event(event)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = current_theme()
        column = self._columns[section]
        painter.fillRect(rect, theme.color("bg.surface"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("border.subtle"))
        is_sorted = section == self._sorted[0]
        font = theme.font("chip" if is_sorted else "small")
        ink = theme.color("text.primary" if is_sorted else "text.secondary")
        room = theme.px(ARROW) + GAP if is_sorted else 0
        box = rect.adjusted(PAD, 0, -PAD, 0)
        width = min(text_width(font, tr(column.title)), max(0, box.width() - room))
        title = QRect(box.x(), box.y(), width, box.height())
        if column.is_right:
            title.moveRight(box.right() - room)
        align = RIGHT if column.is_right else LEFT
        paint_text(painter, title, tr(column.title), font, ink, align)
        if is_sorted:
            side = theme.px(ARROW)
            top = rect.center().y() - side // 2 + 1
            arrow = QRect(title.right() + GAP, top, side, side)
            name = "chevron-down" if self._sorted[1] else "chevron-up"
            theme.icons.paint(painter, arrow, name, "text.primary")
        if self.hasFocus() and section == self._at:
            ring = rect.adjusted(2, 2, -2, -3)
            paint_box(painter, ring, theme.radius("key"), None, theme.color("border.focus"), 2)
