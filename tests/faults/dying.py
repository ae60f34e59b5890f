"""Runs the program's words and dies by SIGKILL where it writes for the n-th time.

``python -m tests.faults.dying N FILE WORD …``: with N = 0 it lives, and FILE then says how many
such points there were. A point is a statement sent to a database, a commit, a file opened to be
written, renamed, linked or removed; death comes before it.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from desktop import cli

NAMES = {"os.rename", "os.remove", "os.link", "os.mkdir"}


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


def main() -> int:
    deadly, report, *words = sys.argv[1:]
    points = Points(int(deadly))
    event.listen(Engine, "before_cursor_execute", points.reached)
    event.listen(Engine, "commit", points.reached)
    sys.addaudithook(points.audited)
    code = cli.main(words)
    passed = points.passed
    Path(report).write_text(str(passed))
    return code


if __name__ == "__main__":
    sys.exit(main())
