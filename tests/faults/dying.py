"""Runs the program's words and dies by SIGKILL where it writes for the n-th time.

``python -m tests.faults.dying`` has the program loaded and waits for lines of JSON, ``[N, DEEP,
FILE, SAID, WORD, …]``; each is run in a child of its own, whose exit code is the answer. With N = 0
it lives, and FILE then says how many such points there were; what it says goes to the file SAID.
The word "worker" is a run of the forecast's own process, whose order comes next. A point is a
statement sent to a database, a commit, a file opened to be written, renamed, linked or removed;
death comes before it. DEEP: the drivers themselves tell their statements, each row of many is one,
so that those are met that go past SQLAlchemy.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from desktop import cli
from desktop.jobs.forecasting import worker
from tests.faults.piped import PROJECT, environment

NAMES = {"os.rename", "os.remove", "os.link", "os.mkdir"}
NEEDED = (
    *("alembic.command", "psycopg2", "sqlalchemy.dialects.postgresql.psycopg2"),
    *("desktop.cli.safekeeping", "desktop.cli.schema", "desktop.jobs.backup.restore"),
    "desktop.jobs.forecasting.running",
    *("desktop.cli.importing", "desktop.cli.feeds", "desktop.jobs.importing.feeding"),
)
WORKER = "worker"


class Points:
    """Counts the points, and is killed at one."""

    def __init__(self, deadly: int) -> None:
        self._deadly = deadly
        self.passed = 0

    def reached(self, *_told: Any) -> None:
        self.passed += 1
        if self.passed == self._deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    def audited(self, what: str, told: tuple[Any, ...]) -> None:
        if what in NAMES or (what == "open" and _writes(told)):
            self.reached()


def _writes(told: tuple[Any, ...]) -> bool:
    path, _, flags = told
    if (
        not isinstance(path, str)
        or path.startswith(("/dev/null", "/proc"))
        or "__pycache__" in path
    ):
        return False
    return bool(flags & (os.O_WRONLY | os.O_RDWR))


class Nursery:
    """The loaded program, from which children are run and killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.dying"],
            cwd=PROJECT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, deadly: int, report: Path, said: Path, *words: object, deep: bool = False) -> int:
        """The exit code of a child; below zero it is the signal that killed it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = [deadly, deep, *map(str, (report, said, *words))]
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


def _listen(points: Points, deep: bool) -> None:
    if not deep:
        event.listen(Engine, "before_cursor_execute", points.reached)
        return
    from psycopg2.extensions import cursor

    class Counted(cursor):
        """Tells what the driver is asked."""

        def execute(self, *told: Any) -> Any:
            points.reached()
            return super().execute(*told)

        def copy_expert(self, *told: Any) -> Any:
            points.reached()
            return super().copy_expert(*told)

    def connected(raw: Any, _record: Any) -> None:
        if isinstance(raw, sqlite3.Connection):
            raw.set_trace_callback(points.reached)
        else:
            raw.cursor_factory = Counted

    event.listen(Engine, "connect", connected)


def _child(deadly: int, deep: bool, report: str, said: str, *words: str) -> int:
    out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    points = Points(deadly)
    _listen(points, deep)
    event.listen(Engine, "commit", points.reached)
    sys.addaudithook(points.audited)
    code = _run(words)
    passed = points.passed
    Path(report).write_text(str(passed))
    return code


def _run(words: tuple[str, ...]) -> int:
    if words[0] != WORKER:
        return cli.main(list(words))
    sys.stdin = StringIO(words[1])
    worker.main()
    return 0


def main() -> None:
    for name in NEEDED:
        import_module(name)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 70
            try:
                code = _child(*json.loads(line))
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
