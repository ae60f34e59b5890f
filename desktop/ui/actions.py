"""What the whole window can do: words, key, drawing and function, each once, for keys and menus."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from desktop.ui.theme import current_theme

SEARCH = "Ctrl+K"
JOBS, LOG = "Ctrl+Shift+J", "Ctrl+Shift+L"


Also = tuple[str, Callable[[], object]]  # beside a notice's first action: its words, and it


@dataclass(frozen=True)
class Command:
    """``key`` in Qt's portable spelling, as ``Ctrl+1``; "" for none; ``also`` is a second one."""

    text: str
    key: str
    run: Callable[[], object]
    icon: str = ""
    also: str = ""


def install(window: QWidget, commands: Sequence[Command], is_inside: bool = False) -> list[QAction]:
    """Makes the keys work in this window, or while the focus ``is_inside`` this part of it.

    The actions may be put into a menu.
    """
    actions = []
    for command in commands:
        action = QAction(command.text, window)
        action.setShortcuts([QKeySequence(key) for key in (command.key, command.also) if key])
        action.setMenuRole(QAction.MenuRole.NoRole)
        if is_inside:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setData(command)
        action.triggered.connect(lambda _checked=False, run=command.run: run())
        window.addAction(action)
        actions.append(action)
    return actions


def installed(widget: QWidget) -> list[Command]:
    """What can be done on a page and on those of its parts that are there to see, each once."""
    found = [action.data() for action in widget.findChildren(QAction) if _is_there(action, widget)]
    commands = [each for each in found if isinstance(each, Command)]
    return list({command.text: command for command in reversed(commands)}.values())[::-1]


def _is_there(action: QAction, page: QWidget) -> bool:
    part = action.parent()
    return part is page or not isinstance(part, QWidget) or part.isVisibleTo(page)


def open_menu(
    button: QAbstractButton, actions: Sequence[QAction], commands: Sequence[Command]
) -> None:
    """A menu of these actions below a button, with their drawings; gone when it closes."""
    menu = QMenu(button)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for action, command in zip(actions, commands, strict=True):
        if command.icon:
            action.setIcon(current_theme().icon(command.icon))
        menu.addAction(action)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))


def key_words(key: str) -> str:
    """A key as it is printed on a cap: ``Ctrl+Z`` → ``Ctrl Z``, on a Mac ``⌘Z``."""
    native = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    return native.replace("+", " ") if len(native) > 1 else native
