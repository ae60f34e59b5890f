"""What a place shows when it has no content: shape, title, a sentence, up to four buttons."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.scrolled import clear
from desktop.ui.widgets.shape import Shape

ICON = 56
WIDTH, LEAST = 360, 200
LARGE_ICON, LARGE_WIDTH = 96, 600
BUTTONS = 32
SIDE, AROUND = 8, 76  # beside the words; above, between and below them
INKS = {"neutral": "text.muted", "ok": "ok.text", "warn": "warn.text", "bad": "bad.text"}


@dataclass(frozen=True)
class Action:
    """One way on: its words, what it does, its drawing; ``kind`` as in Button."""

    text: str
    run: Callable[[], object]
    icon: str = ""
    kind: str = "default"


@dataclass(frozen=True)
class State:
    """All a StatusPage shows; tone is neutral, ok, warn or bad."""

    icon: str
    title: str
    sentence: str = ""
    tone: str = "neutral"
    actions: list[Action] = field(default_factory=list)
    more: Action | None = None  # a link below the buttons


class StatusPage(QWidget):
    """A State in the middle of the place it is given; ``is_large`` to be read from afar."""

    def __init__(self, state: State | None = None, is_large: bool = False) -> None:
        super().__init__()
        self._shape = Shape(side=LARGE_ICON if is_large else ICON)
        self._title = Label("", "display" if is_large else "title", wrap=True)
        self._sentence = Label("", "large" if is_large else "body", "secondary", wrap=True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._more = QHBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, 16, SIDE, 16)
        column.setSpacing(8)
        column.addStretch(1)
        for label in (self._title, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setMaximumWidth(LARGE_WIDTH if is_large else WIDTH)
            label.setMinimumWidth(LEAST)
        column.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        column.addLayout(_centred(self._title))
        column.addLayout(_centred(self._sentence))
        column.addSpacing(8)
        column.addLayout(self._buttons)
        column.addLayout(self._more)
        column.addStretch(1)
        if state:
            self.show_state(state)

    def show_state(self, state: State) -> None:
        """Shows another state."""
        self._shape.set(state.icon, INKS[state.tone])
        self._title.setText(state.title)
        self._sentence.setText(state.sentence)
        self._sentence.setVisible(bool(state.sentence))
        self.setAccessibleName(f"{state.title}. {state.sentence}")
        clear(self._buttons)
        self._buttons.addStretch(1)
        for action in state.actions[:4]:
            self._buttons.addWidget(Button(action.text, action.kind, action.icon, action.run))
        self._buttons.addStretch(1)
        clear(self._more)
        if state.more is not None:
            link = Button(state.more.text, "link", state.more.icon, state.more.run)
            self._more.addWidget(link, 0, Qt.AlignmentFlag.AlignHCenter)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Words before drawings: where there is too little room, the shape goes."""
        width = min(self.width() - 2 * SIDE, self._title.maximumWidth()) * 96 // 100
        labels = [each for each in (self._title, self._sentence) if each.text()]
        words = sum(label.heightForWidth(width) for label in labels)
        buttons = current_theme().px(BUTTONS) if self._buttons.count() > 2 else 0  # two stretches
        room = self.height() - words - buttons - AROUND
        self._shape.setVisible(room >= self._shape.sizeHint().height() // 2)


def no_match(typed: str, clear: Callable[[], object], sentence: str = "") -> State:
    """A filter that finds nothing, quoted, with the way out."""
    title = tr("Nothing matches “{typed}”", typed=typed) if typed else tr("Nothing matches")
    actions = [Action(tr("Clear filters"), clear, "x")]
    return State("search", title, sentence or tr("Other words may find it."), actions=actions)


def failed(title: str, error: UserError, again: Callable[[], object]) -> State:
    """Something could not be read: cause, what is safe, Copy details, Try again."""
    sentence = f"{error.message} {error.hint}".strip()
    if error.code and error.code not in sentence:
        sentence = f"{sentence} ({error.code})"
    details = f"{title}\n{sentence}"
    actions = [
        Action(tr("Copy details"), lambda: QGuiApplication.clipboard().setText(details), "copy"),
        Action(tr("Try again"), again, "refresh-cw", "primary"),
    ]
    return State("circle-alert", title, sentence, "bad", actions)


def read_only(error: UserError) -> State:
    """The data can be looked at, not changed: why, what to do, and what is safe."""
    safe = tr("What was booked is safe. You can look, not change.")
    words = " ".join(part for part in (error.message, error.hint, safe) if part)
    return State("shield-alert", unwritable(error), words, "warn")


def unwritable(error: UserError) -> str:
    """Why the data cannot be written, in two words."""
    words = {"disk_full": tr("Disk full"), "disk_error": tr("Disk error")}
    return words.get(error.code, tr("Read only"))


def _centred(label: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(label, 100)
    row.addStretch(1)
    return row
