"""The command line in this process on real databases, and as a process of its own for pipes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from desktop import cli
from desktop.settings import Settings

MAIN = Path(__file__).parents[2] / "main.py"


@dataclass(frozen=True)
class Ran:
    """How a verb ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The result as JSON."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """One object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Onhand:
    """Runs verbs on one data directory; ``url`` is "" for the SQLite file in it."""

    place: Path
    url: str
    capture: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *words: str, stdin: str | bytes = b"") -> Ran:
        """In this process, as it would be in another."""
        typed = self.place / "typed"
        self.place.mkdir(parents=True, exist_ok=True)
        typed.write_bytes(stdin.encode() if isinstance(stdin, str) else stdin)
        with typed.open() as file, self.monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", file)
            for name, value in {"DATABASE_URL": self.url, **self.environment}.items():
                patch.setenv(name, value)
            self.capture.readouterr()
            code = cli.main(["--data-dir", str(self.place), *words])
            out, err = self.capture.readouterr()
        assert "Traceback" not in out + err
        return Ran(code, out, err)

    def done(self, *words: str, stdin: str | bytes = b"") -> Ran:
        """The same, and it must have ended well."""
        ran = self(*words, stdin=stdin)
        assert ran.code == 0, ran.err
        return ran

    def add(self, sku: str, *codes: str, **values: str) -> None:
        """A product for 2.50 by ``product add``."""
        given = {"name": f"Product {sku}", "price": "2.50"} | values
        options = [f"--{name.replace('_', '-')}={value}" for name, value in given.items()]
        self.done("product", "add", f"--sku={sku}", *options, *(f"--barcode={c}" for c in codes))

    def scan(
        self, *lines: str, mode: str = "sell", more: tuple[str, ...] = ()
    ) -> list[dict[str, Any]]:
        """The answers to piped lines."""
        typed = "".join(f"{line}\n" for line in lines)
        return self("scan", "--mode", mode, *more, "--json", stdin=typed).lines

    def on_hand(self, sku: str) -> Any:
        return self.done("product", "show", sku, "--json").json["on_hand"]

    def start(self, *words: str, **how: Any) -> subprocess.Popen[bytes]:
        """As a process of its own, with pipes."""
        environment = {**os.environ, "ONHAND_NO_VENV": "1", "DATABASE_URL": self.url}
        pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        command = [sys.executable, str(MAIN), "--data-dir", str(self.place), *words]
        started: subprocess.Popen[bytes] = subprocess.Popen(
            command, env=environment, **(pipes | how)
        )
        return started


Away = Callable[[Path], Onhand]


@pytest.fixture
def away(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Away:
    """Onhand in any folder, on SQLite."""
    return lambda place: Onhand(place, "", capfd, monkeypatch)


@pytest.fixture
def bare(away: Away, tmp_path: Path) -> Onhand:
    """Onhand on SQLite where nothing is yet."""
    return away(tmp_path / "bare")


@pytest.fixture
def empty(
    empty_settings: Settings,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Onhand:
    """Onhand on each engine where nothing is yet."""
    return Onhand(empty_settings.data_dir, empty_settings.database, capfd, monkeypatch)


@pytest.fixture
def onhand(
    database_settings: Settings,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Onhand:
    """Onhand on each engine, with an empty shop."""
    ready = Onhand(database_settings.data_dir, database_settings.database, capfd, monkeypatch)
    ready.done("db", "init", "--name", "Corner shop")
    return ready
