"""One read at a time for one owner; what was asked before the last ``drop`` is never delivered."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import UserError
from desktop.queries.lists import Cancel
from desktop.ui.work import Work


class _Wish:
    """What is wanted now; outlives its lane, to stop the database when the lane is gone."""

    def __init__(self) -> None:
        self.generation = 0
        self.cancel = Cancel()

    def drop(self) -> None:
        self.cancel.set()
        self.cancel = Cancel()
        self.generation += 1


class Lane(QObject):
    """``hold`` keeps answers back, as while a cell is being edited; ``release`` hands them out."""

    failed = Signal(object)  # UserError
    free = Signal()  # an answer was delivered, the next read may begin

    def __init__(self, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._wish = _Wish()
        self._held: list[Callable[[], None]] | None = None
        self.is_busy = False
        self.destroyed.connect(self._wish.drop)

    @property
    def cancel(self) -> Cancel:
        """Set when the answers are no longer wanted."""
        return self._wish.cancel

    def drop(self) -> None:
        """Stops the read under way."""
        self._wish.drop()
        self.is_busy = False

    def read(self, function: Callable[..., Any], *args: Any, then: Callable[[Any], None]) -> None:
        """Runs ``function(session, *args)`` elsewhere; ``then`` gets its answer here."""
        generation = self._wish.generation
        self.is_busy = True

        def answered(result: Any) -> None:
            self._deliver(generation, lambda: then(result))

        def failed(error: UserError) -> None:
            self._deliver(generation, lambda: self.failed.emit(error))

        self._work.report(self, function, *args, then=answered, failed=failed)

    def hold(self) -> None:
        self._held = self._held or []

    def release(self) -> None:
        held, self._held = self._held or [], None
        for delivery in held:
            delivery()

    def _deliver(self, generation: int, delivery: Callable[[], None]) -> None:
        if self._held is not None:
            self._held.append(lambda: self._deliver(generation, delivery))
        elif generation == self._wish.generation:
            self.is_busy = False
            delivery()
            self.free.emit()
