"""A till's clock and the server's: the offset is measured at connect and every ten minutes.

A sale of a till whose clock is slow would else be stamped before another till's count, and count
for nothing (model.md, "Time"). Rows are never dated anew; the last offset holds until the next.
"""

import logging
import time
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, text

from desktop.domain.clock import SystemClock

EVERY_S = 600.0
_TRIES = 3
_ASK = text("SELECT clock_timestamp()")
_log = logging.getLogger("onhand.db")


class ServerTime:
    """Sets one clock's offset; ``keep`` is cheap until ten minutes have passed."""

    def __init__(self, clock: SystemClock) -> None:
        self._clock = clock
        self._due = 0.0

    def keep(self, connection: Connection) -> None:
        """Measures again when it is time to."""
        if time.monotonic() >= self._due:
            self._due = time.monotonic() + EVERY_S
            self._clock.offset = self.measure(connection)
            if self._clock.is_wrong:
                _log.warning("This computer's clock is off by %s.", -self._clock.offset)

    def measure(self, connection: Connection) -> timedelta:
        """Server minus computer, from the quickest of three questions; half its way is the error.

        Source: Cristian, Probabilistic clock synchronization, Distributed Computing 3 (1989).
        """
        best: tuple[timedelta, timedelta] | None = None
        for _ in range(_TRIES):
            asked: Any = self._clock.local()
            told: Any = connection.execute(_ASK).scalar_one()
            way = self._clock.local() - asked
            if best is None or way < best[0]:
                best = (way, told - (asked + way / 2))
        assert best is not None
        return best[1]
