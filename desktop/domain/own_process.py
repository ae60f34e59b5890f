"""Work in a process of its own: the window stays free, and stopping it is ending the process.

The order goes in as one line of JSON (a password in it is seen by nobody), progress and the result
come back as lines. The work must leave everything whole wherever it is ended.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, Any

from desktop.domain.errors import Unavailable, UserError
from desktop.domain.progress import Progress

ROOT = str(Path(__file__).parents[2])
LONGEST = 2_000  # of what a process that fails says last
_STOP_S = 5.0
_NICE = 5  # whoever scans goes first
_FACTS = ("message", "hint", "field", "code")
Told = dict[str, Any]


def in_process(
    module: str,
    order: Told,
    progress: Progress,
    died: Callable[[str], UserError],
    patience: float | None = None,
) -> Told:
    """What the module's ``serve`` answers. Cancelled ends the process; a UserError is raised here.

    ``died``: what is raised when it ended without an answer, given what it said last; it is ended
    when it takes longer than ``patience`` seconds.
    """
    with (
        TemporaryFile() as said,
        _started(module, order, said) as process,
        _ended_after(process, patience),
    ):
        for line in process.stdout or ():
            told = json.loads(line)
            if "progress" in told:
                progress.report(*told["progress"])
            elif "error" in told:
                raise _error(told["error"])
            else:
                return dict(told["result"])
        process.wait()
        raise died(_last_line(said))


def _error(told: Told) -> UserError:
    is_unavailable, field = told.pop("is_unavailable"), told.pop("field")
    return Unavailable(**told) if is_unavailable else UserError(**told, field=field)


@contextmanager
def _started(module: str, order: Told, said: IO[bytes]) -> Iterator[subprocess.Popen[str]]:
    """A process that is gone at the end of the block, whatever happens in it."""
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True,
        encoding="utf-8", env=surroundings(),
    )  # fmt: skip
    try:
        _hand(process.stdin, order)
        yield process
    finally:
        _end(process)


@contextmanager
def _ended_after(process: subprocess.Popen[str], patience: float | None) -> Iterator[None]:
    if patience is None:
        yield
        return
    timer = Timer(patience, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def surroundings() -> dict[str, str]:
    """The environment in which a process finds this program, and calculates in one thread."""
    paths = os.pathsep.join(filter(None, (ROOT, os.environ.get("PYTHONPATH"))))
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    return {**os.environ, **threads, "PYTHONPATH": paths}


def _hand(into: IO[str] | None, order: Told) -> None:
    if into is not None:
        try:
            into.write(json.dumps(order) + "\n")
            into.close()
        except BrokenPipeError:  # it died at once: what it said is told
            pass


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _last_line(said: IO[bytes]) -> str:
    """What a process that failed said last beside its answers."""
    said.seek(0)
    lines = said.read()[-LONGEST:].decode("utf-8", "replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


class Lines:
    """A progress that tells by lines."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out

    def report(self, done: int, total: int, message: str = "") -> None:
        """To the process that began this one; when that is gone, this one ends."""
        self.tell({"progress": [done, total, message]})

    def tell(self, told: Told) -> None:
        """One answer."""
        self._out.write(json.dumps(told) + "\n")
        self._out.flush()


def serve(done: Callable[[Told, Progress], Told]) -> None:
    """The process's own side: one order, its progress, its result or why there is none."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    order, lines = json.loads(sys.stdin.readline()), Lines(sys.stdout)
    try:
        lines.tell({"result": done(order, lines)})
    except UserError as error:
        facts = {name: getattr(error, name) for name in _FACTS}
        lines.tell({"error": {**facts, "is_unavailable": isinstance(error, Unavailable)}})
