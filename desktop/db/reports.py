"""A second server that only reads: reports go there while it knows all that this program knows.

It is a streaming copy of the shop's server, or that server under another login. A read goes there
only when it has replayed all that the main one had on disk after this program's last booking, and
after each change that this program has heard of; so nobody sees less than what was just booked.
Besides, the main one is asked every ``lag_s`` seconds where it stands. Everything else, and every
write, goes to the main one; so do reports while the copy is behind, gone, or no copy at all.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from desktop.db.counters import Counters
from desktop.db.errors import translate
from desktop.domain.errors import Unavailable, UserError
from desktop.settings import Settings

AWAY_S = 30.0
Told = Callable[[UserError | None], None]
_WHERE = text(
    "SELECT CASE WHEN pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')"
    " ELSE pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0') END"
)
_WHOSE = text(
    "SELECT current_database(), (SELECT system_identifier FROM pg_control_system()),"
    " CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_postmaster_start_time() END"
)
_log = logging.getLogger("onhand.reports")


class Reports:
    """``told`` are called, on a reader's thread, when the copy is left, and with None when it is
    used again.
    """

    def __init__(self, engine: Engine, lag_s: float, now: Callable[[], float] = time.monotonic):
        self.engine = engine
        self.told: list[Told] = []
        self.problem: UserError | None = None
        self._lag_s = lag_s
        self._now = now
        self._wanted = 0  # bytes of the main server's log that a copy must have replayed
        self._main: tuple[Any, ...] = ()
        self._asked = float("-inf")
        self._news, self._seen = 1, 0
        self._good = float("-inf")  # when it last had all that was wanted
        self._away = float("-inf")
        self._is_ours = False

    def outdated(self) -> None:
        """Something was booked, here or elsewhere: what the copy must have is asked anew."""
        self._news += 1

    def wants(self) -> bool:
        """Whether the main server is to be asked where it stands."""
        return self._seen != self._news or self._now() - self._asked >= self._lag_s

    def is_away(self) -> bool:
        """Whether the copy is not tried for a while."""
        return self._now() < self._away

    def learn(self, main: Connection) -> None:
        """Where the main server stands, and at first who it is."""
        before, news = self._now(), self._news
        self._wanted = int(main.execute(_WHERE).scalar_one())
        if not self._is_ours:
            self._main = tuple(main.execute(_WHOSE).one())
        self._asked, self._seen = before, news

    def is_current(self, copy: Connection) -> bool:
        """Whether the copy is ours and has all that is wanted."""
        if not self._is_ours:
            self._check(tuple(copy.execute(_WHOSE).one()))
        if int(copy.execute(_WHERE).scalar() or 0) >= self._wanted:
            self._good = self._now()
            self._tell(None)
            return True
        behind = self._now() - self._good
        if behind > self._lag_s and self._good > float("-inf"):
            self.leave(
                Unavailable(
                    f"The server for reports is more than {int(behind)} seconds behind.",
                    "Lists and figures read the shop's own server until it has caught up.",
                    "reports_behind",
                ),
                self._lag_s,
            )
        elif self._good == float("-inf"):
            self._good = self._now()  # a first look: it may be about to catch up
        return False

    def _check(self, copy: tuple[Any, ...]) -> None:
        """The same database of the same server, or of one that follows it."""
        is_follower = copy[2] is None
        if copy[:2] != self._main[:2] or not (is_follower or copy == self._main):
            raise Unavailable(
                "The server for reports is no copy of the shop's server.",
                "Lists and figures read the shop's own server. Correct DATABASE_REPORTS_URL.",
                "reports_foreign",
            )
        self._is_ours = True

    def leave(self, error: UserError, seconds: float = AWAY_S) -> None:
        """Reports read the main server for a while; said once."""
        self._away = self._now() + seconds
        self._is_ours = False  # whoever answers there next is asked who it is
        self._tell(error)

    def _tell(self, error: UserError | None) -> None:
        before = self.problem.code if self.problem is not None else ""
        self.problem = error
        if before == (error.code if error is not None else ""):
            return
        _log.warning("%s", error.message if error else "the server for reports is used again")
        for told in self.told:
            told(error)


def make(
    settings: Settings, engine_of: Callable[[URL, bool], Engine], counters: Counters
) -> Reports | None:
    """The server for reports, where one is named; its connections cannot write."""
    if not settings.reports_url:
        return None
    engine = engine_of(make_url(settings.reports_url), True)
    counters.watch(engine)
    return Reports(engine, settings.reports_lag)


def gone(error: Exception) -> Unavailable:
    """The sentence for a copy that does not answer, whatever the reason."""
    if isinstance(error, Unavailable) and error.code == "reports_foreign":
        return error
    known = translate(error) if isinstance(error, SQLAlchemyError) else error
    why = known.message if isinstance(known, UserError) else "It refused the question."
    return Unavailable(
        f"The server for reports cannot be used. {why}",
        "Lists and figures read the shop's own server meanwhile.",
        "reports_gone",
    )
