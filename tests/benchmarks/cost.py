"""What something costs in processor time, here and at the server: a busy machine adds nothing."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from desktop.db.engine import Database

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


class Costs:
    """Of this process and of the servers of the connections that were used, in milliseconds."""

    def __init__(self) -> None:
        self._servers: dict[int, float] = {}  # what each had spent when it was first met

    @contextmanager
    def of(self, database: Database) -> Iterator[None]:
        """Notes whoever serves this database meanwhile."""
        if database.is_sqlite:
            yield
            return

        def note(session: Session, _transaction: Any, connection: Any) -> None:
            found = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            self._servers.setdefault(int(found), _spent(int(found)))

        event.listen(Session, "after_begin", note)
        try:
            yield
        finally:
            event.remove(Session, "after_begin", note)

    def now(self) -> float:
        return time.process_time() * 1000 + sum(
            _spent(server) - before for server, before in self._servers.items()
        )


def _spent(process: int) -> float:
    try:
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) * TICK_MS


def each(database: Database, work: Callable[[Any], object], asked: list[Any]) -> float:
    """Milliseconds for one of these. Of several the first does not count: it warms.

    A server tells its time in hundredths of a second: ask for some tens of what is short.
    """
    costs = Costs()
    with costs.of(database):
        if counted := asked[1:]:
            work(asked[0])
        began = costs.now()
        for one in counted or asked:
            work(one)
        return (costs.now() - began) / len(counted or asked)
