"""A person at a page: looks at what stands there, types, presses, chooses."""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMenu, QWidget

from desktop.ui.table.page import ListPage
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.toast import Toast
from tests.stage import Stage

# For what is the same whatever the data comes from.
ONE_ENGINE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
W = TypeVar("W", bound=QWidget)
FINGER_MS = 150
NONE = Qt.KeyboardModifier.NoModifier


class Person:
    """Works with one page of the window, by keys and clicks."""

    def __init__(self, on: Stage, page: str = "") -> None:
        self.on = on
        if page:
            self.open(page)

    def open(self, page: str, **arguments: Any) -> None:
        """Goes to a page and waits until its list has settled."""
        self.on.window.open_page(page, **arguments)
        self.settle()

    def shown(self, kind: type[W]) -> list[W]:
        """The widgets of a kind that can be seen."""
        found = (w for place in _tops() for w in place.findChildren(kind))
        return list(dict.fromkeys(w for w in found if w.isVisible()))

    @property
    def page(self) -> ListPage:
        """The list on the screen."""
        return self.shown(ListPage)[0]

    def settle(self) -> None:
        """Waits until the list on the screen reads nothing any more."""
        self.on.lay_out()
        for page in self.shown(ListPage):
            self.on.until(lambda page=page: is_quiet(page))  # type: ignore[misc]
        self.on.lay_out()

    def names(self, field: str = "name") -> list[Any]:
        """A field of every row, from the top."""
        rows: list[Any] = []

        def is_read() -> bool:
            self.settle()
            model = self.page.model
            model.look_at(0, model.rowCount() - 1)
            self.settle()
            rows[:] = [model.row(number) for number in range(model.rowCount())]
            return None not in rows  # the list may have been read anew in between

        self.on.until(is_read)
        return [getattr(row, field) for row in rows]

    def words(self) -> list[str]:
        """All that labels, buttons and lines say."""
        spoken = (QLabel, QAbstractButton, QLineEdit)
        found: list[Any] = [widget for kind in spoken for widget in self.shown(kind)]
        marks: list[Any] = [widget for kind in (Pill, Toast) for widget in self.shown(kind)]
        return [*(widget.text() for widget in found), *(widget.text for widget in marks)]

    def sees(self, piece: str, seconds: float = 10) -> None:
        """Waits until it stands there."""
        self.on.until(lambda: any(piece in words for words in self.words()), seconds)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """One key, wherever the focus is."""
        self.on.key_ms += FINGER_MS
        QTest.keyClick(QApplication.focusWidget() or self.on.window, key, modifier)
        self.on.context.scanner.settle()

    def write(self, widget: QWidget, text: str) -> None:
        """Other words into a line, as slowly as a person types."""
        widget.setFocus()
        self.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.press(Qt.Key.Key_Backspace)
        for character in text:
            self.on.key_ms += FINGER_MS
            QTest.keyClicks(widget, character)

    def scan(self, code: str) -> None:
        """A code as a scanner types it."""
        self.on.key_ms += FINGER_MS
        target = QApplication.focusWidget() or self.on.window
        QTest.keyClicks(target, code)
        QTest.keyClick(target, Qt.Key.Key_Return)

    def button(self, words: str) -> QAbstractButton:
        """The button that says so, once it is there."""
        self.on.until(lambda: bool(self._buttons(words)))
        return self._buttons(words)[0]

    def _buttons(self, words: str) -> list[QAbstractButton]:
        found = self.shown(QAbstractButton)
        return [b for b in found if words in (b.text(), b.accessibleName())]

    def click(self, words: str) -> None:
        """A click on the button that says so."""
        QTest.mouseClick(self.button(words), Qt.MouseButton.LeftButton)
        self.on.lay_out()

    def field(self, label: str) -> Field:
        """The field under this label."""
        found = [
            f for f in self.shown(Field) if label in [w.text() for w in f.findChildren(QLabel)]
        ]
        return found[0]

    def error_at(self, label: str) -> str:
        """What is wrong with the input under this label, "" for nothing."""
        editor = self.field(label).editor
        return editor.accessibleDescription() if editor.property("uiError") == "true" else ""

    def type(self, label: str, text: str) -> None:
        """Other words into the field with this label."""
        field = self.field(label)
        editor = field.editor if isinstance(field.editor, QLineEdit) else None
        editor = editor or field.findChild(QLineEdit)
        assert editor is not None
        self.write(editor, text)

    def look_for(self, text: str) -> None:
        """Words into the filter line."""
        self.write(self.page.filters.edit, text)
        self.press(Qt.Key.Key_Return)
        self.settle()

    def choose(self, chip: str, *choices: str) -> None:
        """Opens a filter chip and takes choices of its menu."""
        if not self._buttons(chip):
            self.click("Add filter")
            self._take(chip)
        else:
            self.click(chip)
        for words in choices:
            self._take(words)
        for menu in self.shown(QMenu):
            menu.close()
        self.settle()

    def _take(self, words: str) -> None:
        def entries() -> list[Callable[[], None]]:
            menus = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu)]
            shown = [action for menu in menus if menu.isVisible() for action in menu.actions()]
            return [action.trigger for action in shown if action.text() == words]

        self.on.until(lambda: bool(entries()))
        entries()[0]()
        self.on.lay_out()


def _tops() -> list[QWidget]:
    """Windows that can be seen; the children of one are found with it."""
    top = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    return [w for w in top if (parent := w.parentWidget()) is None or parent.window() not in top]


def is_quiet(page: ListPage) -> bool:
    """Whether a list reads nothing any more."""
    lanes = (page.model.feed.lane, page.model.windows.lane)
    is_there = page.model.is_whole or page.model.state == "error"
    return is_there and not any(lane.is_busy for lane in lanes)
