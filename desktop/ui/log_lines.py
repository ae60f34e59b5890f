"""The lines of the log as a list: time, level, who told it and what, one row each."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.jobs.log_reading import Entry
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import paint_text
from desktop.ui.widgets.pill import paint_pill

ROW, GAP, PAD = 30, 12, 10
SHOWN = 400  # letters: eliding a long line at each paint would be slow
TIME, LEVEL, LOGGER = 150, 84, 120
TONES = {"WARNING": "warn", "ERROR": "bad", "CRITICAL": "bad", "INFO": "info"}
Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractListModel):
    """Entries as they are; what a screen reader is told is the line."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: Sequence[Entry] = ()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            entry = self.entries[index.row()]
            return f"{entry.at:%Y-%m-%d %H:%M:%S} {entry.level} {entry.text}"
        return None


class _Painter(QStyledItemDelegate):
    """Rows of one height, so that a hundred thousand cost what is seen of them."""

    def __init__(self, model: _Model) -> None:
        super().__init__(model)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, current_theme().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, entry = current_theme(), self._model.entries[index.row()]
        box: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.color("bg.selected"))
        left = box.left() + PAD

        def part(width: int) -> QRect:
            nonlocal left
            found = QRect(left, box.top(), theme.px(width), box.height())
            left += theme.px(width) + GAP
            return found

        grey, small = theme.color("text.secondary"), theme.font("small")
        paint_text(painter, part(TIME), f"{entry.at:%Y-%m-%d %H:%M:%S}", small, grey)
        pill = part(LEVEL)
        pill.adjust(0, (box.height() - theme.px(20)) // 2, 0, 0)
        pill.setHeight(theme.px(20))
        tone = TONES.get(entry.level, "neutral")
        paint_pill(painter, pill, theme, entry.level.capitalize(), tone, role="badge")
        paint_text(painter, part(LOGGER), entry.logger, small, grey)
        rest = QRect(left, box.top(), max(0, box.right() - PAD - left), box.height())
        paint_text(
            painter, rest, entry.text[:SHOWN], theme.font("body"), theme.color("text.primary")
        )


class LogLines(QListView):
    """Arrows choose; what was chosen stays so while lines are added, the first one goes along."""

    def __init__(self) -> None:
        super().__init__()
        self._model = _Model()
        self._model.setParent(self)
        self.setModel(self._model)
        self.setItemDelegate(_Painter(self._model))
        self.setUniformItemSizes(True)
        self.setAccessibleName(tr("Lines of the log"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def entry(self, index: Index) -> Entry | None:
        """What stands in a row."""
        return self._model.entries[index.row()] if index.isValid() else None

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Others; the chosen one is kept where it is still among them."""
        current = self.currentIndex()
        before = self.entry(current) if current.row() > 0 else None
        self._model.show_entries(entries)
        row = 0 if before is None else next((n for n, e in enumerate(entries) if e == before), 0)
        if entries:
            self.setCurrentIndex(self._model.index(row))
