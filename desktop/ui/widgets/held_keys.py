"""Keys and shortcuts kept from their targets until it is known whose they were."""

from collections import deque
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QKeyEvent, QShortcutEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class HeldKeys:
    """What a person pressed is sent on in order; what a scanner sent is dropped."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self._sent: QEvent | None = None

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def is_sent(self, event: QEvent) -> bool:
        """Whether this very event is one let go just now."""
        return event is self._sent

    def hold(
        self, target: QObject, event: QKeyEvent | QShortcutEvent, focus: QWidget | None
    ) -> None:
        """Keeps a copy of the event, which came at ``focus``; Qt's own lives only till then."""
        if isinstance(event, QShortcutEvent):
            self._waiting.append(partial(self._send, target, QShortcutEvent(event)))
        else:
            self._waiting.append(partial(self._send_key, target, focus, QKeyEvent(event)))

    def drop(self) -> None:
        """They were a scanner's."""
        self._waiting.clear()

    def let_go(self) -> None:
        """They were a person's. One may open a dialog, in which the next are still to come."""
        while self._waiting:
            self._waiting.popleft()()

    def _send_key(self, target: QObject, focus: QWidget | None, event: QKeyEvent) -> None:
        """To the same widget, or to where the focus went meanwhile."""
        now = QApplication.focusWidget()
        self._send(target if now is None or now is focus else now, event)

    def _send(self, target: QObject, event: QEvent) -> None:
        if not isValid(target) or target.property("enabled") is False:
            return
        before, self._sent = self._sent, event
        QCoreApplication.sendEvent(target, event)
        self._sent = before
