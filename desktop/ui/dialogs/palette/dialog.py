"""The palette as it is seen: a line, what was found, and the keys at the foot."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.ui.dialogs.palette.entries import Entry
from desktop.ui.dialogs.palette.view import FoundView, words_of
from desktop.ui.pictures.source import Pictures
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.card import line
from desktop.ui.widgets.dialog import DROP, SHADOW, Sheet
from desktop.ui.widgets.keycap import KeyCap, key_hints
from desktop.ui.widgets.shape import Shape

WIDTH, LINE, FOOT, LIST = 640, 52, 40, 300
TOP = 110 / 800
SHARE = 300 / 800
MARGIN = 20
ICON = 20
LONGEST = 2000
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class PaletteDialog(Sheet):
    """``asked`` when the text changes, ``agreed`` at Enter, ``picked`` with what was chosen."""

    asked = Signal(str)
    agreed = Signal()
    picked = Signal(object)  # Entry
    is_passing = True  # a scan puts it away and is booked

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, tr("Search or run a command"), "palette", _width(parent))
        self._line = QLineEdit()
        self._line.setProperty("uiKind", "bare")
        self._line.setFrame(False)
        self._line.setMaxLength(LONGEST)
        words = tr("Product, document, vendor, page or command")
        self._line.setPlaceholderText(words)
        self._line.setAccessibleName(words)
        font = QFont(current_theme().font("amount"))
        font.setWeight(QFont.Weight.Normal)
        self._line.setFont(font)
        self._line.textChanged.connect(self.asked)
        self._line.installEventFilter(self)
        self._view = FoundView()
        self._view.clicked.connect(self._on_clicked)
        self._view.selectionModel().currentChanged.connect(self._tell)
        self._build()

    def show_pictures(self, pictures: Pictures) -> None:
        """Of the products that are found."""
        self._view.show_pictures(pictures)

    @property
    def text(self) -> str:
        """What is typed."""
        return self._line.text()

    def show_entries(self, entries: list[Entry], keeps: bool = False) -> None:
        """Shows these; ``keeps``: the chosen one stays chosen if it is among them."""
        before = self._view.chosen() if keeps else None
        self._view.show_entries(entries, before.key if before is not None else "")

    def pick(self) -> None:
        """Takes the chosen entry."""
        entry = self._view.chosen()
        if entry is not None:
            self.picked.emit(entry)

    def place(self) -> None:
        """In the upper middle, as wide and tall as the window has room for."""
        window = self._owner.window()
        shadow = SHADOW - DROP if self._has_shadow else 0
        theme = current_theme()
        top = round(window.height() * TOP)
        tall = max(theme.px(LIST), round(window.height() * SHARE))
        room = window.height() - top - theme.px(LINE + FOOT) - MARGIN
        self._view.setFixedHeight(min(tall, room))
        self.column.activate()
        self.adjustSize()
        left = (window.width() - self.width()) // 2
        self.move(window.mapToGlobal(QPoint(left, top - shadow)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Of the line: the keys that belong to the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key in STEPS:
                self._view.move_choice(STEPS[Qt.Key(key)])
                return True
            if key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
                for _ in range(5):
                    self._view.move_choice(1 if key == Qt.Key.Key_PageDown else -1)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.agreed.emit()
                return True
        return super().eventFilter(watched, event)

    def _focus_first(self) -> None:
        self._line.setFocus(Qt.FocusReason.TabFocusReason)

    def _build(self) -> None:
        theme = current_theme()
        head = QHBoxLayout()
        head.setContentsMargins(18, 0, 13, 0)
        head.setSpacing(12)
        head.addWidget(Shape("search", "text.secondary", ICON))
        head.addWidget(self._line, 1)
        head.addWidget(_Escape(self.reject))
        top = QWidget()
        top.setFixedHeight(theme.px(LINE))
        top.setLayout(head)
        self.column.addWidget(top)
        self.column.addWidget(line())
        self.column.addWidget(self._view)
        self.column.addWidget(line())
        self.column.addWidget(self._foot())

    def _foot(self) -> QWidget:
        foot = QWidget()
        foot.setFixedHeight(current_theme().px(FOOT))
        row = QVBoxLayout(foot)
        row.setContentsMargins(18, 0, 18, 0)
        hints = [
            ("↑ ↓", tr("move")),
            (tr("Enter"), tr("open")),
            (">", tr("commands only")),
            ("#", tr("document or barcode")),
        ]
        row.addWidget(key_hints(hints))
        return foot

    def _on_clicked(self, index: QModelIndex) -> None:
        self._view.setCurrentIndex(index)
        self.pick()

    def _tell(self) -> None:
        """The line keeps the focus: what is chosen is its description for screen readers."""
        entry = self._view.chosen()
        self._line.setAccessibleDescription(words_of(entry) if entry is not None else "")


class _Escape(KeyCap):
    """The key that closes, for the mouse too."""

    def __init__(self, close: Callable[[], object]) -> None:
        super().__init__(tr("Esc"))
        self._close = close
        self.setToolTip(tr("Close"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._close()


def _width(parent: QWidget) -> int:
    return min(current_theme().px(WIDTH), parent.window().width() - 2 * SHADOW)
