"""A run in a process of its own: the window stays free, and stopping it is ending the process.

The order goes in as one line of JSON (a password in it is seen by nobody), progress and the result
come back as lines. Ended at any moment it leaves the run before whole: see ``running``.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

import desktop
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.permissions import Actor
from desktop.domain.progress import Progress
from desktop.settings import Settings

LONGEST = 2_000  # of what a worker that fails says last
_STOP_S = 5.0


def in_worker(settings: Settings, order: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """What the run answers. Cancelled ends the process; a UserError of it is raised here."""
    with TemporaryFile() as said, _started(settings, order, said) as process:
        for line in process.stdout or ():
            told = json.loads(line)
            if "progress" in told:
                progress.report(*told["progress"])
            elif "error" in told:
                raise UserError(**told["error"])
            else:
                return dict(told["result"])
        process.wait()
        raise _died(_last_line(said))


@contextmanager
def _started(
    settings: Settings, order: dict[str, Any], said: IO[bytes]
) -> Iterator[subprocess.Popen[str]]:
    """A process that is gone at the end of the block, whatever happens in it."""
    root = str(Path(desktop.__file__).parents[1])
    paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    process = subprocess.Popen(
        [sys.executable, "-m", "desktop.jobs.forecasting.worker"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True,
        encoding="utf-8", env={**os.environ, **threads, "PYTHONPATH": paths},
    )  # fmt: skip
    try:
        _hand(process.stdin, {"url": settings.url, "data_dir": str(settings.data_dir), **order})
        yield process
    finally:
        _end(process)


def _hand(into: IO[str] | None, order: dict[str, Any]) -> None:
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


def _died(why: str) -> Unavailable:
    return Unavailable(
        f"The forecast was ended from outside before it was done{f': {why}' if why else ''}.",
        "The forecasts are those of the run before. Start it again.",
        "worker_died",
    )


class _Lines:
    """A progress that tells by lines."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out

    def report(self, done: int, total: int, message: str = "") -> None:
        """To the process that began this one; when that is gone, this one ends."""
        self.tell({"progress": [done, total, message]})

    def tell(self, told: dict[str, Any]) -> None:
        self._out.write(json.dumps(told) + "\n")
        self._out.flush()


def order_of(run: UUID, by: Actor, at: datetime, products: list[UUID] | None) -> dict[str, Any]:
    """An order as JSON."""
    actor = {name: key.hex for name, key in asdict(by).items()}
    chosen = None if products is None else [key.hex for key in products]
    return {"run": run.hex, "by": actor, "at": at.isoformat(), "products": chosen}


def last_year_of(by: Actor, at: datetime) -> dict[str, Any]:
    """An order to live the last year again, as JSON."""
    return {**order_of(by.user, by, at, None), "is_last_year": True}


def _done(database: Any, told: dict[str, Any], lines: _Lines) -> dict[str, Any]:
    """What was ordered."""
    by = Actor(**{name: UUID(key) for name, key in told["by"].items()})
    at, products = datetime.fromisoformat(told["at"]), told["products"]
    if told.get("is_last_year"):
        from desktop.jobs.forecasting.last_year import last_year

        return last_year(database, by, at, lines).to_json()
    from desktop.jobs.forecasting.running import Order, run_forecast

    chosen = None if products is None else tuple(map(UUID, products))
    return run_forecast(database, Order(UUID(told["run"]), by, at, chosen), lines).to_json()


def main() -> None:
    """The worker's own process."""
    from desktop.db.engine import Database

    told = json.loads(sys.stdin.readline())
    lines = _Lines(sys.stdout)
    chosen = Settings(data_dir=Path(told["data_dir"]), database=told["url"])
    try:
        database = Database(chosen, "onhand forecast")
        try:
            lines.tell({"result": _done(database, told, lines)})
        finally:
            database.close()
    except UserError as error:
        facts = {name: getattr(error, name) for name in ("message", "hint", "field", "code")}
        lines.tell({"error": facts})


if __name__ == "__main__":
    main()
