"""What decides the rows of a list: the first page, all keys, newer rows; and when to ask again."""

import time
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.errors import UserError
from desktop.queries import lists
from desktop.queries.columns import Request
from desktop.queries.list_query import ListQuery
from desktop.queries.lists import Keys, Newer, Page, Snapshot
from desktop.ui.reach import can_read
from desktop.ui.table.lane import Lane
from desktop.ui.table.pace import Pace
from desktop.ui.work import Work

ANY = "*"
PAINTED_S = 0.02  # the first rows are painted before all keys are asked for


class Feed(QObject):
    """``shown`` are the keys on the screen: their owner sets them after each change of its rows."""

    page_read = Signal(object)  # Page: the first rows of a new request
    keys_read = Signal(object)  # Snapshot, compared with ``shown``
    newer_read = Signal(object)  # Newer
    touched = Signal()  # the rows on the screen may be out of date
    failed = Signal(object)  # UserError

    def __init__(
        self, work: Work, query: ListQuery[Any], parent: QObject, pace: Pace | None = None
    ) -> None:
        super().__init__(parent)
        self.query = query
        self._pace = pace or Pace()
        self._is_active = True
        self._missed = False  # something changed while nobody looked
        self._is_asked = False  # before its page says what it wants, a list reads nothing
        self._wants_newer = False
        self.request = Request()
        self.shown: Keys | None = None
        self.lane = Lane(work, self)
        self.lane.failed.connect(self.note_failure)
        self.lane.free.connect(self._next)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)
        work.changed.connect(self._on_changed)
        work.reachable.connect(self._on_reachable)

    def ask(self, request: Request) -> None:
        """A new request: what is under way is stopped, the first page is read at once."""
        self.lane.drop()
        self.request = request
        self.shown = None
        self._is_asked = True
        self._missed = self._wants_newer = False
        self._pace = self._pace.read(_now())
        self.lane.read(lists.first_page, self.query, request, self.lane.cancel, then=self._on_page)

    def renew(self) -> None:
        """All keys anew, as soon as the lane is free."""
        self._pace = self._pace.asked(_now())
        self._next()

    def refresh(self) -> None:
        """Everything in sight, and all keys, anew; who asked keeps their place."""
        self.touched.emit()
        self.renew()

    def set_active(self, active: bool) -> None:
        """A list that nobody sees reads nothing; what it missed it reads when it is seen again."""
        self._is_active = active
        if active and self._missed:
            self._missed = False
            self._note_change()
        elif active:
            self._next()

    def note_failure(self, error: UserError) -> None:
        """What was asked did not come: it is asked again when the data can be reached again."""
        self._missed = True
        self.failed.emit(error)

    def _on_page(self, page: Page[Any] | None) -> None:
        if page is None:
            return
        self._pace = self._pace.took_nothing()
        self.page_read.emit(page)
        if not page.is_whole:
            self._pace = self._pace.asked(_now() + PAINTED_S)

    def _read_keys(self) -> None:
        self._wants_newer = False
        self._pace = self._pace.read(_now())
        self.lane.read(
            lists.keys, self.query, self.request, self.lane.cancel, self.shown,
            then=self._on_keys,
        )  # fmt: skip

    def _on_keys(self, snapshot: Snapshot | None) -> None:
        if snapshot is not None:
            self._pace = self._pace.done(_now())
            self.keys_read.emit(snapshot)

    def _on_newer(self, newer: Newer[Any]) -> None:
        self.newer_read.emit(newer)
        if not newer.is_known:
            self.renew()

    def _next(self) -> None:
        """Begins what is due now, or waits for it."""
        if self.lane.is_busy or self.shown is None or not self._is_active:
            return
        due = self._pace.due()
        if due is not None and due <= _now():
            self._read_keys()
        elif self._wants_newer:
            self._wants_newer = False
            self.lane.read(lists.newer, self.query, self.request, self.shown, then=self._on_newer)
        elif due is not None:
            self._timer.start(max(1, round((due - _now()) * 1000)))

    def _on_changed(self, tables: frozenset[str]) -> None:
        if ANY not in tables and not tables & self.query.tables:
            return
        if self._is_active:
            self._note_change()
        else:
            self._missed = True

    def _note_change(self) -> None:
        self._wants_newer = True
        self._pace = self._pace.changed(_now())
        self.touched.emit()
        self._next()

    def _on_reachable(self, error: UserError | None) -> None:
        """The server is back: what could not be read is read now."""
        if can_read(error) and self._missed and not self.lane.is_busy:
            if self.shown is not None:
                self.set_active(self._is_active)
            elif self._is_asked:
                self.ask(self.request)


def _now() -> float:
    return time.monotonic()
