"""How many rows each view of a list has: one reading at a time, none too soon after a long one."""

import time
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.errors import UserError
from desktop.queries import lists
from desktop.queries.columns import Request
from desktop.queries.list_query import ListQuery
from desktop.ui.table.lane import Lane
from desktop.ui.work import Work

SHARE = 10  # so many times as long as a reading took, none follows it


class Counts(QObject):
    """The list's own reading never waits for this: it has a lane to itself, and can be stopped."""

    told = Signal(object)  # dict of rows by key

    def __init__(self, work: Work, query: ListQuery[Any], parent: QObject) -> None:
        super().__init__(parent)
        self.query = query
        self._wanted: dict[str, Request] = {}
        self._asked: dict[str, Request] = {}
        self._begun = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._read)
        self.lane = Lane(work, self)
        self.lane.failed.connect(self._on_failed)

    def want(self, requests: Mapping[str, Request]) -> None:
        """Counts these now, or as soon as it may."""
        self._wanted.update(requests)
        if not self.lane.is_busy and not self._timer.isActive():
            self._read()

    def set_active(self, active: bool) -> None:
        """While nobody looks nothing is counted; what was not told yet is counted later."""
        if active:
            self.want({})
        else:
            self._wanted = {**self._asked, **self._wanted}
            self._asked = {}
            self._timer.stop()
            self.lane.drop()

    def _read(self) -> None:
        asked, self._asked, self._wanted = self._wanted, self._wanted, {}
        if not asked:
            return

        def answered(found: list[int] | None) -> None:
            self._rest()
            if found is not None:
                self.told.emit(dict(zip(asked, found, strict=True)))

        self._begun = time.monotonic()
        requests = list(asked.values())
        self.lane.read(lists.counts, self.query, requests, self.lane.cancel, then=answered)

    def _rest(self) -> None:
        self._asked = {}
        self._timer.start(round((time.monotonic() - self._begun) * SHARE * 1000))

    def _on_failed(self, _error: UserError) -> None:
        """The rows say what is wrong; the tabs keep the numbers of before."""
        self._rest()
