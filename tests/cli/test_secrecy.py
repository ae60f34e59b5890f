"""The database's password through a shop's whole life: in no file, log, argument list or word."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from traceback import format_exception
from urllib.parse import quote

import pytest
from sqlalchemy import create_engine

from desktop.domain.errors import UserError
from desktop.jobs import opening
from desktop.settings import load
from tests import servers
from tests.cli.conftest import Onhand

PIECES = ("Zqxj", "Kvwp", "Hgfz", "Jyqk", "Wxru", "Rtzb")
PASSWORD = "{}@{}/{}:{}%41{} {}'\\".format(*PIECES)
WRONG = "{5}@{4}/{3}:{2}%{1} {0}".format(*PIECES)


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Server]:
    """A server on a port that asks for the password."""
    built = servers.Server(servers.wheel_binaries())
    built.listen()
    built.start()
    tell(built, "CREATE ROLE clerk LOGIN PASSWORD '{}'".format(PASSWORD.replace("'", "''")))
    tell(built, "CREATE DATABASE store OWNER clerk")
    yield built
    built.stop()
    built.remove()


def tell(server: servers.Server, statement: str, database: str = "postgres") -> None:
    engine = create_engine(server.url.format(name=database))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(statement.replace("%", "%%"))
    engine.dispose()


def address(server: servers.Server, password: str) -> str:
    login = f"clerk:{quote(password, safe='')}"
    return f"postgresql://{login}@127.0.0.1:{server.port}/store"


@contextmanager
def argument_lists() -> Iterator[set[bytes]]:
    """The words that any process of this computer was started with meanwhile."""
    seen: set[bytes] = set()
    known: set[str] = set()
    stopped = Event()

    def look() -> None:
        while not stopped.wait(0.02):
            for process in {each for each in os.listdir("/proc") if each.isdigit()} - known:
                with suppress(OSError):
                    words = Path("/proc", process, "cmdline").read_bytes()
                    seen.add(words)
                    known.update({process} if b"pg_" in words else ())

    watcher = Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        stopped.set()
        watcher.join()


def told_in(places: dict[str, bytes]) -> list[str]:
    """Where a piece of the password was found."""
    return [f"{name}: {piece}" for name, words in places.items() for piece in PIECES
            if piece.encode() in words]  # fmt: skip


class Told:
    """Runs verbs and gathers what they say."""

    def __init__(self, onhand: Onhand) -> None:
        self._onhand = onhand
        self.said: list[str] = []

    def __call__(self, code: int, *words: str, stdin: str = "") -> None:
        ran = self._onhand(*words, stdin=stdin)
        self.said.extend((ran.out, ran.err))
        assert ran.code == code, (words, ran.err)


def whole_life(onhand: Onhand, server: servers.Server, tmp_path: Path) -> list[str]:
    """Every verb that meets the database; what they said."""
    run = Told(onhand)
    run(0, "db", "init", "--json")
    run(0, "product", "add", "--sku=T1", "--name=Tea", "--json")
    run(0, "scan", "--json", stdin="T1\n")
    for verb in ("status", "info", "check", "current", "history", "optimize"):
        run(0, "db", verb, "--json")
    for form in ("portable", "pg_dump"):
        run(0, "db", "backup", "--json", "--format", form)
    kept = next((onhand.place / "backups").glob("*.zip"))
    run(0, "db", "verify-backup", str(kept), "--json")
    run(0, "db", "drill", "--json")
    run(0, "db", "restore", str(kept), "--yes", "--json")
    run(0, "db", "rollback", "0001", "--yes", "--json")
    run(0, "db", "migrate", "--json")
    run(0, "db", "copy", "--to", str(tmp_path / "copy.onhand"), "--json")
    run(0, "verify", "--json")
    mishaps(run, onhand, server)
    return run.said


def mishaps(run: Told, onhand: Onhand, server: servers.Server) -> None:
    """A wrong password, one that is not spelled out, one as an argument, and a fault of ours."""
    right, onhand.url = onhand.url, address(server, WRONG)
    run(1, "db", "status", "--json")
    run(1, "db", "backup", "--json")
    onhand.url = f"postgresql://clerk:{PASSWORD.replace(' ', '')}@127.0.0.1:{server.port}/store"
    run(1, "db", "status", "--json")  # not spelled out: @ and / stand in it as they are
    onhand.url = right
    run(1, "db", "status", "--database", f"postgresql://clerk:{PASSWORD}@127.0.0.1/store")
    tell(server, "ALTER TABLE product RENAME COLUMN name TO called", "store")
    run(1, "list", "products", "--json")  # a fault of ours, to the program's eyes


def test_the_password_is_told_nowhere_in_a_shops_whole_life(
    server: servers.Server,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Issue 4: no log, file, argument list or exception text, with @ / : % and spaces in it."""
    monkeypatch.setenv("PATH", f"{servers.wheel_binaries()}:{os.environ['PATH']}")
    monkeypatch.setenv("DATABASE_ECHO", "true")
    monkeypatch.setenv("DATABASE_ECHO_POOL", "true")
    onhand = Onhand(tmp_path / "data", address(server, PASSWORD), capfd, monkeypatch)
    with caplog.at_level(logging.DEBUG), argument_lists() as started:
        said = whole_life(onhand, server, tmp_path)
    written = {
        str(path): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file() and path.name != "typed"
    }
    assert any(path.endswith("command.log") for path in written), "the fault left its report"
    ours = {repr(words): words for words in started if b"pg_dump" in words}
    assert ours, "pg_dump was seen at work"
    places = {"said": "".join(said).encode(), "log": caplog.text.encode()} | written
    assert told_in(places | {repr(words): words for words in started}) == []


@pytest.mark.parametrize("password", [WRONG, f"raw@{PIECES[0]}", f"a/b@{PIECES[1]}", PIECES[2]])
def test_no_exception_tells_the_password_nor_the_report_of_it(
    server: servers.Server, tmp_path: Path, password: str, caplog: pytest.LogCaptureFixture
) -> None:
    for spelled in (quote(password, safe=""), password.replace(" ", "")):
        url = f"postgresql://clerk:{spelled}@127.0.0.1:{server.port}/store"
        chosen = load(tmp_path, environment={"DATABASE_URL": url})
        with caplog.at_level(logging.DEBUG), pytest.raises(UserError) as refused:
            opening.open_shop(chosen, "till")
        places = {"report": "".join(format_exception(refused.value)), "settings": repr(chosen)}
        places |= {"log": caplog.text, "error": repr(refused.value)}
        assert told_in({name: words.encode() for name, words in places.items()}) == []
