"""The threads of jobs that take minutes: lanes side by side, one by one within a lane."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from desktop.domain.progress import Cancelled

LANES = 3  # at work at once; each may hold a connection
Call = Callable[[], None]


class LongThreads:
    """``stop`` of a job is called once at most from ``close``, whether it has begun or not."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(LANES, thread_name_prefix="long")
        self._stops: dict[object, Callable[[], None]] = {}
        self._lock = threading.Lock()
        self._waiting: dict[str, list[Call]] = {}  # of each lane with one at work, those behind it
        self._is_closed = False

    def submit(
        self,
        lane: str,
        run: Callable[[Callable[[], Any]], None],
        function: Callable[..., Any],
        args: tuple[Any, ...],
        stop: Callable[[], None],
    ) -> None:
        """Hands a call to ``run`` in a thread; the call answers None when it was stopped."""
        mark = object()

        def call() -> Any:
            try:
                return function(*args)
            except Cancelled:
                return None
            finally:
                self._stops.pop(mark, None)

        def turn() -> None:
            try:
                run(call)
            finally:
                self._on_ended(lane)

        self._stops[mark] = stop
        with self._lock:
            if self._is_closed:
                return
            if lane in self._waiting:
                self._waiting[lane].append(turn)
            else:
                self._waiting[lane] = []
                self._pool.submit(turn)

    def _on_ended(self, lane: str) -> None:
        """The lane goes to whoever waits for it longest."""
        with self._lock:
            waiting = self._waiting[lane]
            if waiting and not self._is_closed:
                self._pool.submit(waiting.pop(0))
            else:
                del self._waiting[lane]

    def close(self) -> None:
        """Stops what runs, drops what waits, ends the threads."""
        with self._lock:
            self._is_closed = True
        for stop in list(self._stops.values()):
            stop()
        self._pool.shutdown(wait=True, cancel_futures=True)
