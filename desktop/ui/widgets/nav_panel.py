"""The left navigation: a name at the top, rows in sections, a person at the foot; it can fold."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.avatar import Avatar
from desktop.ui.widgets.button import IconButton
from desktop.ui.widgets.card import line
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.nav_button import LEAST, NavButton
from desktop.ui.widgets.painting import paint_box, paint_text

WIDE, FOLDED = 216, 60
SECTION, ENDS = 30, 90  # pixels: a section's words; the head and the person at the foot
LOGO = 32


@dataclass(frozen=True)
class NavEntry:
    """A row: key, words, drawing, section, and the keys that open it."""

    key: str
    text: str
    icon: str
    section: str
    shortcut: str = ""


class NavPanel(QFrame):
    """``chosen`` gives the key of the row that was clicked."""

    chosen = Signal(str)
    fold_asked = Signal()

    def __init__(self, entries: Sequence[NavEntry], subtitle: str) -> None:
        super().__init__()
        self.setProperty("uiKind", "nav")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Navigation"))
        self.is_folded = False
        self.head = NavHead(subtitle)
        self._avatar = Avatar()
        self._person = ElideLabel("", "strong")
        self._role = ElideLabel("", "small", "muted")
        self._fold = IconButton("panel-left-close", tr("Fold the navigation"), self.fold_asked.emit)
        self._buttons: dict[str, NavButton] = {}
        self._sections: list[tuple[QWidget, QWidget]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 11, 12)
        column.setSpacing(2)
        column.addWidget(self.head)
        column.addSpacing(6)
        for section in dict.fromkeys(entry.section for entry in entries):
            self._add_section(column, section)
            for entry in (e for e in entries if e.section == section):
                self._add_row(column, entry)
        column.addStretch(1)
        column.addLayout(self._foot())
        self.set_person("", "")
        self.set_folded(False)

    def set_current(self, key: str) -> None:
        """Marks the row of the open page."""
        self._buttons[key].setChecked(True)

    def set_count(self, key: str, count: str, tone: str = "neutral") -> None:
        """Writes a number at the right of a row; ``alarm`` in red."""
        self._buttons[key].set_count(count, tone)

    def set_person(self, name: str, role: str) -> None:
        """Who works here; "" shows nobody."""
        self._avatar.set_name(name)
        self._avatar.setVisible(bool(name) and not self.is_folded)
        self._person.setText(name)
        self._role.setText(role)

    def set_folded(self, folded: bool) -> None:
        """Drawings alone, 60 pixels wide."""
        self.is_folded = folded
        self.setFixedWidth(FOLDED if folded else WIDE)
        self.head.set_folded(folded)
        self._name_sections()
        for button in self._buttons.values():
            button.set_folded(folded)
        self._person.setVisible(not folded)
        self._role.setVisible(not folded)
        self._avatar.setVisible(bool(self._person.text()) and not folded)
        self._fold.set_icon("panel-left-open" if folded else "panel-left-close")
        self._fold.set_name(tr("Unfold the navigation") if folded else tr("Fold the navigation"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name_sections()

    def _name_sections(self) -> None:
        """By words, or by thin rules where it is folded, or too low for words beside all rows."""
        theme = current_theme()
        rows = len(self._buttons) * (theme.px(LEAST) + 2)
        needed = rows + theme.px(len(self._sections) * SECTION + ENDS) + 40
        has_words = not self.is_folded and self.height() >= needed
        for label, rule in self._sections:
            label.setVisible(has_words)
            rule.setVisible(not has_words)

    def _add_section(self, column: QVBoxLayout, name: str) -> None:
        label = Label(name, "badge", "muted")
        label.setContentsMargins(10, 8, 0, 4)
        rule = line()
        column.addWidget(label)
        column.addWidget(rule)
        self._sections.append((label, rule))

    def _add_row(self, column: QVBoxLayout, entry: NavEntry) -> None:
        button = NavButton(entry.icon, entry.text, entry.shortcut)
        button.clicked.connect(partial(self._on_clicked, entry.key))
        self._buttons[entry.key] = button
        column.addWidget(button)

    def _on_clicked(self, key: str) -> None:
        self.chosen.emit(key)

    def _foot(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._person)
        words.addWidget(self._role)
        row = QHBoxLayout()
        row.setContentsMargins(3, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._avatar)
        row.addLayout(words, 1)
        row.addWidget(self._fold)
        return row


class NavHead(QAbstractButton):
    """The shop's sign and name; a click asks for the menu below it."""

    def __init__(self, subtitle: str) -> None:
        super().__init__()
        self._subtitle = subtitle
        self._is_folded = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_name("Onhand")

    def set_name(self, name: str) -> None:
        """The shop's name."""
        self.setText(name)
        self.setAccessibleName(tr("Menu of {name}", name=name))
        self.setToolTip(name)
        self.update()

    def set_folded(self, folded: bool) -> None:
        """The sign alone."""
        self._is_folded = folded
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(40, current_theme().px(40))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        if self.underMouse() or self.hasFocus():
            edge = theme.color("border.focus") if self.hasFocus() else None
            ground = theme.color("bg.hover")
            paint_box(painter, self.rect(), theme.radius("control"), ground, edge, 2)
        logo = QRect(4, (self.height() - LOGO) // 2, LOGO, LOGO)
        paint_box(painter, logo, 8, theme.color("accent"))
        inner = logo.adjusted(6, 7, -6, -5)
        theme.icons.paint(painter, inner, "onhand", "accent.on")
        if self._is_folded:
            return
        end = QRect(self.width() - 20, self.height() // 2 - 8, 16, 16)
        theme.icons.paint(painter, end, "chevron-down", "text.muted")
        left, middle = logo.right() + 11, self.height() // 2
        wide = end.left() - 6 - left
        name = QRect(left, middle - theme.px(18), wide, theme.px(20))
        below = QRect(left, middle + theme.px(1), wide, theme.px(16))
        paint_text(painter, name, self.text(), theme.font("strong"), theme.color("text.primary"))
        paint_text(painter, below, self._subtitle, theme.font("small"), theme.color("text.muted"))
