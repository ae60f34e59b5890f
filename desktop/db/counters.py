"""What one program asked of its database: statements by kind, how long they took, which were slow.

Counted is what runs through SQLAlchemy, through ``db/prepared.py`` and the COPY of a key snapshot,
each until the driver has its answer (on SQLite: its first row). Rows that a bulk load hands to the
driver itself are not. Of a slow statement the text is kept, never its values: they may be a
person's data.
"""

import logging
import threading
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, event

COUNTERS = "counters"
BUCKETS_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
KINDS = ("select", "insert", "update", "delete", "other")
KEPT_SLOW = 50
SHOWN_IN_LOG = 500
_FIRST = {kind.upper(): kind for kind in KINDS}
_log = logging.getLogger("onhand.db")


@dataclass(frozen=True)
class Slow:
    """One statement over the threshold; ``values`` is how many it was given."""

    at: datetime
    seconds: float
    kind: str
    statement: str
    values: int = 0


@dataclass(frozen=True)
class Counted:
    """The figures at one moment. ``buckets``: per kind, one count per bound and one above all."""

    since: datetime
    buckets: Mapping[str, tuple[int, ...]]
    seconds: Mapping[str, float]
    opened: int
    closed: int
    invalidated: int
    errors: Mapping[str, int]
    slow: int

    @property
    def queries(self) -> dict[str, int]:
        """How many statements of each kind were answered."""
        return {kind: sum(counts) for kind, counts in self.buckets.items()}

    @property
    def total(self) -> int:
        return sum(self.queries.values())


@dataclass
class _Kind:
    """The figures of one kind of statement."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS_S) + 1))
    seconds: float = 0.0


class Counters:
    """Counts for every thread of a program; ``ran`` costs about a microsecond."""

    def __init__(self, slow_s: float = 1.0) -> None:
        self.slow_s = slow_s
        self._since = datetime.now(UTC)
        self._lock = threading.Lock()
        self._kinds = {kind: _Kind() for kind in KINDS}
        self._errors: Counter[str] = Counter()
        self._slow: deque[Slow] = deque(maxlen=KEPT_SLOW)
        self._slow_ever = 0
        self._opened = self._closed = self._invalidated = 0

    def ran(self, statement: str, seconds: float, values: int = 0) -> None:
        """A statement was answered."""
        kind = _FIRST.get(statement[:6]) or kind_of(statement)
        at = bisect_left(BUCKETS_S, seconds)
        with self._lock:
            figures = self._kinds[kind]
            figures.counts[at] += 1
            figures.seconds += seconds
        if seconds >= self.slow_s:
            self._note_slow(Slow(datetime.now(UTC), seconds, kind, statement, values))

    def _note_slow(self, slow: Slow) -> None:
        with self._lock:
            self._slow.append(slow)
            self._slow_ever += 1
        words = " ".join(slow.statement.split())[:SHOWN_IN_LOG]
        _log.warning("slow_statement %.0f ms: %s", slow.seconds * 1000, words)

    def failed(self, code: str) -> None:
        """Something asked of the database was refused; ``code`` as a UserError has it."""
        with self._lock:
            self._errors[code or "other"] += 1

    def slow(self) -> list[Slow]:
        """The newest slow statements, newest first."""
        with self._lock:
            return list(reversed(self._slow))

    def counted(self) -> Counted:
        """All figures as they are now."""
        with self._lock:
            return Counted(
                self._since,
                {kind: tuple(one.counts) for kind, one in self._kinds.items()},
                {kind: one.seconds for kind, one in self._kinds.items()},
                self._opened,
                self._closed,
                self._invalidated,
                dict(self._errors),
                self._slow_ever,
            )

    def watch(self, engine: Engine) -> None:
        """From now on counts what this engine's connections do."""
        event.listen(engine, "connect", self._on_connect)
        event.listen(engine, "close", self._on_close)
        event.listen(engine, "invalidate", self._on_invalidate)
        event.listen(engine, "before_cursor_execute", _begin)
        event.listen(engine, "after_cursor_execute", self._on_answer)

    def _on_connect(self, _raw: object, record: Any) -> None:
        record.info[COUNTERS] = self  # where statements that pass SQLAlchemy by find us
        with self._lock:
            self._opened += 1

    def _on_close(self, *_told: object) -> None:
        with self._lock:
            self._closed += 1

    def _on_invalidate(self, *_told: object) -> None:
        with self._lock:
            self._invalidated += 1

    def _on_answer(
        self, _connection: object, _cursor: object, statement: str, parameters: Any, context: Any,
        is_many: bool,
    ) -> None:  # fmt: skip
        seconds = perf_counter() - context.began_at
        if seconds < self.slow_s:
            self.ran(statement, seconds)
        else:
            self.ran(statement, seconds, _number(parameters, is_many))


def _begin(
    _connection: object, _cursor: object, _statement: str, _parameters: object, context: Any,
    _is_many: bool,
) -> None:  # fmt: skip
    context.began_at = perf_counter()


def _number(parameters: Any, is_many: bool) -> int:
    """How many values one run of the statement takes."""
    one: Sequence[Any] | Mapping[str, Any] = parameters[0] if is_many and parameters else parameters
    return len(one or ())


def kind_of(statement: str) -> str:
    """What a statement does, by its first word; a WITH reads unless it says otherwise."""
    word = statement.lstrip(" \n\t(")[:6].upper()
    return "select" if word.startswith("WITH") else _FIRST.get(word, "other")


def timed(info: Mapping[Any, Any], call: Callable[[], None], statement: Callable[[], str]) -> None:
    """Runs what the driver does by itself and counts it; the text is made where it was slow."""
    counters: Counters | None = info.get(COUNTERS)
    began = perf_counter()
    call()
    if counters is not None:
        seconds = perf_counter() - began
        counters.ran(statement() if seconds >= counters.slow_s else "SELECT", seconds)
