"""Tells the foot what several chosen rows come to; the newest selection wins."""

from decimal import Decimal
from typing import Any

from PySide6.QtCore import QObject, QTimer

from desktop.domain.errors import UserError
from desktop.queries.columns import Sum
from desktop.queries.list_query import ListQuery
from desktop.queries.sums import sums
from desktop.ui.table.foot import Foot
from desktop.ui.table.lane import Lane
from desktop.ui.table.place import Place
from desktop.ui.table.words import Words
from desktop.ui.text import number, signed, tr
from desktop.ui.work import Work

QUIET_MS = 120


class Sums(QObject):
    """Reads when the selection has been quiet for a moment; from two rows on."""

    def __init__(
        self, work: Work, query: ListQuery[Any], place: Place, foot: Foot, words: Words
    ) -> None:
        super().__init__(foot)
        self.query = query
        self._place = place
        self._foot = foot
        self._words = words
        self.lane = Lane(work, self)
        self.lane.failed.connect(self._on_failed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_MS)
        self._timer.timeout.connect(self._read)
        if query.sums:
            place.counted.connect(self._on_counted)

    def _on_counted(self, rows: int) -> None:
        self.lane.drop()
        if rows > 1:
            self._timer.start()
        else:
            self._timer.stop()
            self._foot.set_sums("")

    def _read(self) -> None:
        self.lane.read(sums, self.query, self._place.chosen(), self.lane.cancel, then=self._on_read)

    def _on_read(self, found: dict[str, Decimal] | None) -> None:
        if found is not None:
            told = (each for each in self.query.sums if each.key in found)
            self._foot.set_sums(" · ".join(self._said(each, found[each.key]) for each in told))

    def _on_failed(self, _error: UserError) -> None:
        """The rows themselves say what is wrong with the data; a sum of before would be false."""
        self._foot.set_sums("")

    def _said(self, each: Sum, value: Decimal) -> str:
        words = {
            "money": lambda: number(value, self._words.shop.decimals),
            "change": lambda: signed(value),
        }.get(each.kind, lambda: number(value))()
        return f"{tr(each.title)} {words}"
