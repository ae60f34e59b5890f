"""What the whole window can do: words, key, drawing and function, each once, for keys and menus."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.ui.theme import current_theme


@dataclass(frozen=True)
class Command:
    """``key`` in Qt's portable spelling, as ``Ctrl+1``; "" for none; ``also`` is a second one."""

    text: str
    key: str
    run: Callable[[], object]
    icon: str = ""
    also: str = ""


def install(window: QWidget, commands: Sequence[Command]) -> list[QAction]:
    """Makes the keys work in this window; the actions may be put into a menu."""
    actions = []
    for command in commands:
        action = QAction(command.text, window)
        action.setShortcuts([QKeySequence(key) for key in (command.key, command.also) if key])
        action.setMenuRole(QAction.MenuRole.NoRole)
        action.triggered.connect(lambda _checked=False, run=command.run: run())
        if command.icon:
            action.setIcon(current_theme().icon(command.icon))
        window.addAction(action)
        actions.append(action)
    return actions


def key_words(key: str) -> str:
    """A key as it is printed on a cap: ``Ctrl+Z`` → ``Ctrl Z``, on a Mac ``⌘Z``."""
    native = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    return native.replace("+", " ") if len(native) > 1 else native
