"""The scanner's way in: a key filter over the whole application, and the line that people type in.

Keys typed into a field go there at once and are taken back out when they turn out to be a scan. All
else that keys can set off (shortcuts, buttons, lists) waits for a moment of silence first, so that
nothing can be set off by a code's content.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QShortcutEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QWidget
from shiboken6 import isValid

from desktop.domain.scanning import (
    ENTER,
    LINE_FEED,
    TAB,
    Burst,
    Outcome,
    Sample,
    ScannerSettings,
    elapsed,
    feed,
    lone_key,
)
from desktop.ui.theme import current_theme
from desktop.ui.widgets.field_state import Editor, FieldState, editor_of, state_of
from desktop.ui.widgets.held_keys import HeldKeys
from desktop.ui.widgets.key_text import ESCAPE, AltNumber, key_text
from desktop.ui.widgets.painting import paint_box

Kind = QEvent.Type
KeyOrShortcut = QKeyEvent | QShortcutEvent
KINDS = frozenset({Kind.ShortcutOverride, Kind.Shortcut, Kind.KeyPress, Kind.KeyRelease})
END_OF_TEST_MS = 1000
END_OF_TERMINATOR_MS = 100

Standard = QKeySequence.StandardKey
SIGNS = ("+", "-", "\u2212")
ANSWERS = "takesAnswers"
# A focus lost in these ways comes back: by a click beside the line, by a program. Tab leads on.
STRAYED = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.OtherFocusReason)
HEIGHT, ICON, PAD, GAP = 56, 26, 16, 12


class Pressed(NamedTuple):
    """A key press as ``scanning.feed`` takes it."""

    text: str
    time: int
    is_repeat: bool


def monotonic_ms() -> int:
    """The clock for events that bring no time of their own."""
    return time.monotonic_ns() // 1_000_000


class ScanFilter(QObject):
    """Collects scans wherever the focus is; one per application, and a child of it.

    ``scanned``: a code, cleaned. ``key``: a character that stayed alone, typed where no text but a
    ScanField's is awaited (1, 2 and 3 answer a question). ``tested``: the Samples of a test scan.
    """

    scanned = Signal(str)
    key = Signal(str)
    tested = Signal(list)

    def __init__(
        self,
        app: QApplication,
        settings: ScannerSettings | None = None,
        clock_ms: Callable[[], int] = monotonic_ms,
    ) -> None:
        super().__init__(app)
        self._settings = settings or ScannerSettings()
        self._clock_ms = clock_ms
        self._burst = Burst()
        self._held = HeldKeys()
        self._states: dict[Editor, FieldState] = {}
        self._samples: list[Sample] | None = None
        self._announced: Pressed | None = None
        self._passed: tuple[QWidget, int, int, str] | None = None
        self._alt_number = AltNumber()
        self._is_waiting = False
        self._may_act = False
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setTimerType(Qt.TimerType.PreciseTimer)
        self._silence.timeout.connect(self._on_silence)
        app.installEventFilter(self)

    def set_settings(self, settings: ScannerSettings) -> None:
        """From the next key on."""
        self._settings = settings

    def begin_test(self) -> None:
        """The next burst comes as ``tested`` instead, however slow it is; nothing else gets it."""
        self.settle()
        self._burst = Burst()
        self._samples = []

    def end_test(self) -> None:
        """Back to work; after ``tested`` it is so by itself."""
        self._samples = None

    def settle(self) -> None:
        """Ends the silence now: what waits for it happens."""
        if not self._is_waiting:
            return
        self._rest()
        if self._samples:
            samples, self._samples = self._samples, None
            self.tested.emit(samples)
            return
        lone = lone_key(self._burst, self._settings.silence_ms, self._settings)
        self._held.let_go()
        if lone and self._may_act:
            self.key.emit(lone)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in KINDS or self._held.is_sent(event):
            return False
        if isinstance(event, QShortcutEvent):
            return self._on_shortcut(watched, event)
        if not isinstance(watched, QWidget) or not isinstance(event, QKeyEvent):
            return False  # a window gets each key before its widget does
        if event.type() == Kind.ShortcutOverride:
            self._announced = self._read(event)
            return False
        if event.type() == Kind.KeyRelease:
            return self._on_release(watched, event)
        return self._on_press(watched, event)

    def _on_shortcut(self, owner: QObject, event: QShortcutEvent) -> bool:
        """A shortcut is on its way to its owner; the key behind it was announced before."""
        pressed, self._announced = self._announced, None
        return pressed is not None and self._take(pressed, None, owner, event)

    def _on_press(self, widget: QWidget, event: QKeyEvent) -> bool:
        self._announced = None
        if self._is_passed_up(widget, event):
            return False
        if self._alt_number.takes(event):
            return True
        pressed = self._read(event)
        if pressed is None:
            return False
        is_taken = self._take(pressed, editor_of(widget), widget, event)
        if not is_taken:
            self._passed = (widget, event.key(), event.timestamp(), event.text())
        return is_taken

    def _on_release(self, widget: QWidget, event: QKeyEvent) -> bool:
        self._passed = None
        composed = self._alt_number.released(event)
        if composed is not None:
            QCoreApplication.sendEvent(widget, composed)
        return composed is not None

    def _take(
        self, pressed: Pressed, editor: Editor | None, target: QObject, event: KeyOrShortcut
    ) -> bool:
        """Whether the key is kept from where it was going, for now or for good."""
        if pressed.is_repeat and not self._is_too_soon(pressed):
            self._let_go()
            self._burst = Burst()
            return False
        if self._samples is not None:
            return self._sample(pressed)
        focus = QApplication.focusWidget()  # before the keys that are let go now move it
        step = feed(self._burst, pressed.text, pressed.time, self._settings)
        if step.broke:
            self._let_go()
        self._burst = step.burst
        if step.outcome in (Outcome.SCANNED, Outcome.SWALLOWED):
            self._finish(step.scan)
            return True
        if step.outcome is Outcome.PASSED:
            self._rest()
            return False
        holds = self._collect(pressed.text, step.outcome, editor)
        if holds:
            self._held.hold(target, event, focus)
        return holds

    def _collect(self, text: str, outcome: Outcome, editor: Editor | None) -> bool:
        """Lets a field have its character, remembering it; holds everything else."""
        if outcome is Outcome.STARTED:
            self._may_act = _may_act(editor)
            if text == " " and editor is None:  # presses a button, and begins no code
                self._burst = Burst()
                return False
        is_command = outcome is Outcome.JOINED and bool(text) and not text.isprintable()
        holds = editor is None or bool(self._held) or is_command
        if not holds and editor is not None and editor not in self._states:
            self._states[editor] = state_of(editor)
        is_lone = len(self._burst.text) == 1 and text.isprintable()
        self._wait(self._settings.silence_ms if is_lone else self._settings.gap_ms)
        return holds

    def _finish(self, scan: str) -> None:
        """The burst was a scan: nothing of it happens or remains anywhere but here."""
        self._rest()
        self._held.drop()
        while self._states:
            self._states.popitem()[1].restore()
        if scan:
            self.scanned.emit(scan)

    def _let_go(self) -> None:
        """The burst was a person's: it stays, and what was held happens now, in order."""
        self._rest()
        self._held.let_go()
        self._states.clear()

    def _sample(self, pressed: Pressed) -> bool:
        if pressed.text in ("", ESCAPE) or self._samples is None:
            return False
        self._samples.append(Sample(pressed.text, pressed.time))
        is_end = pressed.text in (ENTER, TAB, LINE_FEED)
        self._wait(END_OF_TERMINATOR_MS if is_end else END_OF_TEST_MS)
        return True

    def _wait(self, milliseconds: int) -> None:
        self._is_waiting = True
        self._silence.start(milliseconds)

    def _rest(self) -> None:
        self._is_waiting = False
        self._silence.stop()

    def _on_silence(self) -> None:
        """After a busy moment the timer may be before the keys that wait: they go first."""
        if self._silence.interval():
            self._silence.start(0)
        else:
            self.settle()

    def _read(self, event: QKeyEvent) -> Pressed | None:
        text = key_text(event)
        if text is None:
            return None
        return Pressed(text, event.timestamp() or self._clock_ms(), event.isAutoRepeat())

    def _is_too_soon(self, pressed: Pressed) -> bool:
        """No key repeats within a burst: X11 takes a digit sent twice in one millisecond for it."""
        passed = elapsed(self._burst.last, pressed.time)
        return bool(self._burst.text) and passed < self._settings.gap_ms

    def _is_passed_up(self, widget: QWidget, event: QKeyEvent) -> bool:
        """Whether this is the key just let pass, which its widget did not want, at a parent."""
        if self._passed is None or self._passed[1:] != _marks(event):
            return False
        below = self._passed[0]
        return below is not widget and isValid(below) and widget.isAncestorOf(below)


class ScanField(QFrame):
    """The big line of the Scan page: what is typed and ended with Enter comes as ``entered``.

    It takes the focus back whenever no other field wants it. While it is empty, Del, + and −,
    undo and redo are left to the page's shortcuts; the arrows always are the page's.
    """

    entered = Signal(str)
    edited = Signal(str)  # what is typed so far, at each key that changes it

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = QLineEdit()
        self._line.setProperty("uiKind", "bare")
        self._line.setProperty(ANSWERS, True)
        self._line.setFrame(False)
        self._line.installEventFilter(self)
        self._line.returnPressed.connect(self._on_return_pressed)
        self._line.textEdited.connect(self.edited)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._line)
        self.setFocusProxy(self._line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_placeholder(placeholder)
        self._fit()

    def text(self) -> str:
        """What is typed so far."""
        return self._line.text()

    def take(self) -> str:
        """What is typed so far, and the line is empty: the ``5 *`` or ``17`` before a scan."""
        typed = self._line.text()
        self._line.setText("")
        return typed

    def write(self, text: str) -> None:
        """Types for the person; the cursor stands before it, ready for a ``5 *``."""
        self._line.setText(text)
        self._line.setCursorPosition(0)

    def set_placeholder(self, text: str) -> None:
        """What may be done now, in grey and as the name for screen readers."""
        self._line.setPlaceholderText(text)
        self._line.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        return QSize(320, current_theme().px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, current_theme().px(HEIGHT))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Of the line inside: its focus, and the keys that belong to the page."""
        if event.type() in (Kind.FocusIn, Kind.FocusOut):
            self.update()
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() in STRAYED:
            QTimer.singleShot(0, self, self._take_focus)
        if event.type() == Kind.ShortcutOverride and self._is_pages(event):
            event.ignore()
            return True
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._take_focus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == Kind.StyleChange:
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        has_focus = self._line.hasFocus()
        border = theme.color("border.focus" if has_focus else "border.control")
        painter = QPainter(self)
        ground = theme.color("bg.surface")
        paint_box(painter, self.rect(), theme.radius("card"), ground, border, 1 + has_focus)
        side = theme.px(ICON)
        box = QRect(theme.px(PAD), (self.height() - side) // 2, side, side)
        theme.icons.paint(painter, box, "scan-barcode", "accent" if has_focus else "text.muted")

    def _on_return_pressed(self) -> None:
        if self._line.text().strip():
            self.entered.emit(self.take())

    def _is_pages(self, event: QEvent) -> bool:
        """Whether a key with nothing to do in the empty line may be a shortcut of the page."""
        if not isinstance(event, QKeyEvent) or self._line.text():
            return False
        is_command = event.matches(Standard.Undo) or event.matches(Standard.Redo)
        return is_command or event.key() == Qt.Key.Key_Delete or event.text() in SIGNS

    def _take_focus(self) -> None:
        focus = QApplication.focusWidget()
        is_wanted = focus is not None and editor_of(focus) is not None
        is_covered = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if self.isVisible() and not is_wanted and not is_covered:
            self._line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        theme = current_theme()
        font = QFont(theme.font("mode"))
        font.setWeight(QFont.Weight.Normal)
        self._line.setFont(font)
        left = theme.px(PAD + ICON + GAP)
        self._row.setContentsMargins(left, 2, theme.px(PAD), 2)


def _marks(event: QKeyEvent) -> tuple[int, int, str]:
    return event.key(), event.timestamp(), event.text()


def _may_act(editor: Editor | None) -> bool:
    """Whether a lone key may answer a question: no dialog, menu or other field is in between."""
    if QApplication.activeModalWidget() or QApplication.activePopupWidget():
        return False
    return editor is None or bool(editor.property(ANSWERS))
