"""The list in the palette: headings, products with a picture, everything else on a narrower row."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop.ui.dialogs.palette.entries import Entry
from desktop.ui.pictures.source import Pictures
from desktop.ui.text import tr
from desktop.ui.theme import Theme, current_theme
from desktop.ui.widgets.keycap import HEIGHT, keycap_width, paint_keycap
from desktop.ui.widgets.marked_text import paint_marked
from desktop.ui.widgets.painting import paint_box, paint_text, text_width
from desktop.ui.widgets.thumb import paint_photo, paint_thumb

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
HEAD, TALL, LOW = 29, 42, 32
INSET, LEFT_PAD, RIGHT_PAD = 7, 18, 19
THUMB, ICON, GAP = 28, 18, 12
WIDEST_NOTE = 240


class FoundModel(QAbstractListModel):
    """Headings (text) and entries; a row's words are its DisplayRole, for screen readers."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Entry | str] = []

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return words_of(row)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.rows[index.row()]
        if isinstance(row, str) or row.run is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def show(self, entries: Sequence[Entry]) -> None:
        """Shows these, each group under its heading."""
        self.beginResetModel()
        self.rows = []
        group = ""
        for entry in entries:
            if entry.group != group:
                group = entry.group
                self.rows.append(group)
            self.rows.append(entry)
        self.endResetModel()


class FoundView(QListView):
    """The arrows are told by the line that has the focus; a row is chosen by the mouse too."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = FoundModel(self)
        self.setModel(self.rows)
        self._delegate = _Delegate(self)
        self.setItemDelegate(self._delegate)
        self.setProperty("uiKind", "found")
        self.setAccessibleName(tr("What was found"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_pictures(self, pictures: Pictures) -> None:
        """Of products, as they come."""
        self._delegate.pictures = pictures
        pictures.came.connect(self.viewport().update)

    def show_entries(self, entries: Sequence[Entry], chosen: str = "") -> None:
        """Shows these; the entry with this key is chosen, else the first."""
        self.rows.show(entries)
        keys = [row.key if isinstance(row, Entry) and row.run else None for row in self.rows.rows]
        firsts = [row for row, key in enumerate(keys) if key is not None]
        if firsts:
            same = keys.index(chosen) if chosen and chosen in keys else firsts[0]
            self._choose(same)
        if not firsts or same == firsts[0]:
            self.scrollToTop()

    def move_choice(self, step: int) -> None:
        """The next or the last one before that can be chosen; round at the ends."""
        count = len(self.rows.rows)
        row = self.currentIndex().row()
        for _ in range(count):
            row = (row + step) % count
            if self.rows.flags(self.rows.index(row)):
                self._choose(row)
                return

    def chosen(self) -> Entry | None:
        """The entry that Enter opens."""
        index = self.currentIndex()
        row = self.rows.rows[index.row()] if index.isValid() else None
        return row if isinstance(row, Entry) else None

    def _choose(self, row: int) -> None:
        self.setCurrentIndex(self.rows.index(row))
        if row == 1:  # the heading above comes along
            self.scrollToTop()


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: FoundView) -> None:
        super().__init__(view)
        self._view = view
        self.pictures: Pictures | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, _height(current_theme(), self._view.rows.rows[index.row()]))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._view.rows.rows[index.row()]
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if isinstance(row, str):
            _paint_head(painter, rect, current_theme(), row)
        else:
            is_under = bool(state & QStyle.StateFlag.State_MouseOver) and row.run is not None
            is_chosen = bool(state & QStyle.StateFlag.State_Selected)
            photo = self.pictures.small(row.of) if self.pictures and row.of else None
            _paint_row(painter, rect, current_theme(), row, (is_chosen, is_under), photo)
        painter.restore()


def words_of(row: Entry | str) -> str:
    """A row as it is read aloud."""
    if isinstance(row, str):
        return row
    return ", ".join(filter(None, (row.title, row.note, row.cap)))


def _height(theme: Theme, row: Entry | str) -> int:
    if isinstance(row, str):
        return theme.px(HEAD)
    return theme.px(TALL if row.look else LOW)


def _paint_head(painter: QPainter, rect: QRect, theme: Theme, words: str) -> None:
    low = rect.adjusted(LEFT_PAD - 1, theme.px(7), -RIGHT_PAD, 0)
    paint_text(painter, low, words, theme.font("chip"), theme.color("text.muted"))


def _paint_look(
    painter: QPainter, box: QRect, theme: Theme, row: Entry, photo: QImage | None
) -> None:
    if photo is not None:
        paint_photo(painter, box, theme, photo)
    elif row.look:
        paint_thumb(painter, box, theme, row.look)
    elif row.icon:
        theme.icons.paint(painter, box, row.icon, "text.secondary")


def _paint_row(
    painter: QPainter,
    rect: QRect,
    theme: Theme,
    row: Entry,
    states: tuple[bool, bool],
    photo: QImage | None,
) -> None:
    """``states``: whether it is chosen, and whether the mouse is over it."""
    is_chosen, is_under = states
    if is_chosen or is_under:
        ground = theme.color("bg.selected" if is_chosen else "bg.hover")
        paint_box(painter, rect.adjusted(INSET, 0, -INSET, 0), 6, ground)
    middle = rect.center().y() + 1
    left = rect.x() + LEFT_PAD + 1
    side = theme.px(THUMB if row.look else ICON)
    box = QRect(left, middle - side // 2, side, side)
    _paint_look(painter, box, theme, row, photo)
    end = rect.right() - RIGHT_PAD + 1
    caps = [tr("Enter")] if is_chosen else []
    caps += [row.cap] if row.cap else []
    for cap in caps:
        wide, tall = keycap_width(theme, cap), theme.px(HEIGHT)
        place = QRect(end - wide + 1, middle - tall // 2, wide, tall)
        paint_keycap(painter, place, theme, cap)
        end = place.x() - GAP - 1
    if row.note:
        small = theme.font("small")
        wide = min(text_width(small, row.note), theme.px(WIDEST_NOTE))
        note = QRect(end - wide + 1, rect.y(), wide, rect.height())
        paint_text(painter, note, row.note, small, theme.color("text.secondary"))
        end = note.x() - GAP
    title = QRect(box.right() + GAP + 1, rect.y(), 0, rect.height())
    title.setRight(end)
    strong = theme.color("text.primary" if row.run else "text.secondary")
    font, mark = theme.font("note"), theme.color("accent.text")
    paint_marked(painter, title, row.title, row.marks, font, strong, mark)
