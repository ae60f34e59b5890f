"""The thread of jobs that take minutes: one by one, each stopped when the window closes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from desktop.domain.progress import Cancelled


class LongThread:
    """``stop`` of a job is called once at most from ``close``, whether it has begun or not."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="long")
        self._stops: dict[object, Callable[[], None]] = {}

    def submit(
        self,
        run: Callable[[Callable[[], Any]], None],
        function: Callable[..., Any],
        args: tuple[Any, ...],
        stop: Callable[[], None],
    ) -> None:
        """Hands a call to ``run`` in the thread; the call answers None when it was stopped."""
        mark = object()

        def call() -> Any:
            try:
                return function(*args)
            except Cancelled:
                return None
            finally:
                self._stops.pop(mark, None)

        self._stops[mark] = stop
        self._pool.submit(run, call)

    def close(self) -> None:
        """Stops what runs, drops what waits, ends the thread."""
        for stop in list(self._stops.values()):
            stop()
        self._pool.shutdown(wait=True, cancel_futures=True)
