"""Keeps the row of a job while it runs: told now and then, and never in the way of the job."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from desktop.commands.jobs import NoteJob
from desktop.domain.clock import Clock
from desktop.domain.errors import UserError
from desktop.domain.job import CANCELLED, DONE, FAILED, RUNNING
from desktop.domain.progress import Progress

EVERY_S = 1.0
FAULT = "Something went wrong in the program; the details are in the log."


class Noting:
    """A Progress that passes on to ``watch`` and hands notes of the row to ``write``.

    ``write`` must return soon and raise nothing. Between the first note and the last one there is
    at most one every ``every_s``. Called from the job's thread.
    """

    def __init__(
        self,
        first: NoteJob,
        clock: Clock,
        watch: Progress,
        write: Callable[[NoteJob], None],
        every_s: float = EVERY_S,
    ) -> None:
        self._note = first
        self._clock = clock
        self._watch = watch
        self._write = write
        self._every_s = every_s
        self._told_at = time.monotonic()
        self._lock = threading.Lock()
        self._is_over = False

    def begin(self) -> None:
        """It runs from now on."""
        self._set(status=RUNNING, started_at=self._clock.now())
        self._told_at = time.monotonic()

    def report(self, done: int, total: int, message: str = "") -> None:
        """Raises what ``watch`` raises: Cancelled when it was stopped."""
        self._watch.report(done, total, message)
        self._note = replace(self._note, done=done, total=total, message=message)
        now = time.monotonic()
        if now - self._told_at >= self._every_s:
            self._told_at = now
            self._set()

    def succeeded(self, words: str = "", payload: Mapping[str, Any] | None = None) -> None:
        """``words``: what came of it, in a sentence; ``payload``: and as plain values."""
        kept = {**self._note.payload, **(payload or {})}
        self._end(status=DONE, message=words, payload=kept)

    def cancelled(self, words: str = "") -> None:
        """``words``: why, where no person did it."""
        self._end(status=CANCELLED, **({"message": words} if words else {}))

    def failed(self, error: BaseException) -> None:
        """A UserError in its own words; of a fault of ours only that there was one."""
        words = str(error) if isinstance(error, UserError) else FAULT
        self._end(status=FAILED, error=words)

    def _end(self, **values: Any) -> None:
        with self._lock:
            if self._is_over:
                return
            self._is_over = True
        self._set(**values)

    def _set(self, **values: object) -> None:
        self._note = replace(self._note, at=self._clock.now(), **values)  # type: ignore[arg-type]
        self._write(self._note)
