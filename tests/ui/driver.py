"""Drives the real program in a process of its own: asks, waits, presses, types, closes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.warm import Started, Warm

PROJECT = Path(__file__).parents[2]
PATIENCE_S = 30
MODULE = "tests.ui.driven"
DROPPED = ("DATABASE_URL", "DB_HOST", "DB_NAME", "ONHAND_DATA_DIR")


class Driver:
    """One running window; ``end`` closes it as a person would and gives the exit code."""

    def __init__(self, *arguments: object, warm: Warm | None = None, **environment: str) -> None:
        """From ``warm`` where it is given: without the second that loading takes."""
        kept = {key: value for key, value in os.environ.items() if key not in DROPPED}
        env = {**kept, "QT_QPA_PLATFORM": "offscreen", **environment}
        self._process: subprocess.Popen[bytes] | Started
        if warm is None:
            words = [sys.executable, "-m", MODULE, *map(str, arguments)]
            self._process = subprocess.Popen(
                words, cwd=PROJECT, env=env, stdin=-1, stdout=-1, stderr=-1
            )
        else:
            self._process = warm.start(f"{MODULE}:main", *arguments, env=env)

    def ask(self, expression: str) -> Any:
        """The value of an expression over ``hand``, worked out on the window's thread."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(expression.encode() + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the window is gone: {self._said()}"
        told = json.loads(line)
        assert "error" not in told, told["error"]
        return told["answer"]

    def until(self, expression: str, seconds: float = PATIENCE_S) -> Any:
        """Waits in the window until an expression is true, and gives its value."""
        answer = self.ask(f"hand.wait(lambda: {expression}, {seconds})")
        assert answer, f"{expression} did not come true; there is {self.ask('hand.texts()')}"
        return answer

    def until_says(self, words: str, seconds: float = PATIENCE_S) -> None:
        """Waits until these words are on the screen."""
        self.until(f"hand.says({words!r})", seconds)

    def end(self) -> int:
        """Closes the window; the exit code."""
        if self._process.poll() is None:
            self.ask("QTimer.singleShot(0, hand.window.close)")
        complaints = self._said()
        assert "Traceback" not in complaints, complaints
        return self._code()

    def wait(self) -> tuple[int, str]:
        """The exit code and stderr of a start that ends by itself."""
        complaints = self._said()
        return self._code(), complaints

    def _said(self) -> str:
        """Its stderr, once it has ended."""
        return self._process.communicate(timeout=PATIENCE_S)[1].decode()

    def _code(self) -> int:
        code = self._process.returncode
        assert code is not None
        return code

    def kill(self) -> None:
        """Ends it whatever it does."""
        self._process.kill()
        self._process.communicate()


Drive = Callable[..., Driver]
