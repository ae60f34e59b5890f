"""The real ``main.py scan --json`` at the end of a pipe: lines in, answers out, killed at will."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any

from desktop import cli
from desktop.settings import Settings

PROJECT = Path(__file__).parents[2]
PATIENCE_S = 30
DROPPED = ("DATABASE_URL", "DB_HOST", "DB_NAME", "ONHAND_DATA_DIR")


def program(*words: object) -> list[str]:
    """The command that starts the program with these words."""
    return [sys.executable, "main.py", *map(str, words)]


def environment() -> dict[str, str]:
    """The test's own, without what points to another database."""
    kept = {key: value for key, value in os.environ.items() if key not in DROPPED}
    return {**kept, "ONHAND_NO_VENV": "1", "PYTHONUNBUFFERED": "1"}


def where(settings: Settings) -> list[object]:
    """The options that name a shop's place."""
    words: list[object] = ["--data-dir", settings.data_dir]
    return words if settings.url.startswith("sqlite") else [*words, "--database", settings.url]


def limited() -> int:
    """A verb whose process may let no file grow beyond so many bytes; 0 is no limit."""
    size, *words = sys.argv[1:]
    if int(size):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), resource.RLIM_INFINITY))
    return cli.main(words)


def archive_aside() -> int:
    """An archive as the window makes it: written by a process of its own."""
    from sqlalchemy import make_url

    from desktop.jobs.backup.archive import write_archive
    from desktop.jobs.backup.worker import packed_aside

    url, folder, at = sys.argv[1:]
    write_archive(make_url(url), Path(folder), datetime.fromisoformat(at), None, packed_aside)
    return 0


class Piped:
    """One running scan; its answers are read as they come, by a thread of their own."""

    def __init__(self, settings: Settings, mode: str = "sell") -> None:
        self.process = subprocess.Popen(
            program("scan", "--json", "--mode", mode, *where(settings)),
            cwd=PROJECT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._lines: SimpleQueue[bytes] = SimpleQueue()
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._stdin: IO[bytes] = self.process.stdin
        self._reader = Thread(target=self._read, args=(self.process.stdout,), daemon=True)
        self._reader.start()

    def _read(self, stdout: IO[bytes]) -> None:
        for line in stdout:
            self._lines.put(line)
        self._lines.put(b"")

    def send(self, codes: Iterable[str]) -> None:
        """Lines for the program; it may be dead already."""
        try:
            self._stdin.write("".join(f"{code}\n" for code in codes).encode())
            self._stdin.flush()
        except BrokenPipeError:
            pass

    def answer(self) -> dict[str, Any]:
        """The next answer."""
        line = self._lines.get(timeout=PATIENCE_S)
        assert line, f"the program ended: {self.process.communicate()[1]!r}"
        return json.loads(line)  # type: ignore[no-any-return]

    def ask(self, code: str) -> dict[str, Any]:
        """One line and its answer."""
        self.send([code])
        return self.answer()

    def killed(self) -> list[dict[str, Any]]:
        """Kills it with SIGKILL; the answers that had left it by then."""
        self.process.kill()
        self._ended()
        left = []
        while (line := self._lines.get()).endswith(b"\n"):
            left.append(json.loads(line))
        return left

    def _ended(self) -> str:
        try:
            self._stdin.close()
        except BrokenPipeError:
            pass
        self.process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        assert self.process.stderr is not None
        with self.process.stderr as stderr:
            complaints = stderr.read().decode()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return complaints

    def end(self) -> int:
        """The end of input; the exit code. No traceback may have been seen."""
        complaints = self._ended()
        assert "Traceback" not in complaints, complaints
        return self.process.returncode
