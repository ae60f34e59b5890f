"""The real program with a hand inside: lines of Python on stdin run in the window, answers leave.

Started by ``driver.py`` as ``python -m tests.ui.driven ARGUMENTS``; the arguments are the
program's own.
"""

import json
import sys
import time
from collections.abc import Callable
from threading import Thread
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QLocale, QObject, Qt, QTimer, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from desktop import app as program
from desktop.ui.main_window import MainWindow
from desktop.ui.table.page import ListPage
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.status_bar import StatusBar
from desktop.ui.widgets.toast import Toast
from tests import looks

BEAT_MS = 10
SOONEST_MS, LATEST_MS = 5, 40  # looked for ever more rarely: each look at all widgets takes time
LAID_OUT = 3  # a layout may ask for another one
W = TypeVar("W", bound=QWidget)


class Hand(QObject):
    """What a test can say about the window, and do in it; runs on the GUI thread."""

    came = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.came.connect(self._on_line, Qt.ConnectionType.QueuedConnection)
        self.longest = 0.0
        self._last = time.monotonic()
        self._beat = QTimer(self)
        self._beat.setTimerType(Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._on_beat)
        self._beat.start(BEAT_MS)

    def _on_beat(self) -> None:
        now = time.monotonic()
        self.longest, self._last = max(self.longest, now - self._last), now

    def _on_line(self, line: str) -> None:
        try:
            answer: Any = {"answer": eval(line, {"hand": self, **globals()})}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer, default=str) + "\n")
        sys.stdout.flush()

    def calm(self) -> bool:
        """Forgets the longest stall of the GUI thread so far."""
        self._last, self.longest = time.monotonic(), 0.0
        return True

    def wait(self, condition: Callable[[], Any], seconds: float) -> Any:
        """The condition's first true answer; its last one when the time is over."""
        end, pause = time.monotonic() + seconds, SOONEST_MS
        loop = QEventLoop()
        while not (answer := condition()) and time.monotonic() < end:
            QTimer.singleShot(pause, loop.quit)
            loop.exec()
            pause = min(2 * pause, LATEST_MS)
        return answer

    @property
    def window(self) -> MainWindow:
        """The window; of two the one that is shown."""
        found = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
        return max(found, key=QWidget.isVisible)

    def is_there(self) -> bool:
        """Whether a window is shown; between two places there is none."""
        return bool(shown(MainWindow))

    def texts(self) -> list[str]:
        """All words that can be seen, dialogs and notices included."""
        return [text for widget in shown(QWidget) if (text := words(widget))]

    def says(self, piece: str) -> bool:
        return any(piece in text for text in self.texts())

    def pill(self) -> list[str]:
        """The words and the tone of the first pill."""
        pill = self.window.findChild(StatusBar).connection  # type: ignore[union-attr]
        return [pill.text, pill.tone]

    def press(self, text: str) -> bool:
        """Clicks the button with these words, that of the open dialog before the page's."""
        named = [b for b in shown(QAbstractButton) if text in (b.text(), b.accessibleName())]
        asked = QApplication.activeModalWidget()
        button = next((b for b in named if b.window() is asked), named[0])
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        return True

    def type(self, label: str, text: str) -> bool:
        """Types into the field with this label, key by key."""
        field = next(f for f in shown(Field) if f.findChild(QLabel).text() == label)  # type: ignore[union-attr]
        editor = field.findChild(QLineEdit)
        assert editor is not None
        editor.setFocus()
        editor.selectAll()
        QTest.keyClicks(editor, text)
        return True

    def rows(self) -> list[list[str]]:
        """What the list on the screen shows, row by row."""
        model = next(iter(shown(ListPage))).model
        indexes = [
            [model.index(row, column) for column in range(model.columnCount())]
            for row in range(min(model.rowCount(), 20))
        ]
        return [[str(index.data()) for index in row] for row in indexes]

    def is_at_rest(self) -> bool:
        """Nothing on the screen is still being read."""
        is_read = all(page.model.state != "loading" for page in shown(ListPage))
        return is_read and all(getattr(each, "is_at_rest", True) for each in shown(QWidget))

    def problems(self) -> list[str]:
        """What is wrong with the window as it is shown, once it is laid out."""
        for _ in range(LAID_OUT):
            QApplication.processEvents()
        return looks.problems(self.window, self.window.size())


def shown(kind: type[W]) -> list[W]:
    """The widgets of a kind that are on the screen."""
    return [w for w in QApplication.allWidgets() if isinstance(w, kind) and w.isVisible()]


def words(widget: QWidget) -> str:
    """What a widget says."""
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        return widget.text()
    return widget.text if isinstance(widget, Pill | Toast) else ""


def listen(hand: Hand) -> None:
    """Hands the lines of stdin over; the program ends with them."""
    for line in sys.stdin:
        hand.came.emit(line)


def main() -> int:
    """The program with the words of ``sys.argv``; its exit code."""
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    application = QApplication.instance() or QApplication(sys.argv[:1])
    hand = Hand()
    hand.setParent(application)
    Thread(target=listen, args=(hand,), daemon=True).start()
    return program.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
