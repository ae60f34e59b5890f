"""Help under F1: what the open page is for, all other topics, and the keys that work now."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QStringListModel, Qt, QUrl
from PySide6.QtGui import QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QListView,
    QScrollArea,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.help_topics import Topic, topics
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.keycap import KeyCap
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import FilterEdit
from desktop.ui.widgets.tab_bar import TabBar

WIDTH, TALL, LIST = 800, 420, 220
MOST = 440  # so that the dialog fits the smallest window at 130 %
USUAL = 100
Keys = Sequence[tuple[str, str]]


class HelpDialog(Dialog):
    """``groups`` are (heading, keys), the page's own first; a link leads to another topic."""

    is_passing = True  # a scan is of more interest; nothing that is typed here would be lost

    def __init__(self, parent: QWidget, topic: str, groups: Sequence[tuple[str, Keys]]) -> None:
        width = current_theme().px(WIDTH)
        super().__init__(parent, tr("Help"), "", "circle-question-mark", width)
        self._all = topics()
        self._shown: list[Topic] = []
        self._titles = QStringListModel(self)
        self._list = QListView()
        self._list.setAccessibleName(tr("Topics"))
        self._list.setProperty("uiKind", "topics")
        self._list.setModel(self._titles)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._list.selectionModel().currentChanged.connect(self._on_row)
        self._filter = FilterEdit(tr("Search the help"))
        self._filter.textChanged.connect(self._on_search)
        self.page = Page(self)
        self.page.anchorClicked.connect(self._on_link)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.page)
        self._stack.addWidget(_keys(groups))
        tabs = TabBar([("help", tr("What it is for")), ("keys", tr("Keys"))])
        tabs.chosen.connect(lambda key: self._stack.setCurrentIndex(int(key == "keys")))
        self._lay_out(tabs)
        self.add_button(Button(tr("Close"), "primary", on_click=self.accept))
        self._on_search("")
        self.open_topic(topic)

    def open_topic(self, key: str) -> None:
        """Shows a topic, the first one where there is none of this name."""
        if self._filter.text():
            self._filter.clear()
        row = next((n for n, topic in enumerate(self._shown) if topic.key == key), 0)
        self._list.setCurrentIndex(self._titles.index(row))

    def _focus_first(self) -> None:
        self.page.setFocus(Qt.FocusReason.TabFocusReason)

    def _lay_out(self, tabs: TabBar) -> None:
        theme = current_theme()
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self._filter)
        left.addWidget(self._list, 1)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(tabs)
        right.addWidget(self._stack, 1)
        self._list.setFixedWidth(theme.px(LIST))
        self._filter.setFixedWidth(theme.px(LIST))
        self._stack.setFixedHeight(min(theme.px(TALL), MOST))
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addLayout(left)
        row.addLayout(right, 1)
        self.body.addLayout(row)

    def _on_search(self, typed: str) -> None:
        words = typed.casefold().split()
        self._shown = [topic for topic in self._all if topic.has(words)]
        self._titles.setStringList([topic.title for topic in self._shown])
        if self._shown:
            self._list.setCurrentIndex(self._titles.index(0))
        else:
            self.page.say(tr("Nothing matches “{typed}”", typed=typed), tr("Try another word."))

    def _on_row(self) -> None:
        row = self._list.currentIndex().row()
        if 0 <= row < len(self._shown):
            self.page.say(self._shown[row].title, self._shown[row].text)
            self._stack.setCurrentIndex(0)

    def _on_link(self, link: QUrl) -> None:
        self.open_topic(link.path().removesuffix(".md"))


class Page(QTextBrowser):
    """Reads the shipped text and nothing else: no file, no picture, no address."""

    _told = ("", "")

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("Help"))
        self.setProperty("uiKind", "prose")
        self.document().setDefaultFont(current_theme().font("note"))
        self.document().setDocumentMargin(8)

    def changeEvent(self, event: QEvent) -> None:
        """Links take their colour when they are read: another theme reads them again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and any(self._told):
            place = self.verticalScrollBar().value()
            self.say(*self._told)
            self.verticalScrollBar().setValue(place)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        return None

    def say(self, title: str, text: str) -> None:
        """A title and Markdown below it, from its beginning."""
        self._told = (title, text)
        document = self.document()
        document.setMarkdown(f"# {title}\n\n{text}")
        block = document.begin()
        while block.isValid():
            _dress(QTextCursor(block), block)
            block = block.next()
        self.moveCursor(QTextCursor.MoveOperation.Start)


def _dress(cursor: QTextCursor, block: QTextBlock) -> None:
    """Our sizes for headings, air between the paragraphs, keys bold instead of typewritten."""
    theme, level = current_theme(), block.blockFormat().headingLevel()
    layout = QTextBlockFormat()
    layout.setTopMargin(theme.px(16) if level > 1 else 0)
    layout.setBottomMargin(theme.px(4 if block.textList() else 8))
    cursor.mergeBlockFormat(layout)
    if level:
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        heading = QTextCharFormat()
        heading.setFont(theme.font("title" if level == 1 else "subtitle"))
        cursor.mergeCharFormat(heading)
        return
    pieces: Any = block
    found = [piece.fragment() for piece in pieces]
    for piece in (each for each in found if each.charFormat().fontFixedPitch()):
        cursor.setPosition(piece.position())
        cursor.setPosition(piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor)
        key = QTextCharFormat()
        key.setFont(theme.font("chip"))
        cursor.mergeCharFormat(key)


def _keys(groups: Sequence[tuple[str, Keys]]) -> QScrollArea:
    """The keys side by side, scrolled where there are many."""
    inside = QWidget()
    columns = QHBoxLayout(inside)
    columns.setSpacing(32)
    for name, keys in groups:
        if keys:
            columns.addLayout(_column(name, keys), 1)
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    return area


def _column(name: str, keys: Keys) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8 if current_theme().scale <= USUAL else 3)
    grid.setColumnStretch(1, 1)
    grid.addWidget(Label(name, "badge", "muted"), 0, 0, 1, 2)
    for row, (key, words) in enumerate(keys, start=1):
        grid.addWidget(KeyCap(key), row, 0, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(Label(words, "body", "secondary", wrap=True), row, 1)
    grid.setRowStretch(len(keys) + 1, 1)
    return grid
