"""One card's reading: off the GUI thread, again when its tables changed, never twice at a time."""

import time
from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.errors import UserError
from desktop.ui.table.pace import Pace
from desktop.ui.work import Work

QUIET_S, LEAST_S, LONGEST_S = 0.25, 5.0, 1.0


class Turns:
    """One reading after the other: several at once would keep the window waiting for Python."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self._is_taken = False

    def take(self, go: Callable[[], None]) -> None:
        """Goes at once, or when those before have ended."""
        self._waiting.append(go)
        self._next()

    def end(self) -> None:
        """The one whose turn it was is done."""
        self._is_taken = False
        self._next()

    def _next(self) -> None:
        if self._waiting and not self._is_taken:
            self._is_taken = True
            self._waiting.popleft()()


class Figures(QObject):
    """``came`` gives what the query found where it is new, ``failed`` a UserError; ``read_well``
    comes after every reading that worked. The last figures stay.

    Reads while it is active only, and after a slow reading it rests for a while (see Pace). What
    ``is_long`` gets no session: it opens one that may take its time, and holds up no other reading.
    """

    came = Signal(object)
    failed = Signal(object)
    read_well = Signal()

    def __init__(
        self,
        work: Work,
        query: Callable[..., Any],
        arguments: Callable[[], tuple[Any, ...]],
        tables: tuple[str, ...],
        turns: Turns,
        parent: QObject,
        is_long: bool = False,
    ) -> None:
        super().__init__(parent)
        self._ask = work.job if is_long else work.report
        self.is_busy = False
        self.error: UserError | None = None
        self._query = query
        self._arguments = arguments
        self._turns = turns
        self._tables = {*tables, "*"}
        self._is_active = False
        self._found: Any = None
        self._pace = Pace(QUIET_S, LEAST_S, LONGEST_S).asked(time.monotonic())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_due)
        work.changed.connect(self._on_changed)

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is read or about to be."""
        return not self.is_busy and not self._timer.isActive()

    def set_active(self, is_active: bool) -> None:
        """While nobody looks, changes are only noted."""
        self._is_active = is_active
        self._arm()

    def forget(self) -> None:
        """The next reading is news, whatever it finds."""
        self._found = None

    def read(self) -> None:
        """Now, whatever was read before."""
        self._pace = self._pace.asked(time.monotonic())
        self._arm()

    def _on_changed(self, tables: frozenset[str]) -> None:
        if tables & self._tables:
            self._pace = self._pace.changed(time.monotonic())
            self._arm()

    def _arm(self) -> None:
        due = self._pace.due()
        if due is None or not self._is_active or self.is_busy:
            self._timer.stop()
            return
        self._timer.start(max(0, round((due - time.monotonic()) * 1000)))

    def _on_due(self) -> None:
        self.is_busy = True
        self._turns.take(self._read)

    def _read(self) -> None:
        self._pace = self._pace.read(time.monotonic())
        arguments = self._arguments()
        self._ask(self, self._query, *arguments, then=self._on_came, failed=self._on_failed)

    def _on_came(self, found: Any) -> None:
        self._end(None)
        if found != self._found:
            self._found = found
            self.came.emit(found)
        self.read_well.emit()
        self._turns.end()

    def _on_failed(self, error: UserError) -> None:
        self._end(error)
        self.failed.emit(error)
        self._turns.end()

    def _end(self, error: UserError | None) -> None:
        self.is_busy = False
        self.error = error
        self._pace = self._pace.done(time.monotonic())
        self._arm()
