"""A card of the dashboard: title, a link that leads on, and what it shows before it has figures."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.skeleton import Skeleton

HEAD = 32
INSET = 4  # rows that light up under the pointer are wider than what stands over them


class CardFrame(Card):
    """``content`` is put in once; a skeleton until ``show_content``, a sentence by ``say``."""

    def __init__(self, title: str, content: QWidget, rows: int = 5) -> None:
        super().__init__(padding=16, spacing=6)
        self.body.setContentsMargins(12, 10, 12, 8)
        self.setAccessibleName(title)
        self.title = ElideLabel(title, "subtitle")
        self.head = QHBoxLayout()
        self.head.setContentsMargins(INSET, 0, INSET, 0)
        self.head.setSpacing(8)
        self.head.addWidget(self.title, 1)
        self.head.addStrut(current_theme().px(HEAD))  # as tall without a link as with one
        self.has_content = False
        self.content = content
        self._message = Label("", "body", "secondary", wrap=True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._again = Button(tr("Try again"), "link", on_click=self._on_again)
        self._retry: Callable[[], object] = lambda: None
        self._stack = QStackedWidget()
        for widget in (Skeleton(rows), content, self._told()):
            self._stack.addWidget(widget)
        self.body.addLayout(self.head)
        self.body.addWidget(self._stack, 1)

    def add_link(self, text: str, run: Callable[[], object]) -> None:
        """A link at the right of the title."""
        self.head.addWidget(Button(text, "link", on_click=run))

    def show_content(self) -> None:
        """The figures are there."""
        self.has_content = True
        self._stack.setCurrentWidget(self.content)

    def say(self, sentence: str) -> None:
        """In place of the figures: why there are none."""
        self.has_content = True
        self._put(sentence, "secondary", is_error=False)

    def show_error(self, error: UserError, again: Callable[[], object]) -> None:
        """What could not be read, unless there are figures from before: these stay."""
        if not self.has_content:
            self._retry = again
            self._put(str(error), "bad", is_error=True)

    def _put(self, sentence: str, tone: str, is_error: bool) -> None:
        self._message.setText(sentence)
        self._message.set_tone(tone)
        self._again.setVisible(is_error)
        self._stack.setCurrentIndex(2)

    def _on_again(self) -> None:
        self._retry()

    def _told(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(INSET, 4, INSET, 0)
        column.addWidget(self._message)
        column.addWidget(self._again, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return page
