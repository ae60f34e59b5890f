"""A hand for the tests of the scanner input: presses keys at given times and notes what comes."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop.domain.scanning import Sample, ScannerSettings
from desktop.ui.widgets.scan_field import ScanFilter

EAN = "4006381333931"
Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier
Alt = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier
KEYS = {"\r": Key.Key_Return, "\t": Key.Key_Tab, "\x1d": Key.Key_BracketRight}


class Hand:
    """Presses keys at given times, as a scanner or as a person does."""

    def __init__(self, app: QApplication) -> None:
        self.now = 1000
        self.scans: list[str] = []
        self.lone: list[str] = []
        self.tests: list[list[Sample]] = []
        self.filter = ScanFilter(app, ScannerSettings(), lambda: self.now)
        self.filter.scanned.connect(self.scans.append)
        self.filter.key.connect(self.lone.append)
        self.filter.tested.connect(self.tests.append)

    def press(
        self, widget: QWidget, key: str | Qt.Key, after: int = 100, modifier: object = NONE
    ) -> None:
        """One key, ``after`` milliseconds."""
        self.now += after
        if isinstance(key, str) and key in KEYS:
            modifier = Ctrl if key == "\x1d" else modifier
            key = KEYS[key]
        if isinstance(key, str) and not key.isascii():  # QTest knows no key for it
            event = QKeyEvent(QEvent.Type.KeyPress, Key.Key_unknown, NONE, key)
            QCoreApplication.sendEvent(widget, event)
        else:
            QTest.keyClick(widget, key, modifier)  # type: ignore[call-overload]

    def scan(self, text: str, widget: QWidget | None = None, gap: int = 5) -> None:
        """A burst into the widget, or wherever the focus is at each key."""
        for n, character in enumerate(text):
            target = widget or QApplication.focusWidget()
            assert target is not None
            self.press(target, character, 500 if n == 0 else gap)

    def type(self, text: str, widget: QWidget) -> None:
        """Slowly, like a person."""
        for character in text:
            self.press(widget, character, 120)


def put(window: QWidget, *widgets: QWidget) -> None:
    layout = window.layout()
    assert layout is not None
    for widget in widgets:
        layout.addWidget(widget)
        widget.show()
    widgets[0].setFocus()


def line(text: str = "", **wishes: object) -> QLineEdit:
    made = QLineEdit(text)
    for name, value in wishes.items():
        getattr(made, name)(*value if isinstance(value, tuple) else (value,))
    return made


class Counted(QObject):
    """How often each of some shortcuts went off."""

    def __init__(self, window: QWidget, *keys: str) -> None:
        super().__init__(window)
        self.count = dict.fromkeys(keys, 0)
        for n, key in enumerate(keys):
            if n % 2:
                shortcut = QShortcut(QKeySequence(key), window)
                shortcut.activated.connect(lambda key=key: self.add(key))
            else:
                action = QAction(window)
                action.setShortcut(key)
                action.triggered.connect(lambda _=False, key=key: self.add(key))
                window.addAction(action)

    def add(self, key: str) -> None:
        self.count[key] += 1
