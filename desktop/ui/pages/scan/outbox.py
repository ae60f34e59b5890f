"""Commands in the order they were asked for: one under way, kept when data is out of reach."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.errors import Unavailable, UserError
from desktop.ui.work import Work

SLOW_MS = 1000


@dataclass
class Task:
    """``make`` is asked for the command once, when its turn has come; None: there is nothing to do.

    A booking is kept and sent again as the very same command when the data is out of reach.
    """

    function: Callable[..., Any]
    make: Callable[[], tuple[Any, ...] | None]
    then: Callable[[Any], None]
    failed: Callable[[UserError], None]
    is_booking: bool = True
    made: tuple[Any, ...] | None = None


class Outbox(QObject):
    """``held``: it stopped, ``held_by`` says why. Any further task, or ``go_on``, tries again.

    ``slow``: one has been under way for a second (safety.md: a sign after 1 s).
    """

    held = Signal()
    slow = Signal()

    def __init__(self, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._waiting: deque[Task] = deque()
        self._sent: Task | None = None
        self.held_by: UserError | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(SLOW_MS)
        self._patience.timeout.connect(self.slow)

    @property
    def waiting(self) -> int:
        """How many bookings were asked for and are not answered yet."""
        tasks = [*self._waiting, self._sent] if self._sent else self._waiting
        return sum(task.is_booking for task in tasks)

    @property
    def is_held(self) -> bool:
        """Whether the first one could not be booked and waits for another try."""
        return self.held_by is not None

    @property
    def stuck_by(self) -> UserError | None:
        """Why nothing more is booked without another try; None while one is under way."""
        return self.held_by if self._sent is None else None

    def add(self, task: Task) -> None:
        """At the end."""
        self._waiting.append(task)
        self.go_on()

    def add_next(self, task: Task) -> None:
        """Before all that wait: what belongs to the command just answered."""
        self._waiting.appendleft(task)
        self.go_on()

    def go_on(self) -> None:
        """Sends the first one, if none is under way."""
        while self._waiting and self._sent is None:
            task = self._waiting.popleft()
            task.made = task.made or task.make()
            if task.made is not None:
                self._sent = task
                self._patience.start()
                send = self._work.write if task.is_booking else self._work.read
                send(self, task.function, *task.made, then=self._on_done, failed=self._on_failed)

    def leave_out(self) -> int:
        """Gives up what is held; returns how many bookings that were, 0 during another try."""
        if self.stuck_by is None:
            return 0
        count = self.waiting
        self._waiting.clear()
        self.held_by = None
        return count

    def _on_done(self, result: Any) -> None:
        self._finish().then(result)
        self.go_on()

    def _on_failed(self, error: UserError) -> None:
        task = self._finish()
        if isinstance(error, Unavailable) and task.is_booking:
            self._waiting.appendleft(task)
            self.held_by = error
            self.held.emit()
            return
        task.failed(error)
        self.go_on()

    def _finish(self) -> Task:
        """The answer is there; whatever it is, the data could be reached or will be tried again."""
        self._patience.stop()
        task, self._sent = self._sent, None
        self.held_by = None
        assert task is not None
        return task
