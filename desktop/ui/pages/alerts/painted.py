"""How an alert's row is painted, and where in it one can click."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.queries.alerts import AlertRow
from desktop.ui.alerts.words import (
    DEEDS,
    GROUPS,
    INKS,
    AlertWords,
    age_of,
    deed_of,
    facts_of,
    kind_of,
    title_of,
)
from desktop.ui.table.cells import Thumbs, paint_unread
from desktop.ui.table.model import ListModel
from desktop.ui.text import tr
from desktop.ui.theme import Theme, current_theme
from desktop.ui.widgets.painting import CENTER, LEFT, RIGHT, paint_box, paint_text, text_width
from desktop.ui.widgets.thumb import thumb_of

Index = QModelIndex | QPersistentModelIndex
State = QStyle.StateFlag
HEADING = 30
EDGE, ICON, THUMB, GAP = 16, 20, 36, 12
MARK, SPACE, DRAWING = 32, 18, 18
BUTTON = 32
AGE = 64
DEED, SNOOZE, DONE = "deed", "snooze", "done"


@dataclass(frozen=True)
class Marks:
    """The two drawings at the end of a row: icon and what it does; "" for none."""

    snooze: str = ""
    done: str = ""

    @property
    def names(self) -> dict[str, str]:
        """What a pointer over them is told."""
        reopen = tr("Open again")
        snooze = reopen if self.snooze == "rotate-ccw" else tr("Snooze (S)")
        return {SNOOZE: snooze, DONE: tr("Acknowledge (E)")}


def marks_of(row: AlertRow, may_handle: bool) -> Marks:
    """What can be done to it beside its deed."""
    if not may_handle or row.status == "resolved":
        return Marks()
    if row.status == "open":
        return Marks("clock", "check")
    return Marks("rotate-ccw", "check" if row.status == "snoozed" else "")


def deed_width(theme: Theme) -> int:
    """One width for every row's button."""
    font = theme.font("strong")
    return max(text_width(font, tr(deed.text)) for deed in DEEDS) + theme.px(22)


def zones(rect: QRect, theme: Theme) -> dict[str, QRect]:
    """Where a row's button and its two drawings are, from the right."""
    side, middle = theme.px(MARK), rect.center().y()
    right = rect.right() - EDGE + 2
    found: dict[str, QRect] = {}
    for name in (DONE, SNOOZE):
        found[name] = QRect(right - side, middle - side // 2, side, side)
        right -= side + SPACE
    width, height = deed_width(theme), theme.px(BUTTON)
    found[DEED] = QRect(right + SPACE - GAP - width, middle - height // 2, width, height)
    return found


class AlertDelegate(QStyledItemDelegate):
    """One cell is the whole row; ``headings`` are the rows that begin a group."""

    def __init__(self, words: AlertWords, headings: dict[int, str], parent: QObject) -> None:
        super().__init__(parent)
        self._words = words
        self._headings = headings
        self._thumbs = Thumbs()
        self.may_handle = self.may_book = True
        self.hot: tuple[int, str] | None = None  # row and zone under the pointer

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows are as high as the view says; nothing is measured."""
        return QSize(0, current_theme().row("scan"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current_theme()
        model = index.model()
        assert isinstance(model, ListModel)
        rect: QRect = QRect(option.rect)
        state: State = option.state
        heading = self._headings.get(index.row(), "")
        if heading:
            above = QRect(rect.x(), rect.y(), rect.width(), theme.px(HEADING))
            painter.fillRect(above, theme.color("bg.surface"))  # no part of a chosen row
            box = above.adjusted(EDGE, 4, 0, 0)
            ink = theme.color(INKS[heading])
            paint_text(painter, box, tr(GROUPS[heading]), theme.font("chip"), ink)
            rect.setTop(rect.y() + theme.px(HEADING))
        is_chosen = bool(state & State.State_Selected)
        if is_chosen:
            painter.fillRect(rect, theme.color("bg.selected"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("border.subtle"))
        row = model.row(index.row())
        if row is not None:
            self._paint_row(painter, rect.adjusted(0, 0, 0, -1), theme, row, index.row())
        elif model.cache.is_gone(model.key(index.row())):
            box, ink = rect.adjusted(EDGE, 0, 0, 0), theme.color("text.muted")
            paint_text(painter, box, tr("deleted"), theme.font("body"), ink)
        else:
            paint_unread(painter, rect.adjusted(EDGE, 0, -EDGE, 0), theme, True)

    def _paint_thumb(
        self, painter: QPainter, left: int, middle: int, theme: Theme, row: AlertRow
    ) -> int:
        """Its width; what is about no product has none."""
        side, ratio = theme.px(THUMB), painter.device().devicePixelRatio()
        look = thumb_of(row.name or "", row.category)
        painter.drawPixmap(left, middle - side // 2, self._thumbs.pixmap(look, side, ratio, theme))
        return side

    def _paint_row(
        self, painter: QPainter, rect: QRect, theme: Theme, row: AlertRow, number: int
    ) -> None:
        now = self._words.clock.now()
        found = zones(rect, theme)
        side, middle = theme.px(ICON), rect.center().y()
        icon = QRect(rect.x() + EDGE, middle - side // 2, side, side)
        ink = "text.muted" if row.status == "resolved" else INKS[row.severity]
        theme.icons.paint(painter, icon, kind_of(row).icon, ink)
        left = icon.right() + 1 + GAP
        if row.product is not None:
            left += self._paint_thumb(painter, left, middle, theme, row) + GAP
        words, old = age_of(row, now), theme.px(AGE)
        box = QRect(found[DEED].x() - GAP - old, rect.y(), old, rect.height())
        muted = theme.color("text.secondary")
        taken = paint_text(painter, box, words, theme.font("small"), muted, RIGHT)
        line, small = theme.line("strong"), theme.line("small")
        room = box.right() - taken - GAP - left
        top = middle - (line + small) // 2
        primary = theme.color("text.primary")
        title = QRect(left, top, room, line)
        paint_text(painter, title, title_of(row), theme.font("strong"), primary, LEFT)
        under = QRect(left, top + line - 1, room, small)
        facts = facts_of(row, now, self._words.shop.zone)
        paint_text(painter, under, facts, theme.font("small"), muted, LEFT)
        self._paint_marks(painter, theme, found, row, number)

    def _paint_marks(
        self, painter: QPainter, theme: Theme, found: dict[str, QRect], row: AlertRow, number: int
    ) -> None:
        hot = self.hot[1] if self.hot is not None and self.hot[0] == number else ""
        marks = marks_of(row, self.may_handle)
        side = theme.px(DRAWING)
        for name, icon in ((SNOOZE, marks.snooze), (DONE, marks.done)):
            if not icon:
                continue
            box = found[name]
            if hot == name:
                paint_box(painter, box, theme.radius("control"), theme.color("bg.hover"))
            inner = QRect(0, 0, side, side)
            inner.moveCenter(box.center())
            theme.icons.paint(painter, inner, icon, "text.secondary")
        deed = deed_of(row, self.may_book)
        if deed is not None:
            self._paint_deed(painter, theme, found[DEED], tr(deed.text), number, hot == DEED)

    def _paint_deed(
        self, painter: QPainter, theme: Theme, box: QRect, text: str, number: int, is_hot: bool
    ) -> None:
        """The current row's button is the primary one."""
        view = self.parent()
        is_current = getattr(view, "current_row", -1) == number
        fill = "accent" if is_current else "bg.raised"
        if is_hot:
            fill = "accent.hover" if is_current else "bg.hover"
        edge = None if is_current else theme.color("border.control")
        ink = theme.color("accent.on" if is_current else "text.primary")
        paint_box(painter, box, theme.radius("control"), theme.color(fill), edge)
        paint_text(painter, box, text, theme.font("strong"), ink, CENTER)
