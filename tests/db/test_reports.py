"""A server for reports that follows the shop's: read when it is up to date, never written."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import InternalError
from sqlalchemy.orm import Session

from desktop.commands.shop import CreateShop
from desktop.db.engine import Database
from desktop.domain.clock import SystemClock
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.ids import Ids
from desktop.jobs import opening
from desktop.jobs.opening import Shop
from desktop.settings import load
from tests import servers
from tests.trade import add_product, scan

FOLLOWS = "SELECT pg_is_in_recovery()"
MOVES = "SELECT count(*) FROM stock_move"


class Follower:
    """A streaming copy of a server, made by pg_basebackup."""

    def __init__(self, main: servers.Server) -> None:
        self._main = main
        self._place = Path(tempfile.mkdtemp(prefix="onhand-pg-", dir="/tmp"))
        if main._account:
            shutil.chown(self._place, main._account)
        self._data = self._place / "data"
        self.url = f"postgresql+psycopg2://onhand@/{{name}}?host={self._place}"
        main._run("pg_basebackup", "-h", main._sockets, "-U", "onhand", "-D", self._data, "-R",
                  "-X", "stream", "-c", "fast", "--no-sync")  # fmt: skip

    def start(self) -> None:
        options = f"-k {self._place} -c listen_addresses='' -c fsync=off -c hot_standby=on"
        self._main._run("pg_ctl", "-D", self._data, "-w", "-o", options, "-l",
                        self._place / "log", "start")  # fmt: skip

    def stop(self) -> None:
        self._main._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def tell(self, statement: str) -> None:
        engine = create_engine(self.url.format(name="postgres"))
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def follow(self, database: str) -> None:
        """Waits until it has this database, too."""
        end = time.monotonic() + 30
        found = 0
        while not found:
            engine = create_engine(self.url.format(name="postgres"))
            with engine.connect() as connection:
                asked = text("SELECT count(*) FROM pg_database WHERE datname = :name")
                found = connection.scalar(asked, {"name": database}) or 0
            engine.dispose()
            assert time.monotonic() < end

    @property
    def process(self) -> int:
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def remove(self) -> None:
        shutil.rmtree(self._place, ignore_errors=True)


Pair = tuple[servers.Server, Follower]


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    main = servers.Server(servers.wheel_binaries())
    main.start()
    copy = Follower(main)
    copy.start()
    yield main, copy
    copy.stop()
    main.stop()
    copy.remove()
    main.remove()


@contextmanager
def shop_on(pair: Pair, place: Path, reports: str = "") -> Iterator[Shop]:
    """A shop on the main server, with the copy for its reports."""
    main, copy = pair
    name = f"shop_{place.name[-24:]}".lower().replace("-", "_")
    engine = create_engine(main.url.format(name="postgres"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    copy.follow(name)
    urls = {"DATABASE_URL": main.url.format(name=name), "DATABASE_REPORTS_LAG": "2",
            "DATABASE_REPORTS_URL": (reports or copy.url).format(name=name)}  # fmt: skip
    answers = CreateShop(Ids().new(), SystemClock().now(), name="Far shop")
    shop = opening.open_shop(opening.create(load(place, environment=urls), answers), "till")
    add_product(shop, "TEA")
    yield shop
    shop.database.close()


def ask(session: Session, question: str) -> Any:
    return session.execute(text(question)).scalar()


def until_at_copy(database: Database) -> None:
    """Waits until reports come from the copy; it follows within milliseconds."""
    end = time.monotonic() + 20
    while not database.run_report(ask, FOLLOWS):
        assert time.monotonic() < end, database.reports and database.reports.problem


def test_reports_come_from_the_copy_and_all_else_from_the_main_server(
    pair: Pair, tmp_path: Path
) -> None:
    with shop_on(pair, tmp_path) as shop:
        until_at_copy(shop.database)
        with shop.database.report() as session:
            assert ask(session, FOLLOWS) is True
        with shop.database.read() as session:
            assert ask(session, FOLLOWS) is False
        with shop.database.write() as session:
            assert ask(session, FOLLOWS) is False


def test_what_was_just_booked_is_in_every_report(pair: Pair, tmp_path: Path) -> None:
    """Read your writes, with a copy that is now and then held back."""
    at_copy = 0
    with shop_on(pair, tmp_path) as shop:
        for number in range(1, 41):
            if number % 10 == 0:
                pair[1].tell("SELECT pg_wal_replay_pause()")
            scan(shop, "TEA", "receive", 1)
            at_once = shop.database.run_report(ask, MOVES)
            assert at_once == number
            if number % 10 == 0:
                assert shop.database.run_report(ask, FOLLOWS) is False
                pair[1].tell("SELECT pg_wal_replay_resume()")
            elif number % 7 == 0:
                until_at_copy(shop.database)
                assert shop.database.run_report(ask, MOVES) == number
                at_copy += 1
    assert at_copy > 3


def test_a_write_through_the_server_for_reports_is_refused(pair: Pair, tmp_path: Path) -> None:
    """Also where the address is the main server's own, which could be written."""
    for url in ("", pair[0].url):
        with shop_on(pair, tmp_path / ("own" if url else "copy"), url) as shop:
            copy = shop.database.reports
            assert copy is not None
            assert shop.database.run_report(ask, MOVES) == 0
            with copy.engine.connect() as connection:
                assert connection.scalar(text("SHOW transaction_read_only")) == "on"
                connection.rollback()
                with pytest.raises(InternalError, match="read-only transaction"):
                    connection.execute(text("UPDATE pg_class SET relname = relname"))


def test_a_copy_that_falls_behind_is_left_with_one_notice_and_taken_up_again(
    pair: Pair, tmp_path: Path
) -> None:
    with shop_on(pair, tmp_path) as shop:
        told: list[UserError | None] = []
        copy = shop.database.reports
        assert copy is not None
        until_at_copy(shop.database)
        copy.told.append(told.append)
        pair[1].tell("SELECT pg_wal_replay_pause()")
        try:
            scan(shop, "TEA", "receive", 1)
            end = time.monotonic() + 20
            while not told:
                assert shop.database.run_report(ask, MOVES) == 1
                assert time.monotonic() < end
            assert told[0] is not None and told[0].code == "reports_behind"
            assert "behind" in told[0].message
        finally:
            pair[1].tell("SELECT pg_wal_replay_resume()")
        until_at_copy(shop.database)
        assert [each.code if each else "" for each in told] == ["reports_behind", ""]


@pytest.mark.parametrize("how", ["stopped", "hung"])
def test_a_copy_that_is_gone_or_hangs_costs_one_deadline_and_the_main_server_serves(
    pair: Pair, tmp_path: Path, how: str
) -> None:
    with shop_on(pair, tmp_path) as shop:
        until_at_copy(shop.database)
        family: list[int] = []
        if how == "stopped":
            pair[1].stop()
        else:
            first = pair[1].process
            children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
            family = [first, *map(int, children)]
            for process in family:
                os.kill(process, signal.SIGSTOP)
        try:
            began = time.monotonic()
            assert shop.database.run_report(ask, MOVES) == 0
            assert time.monotonic() - began < 6
            copy = shop.database.reports
            assert copy is not None and copy.problem is not None
            assert copy.problem.code == "reports_gone"
            began = time.monotonic()
            assert shop.database.run_report(ask, FOLLOWS) is False
            with shop.database.report() as session:
                assert ask(session, FOLLOWS) is False
            assert time.monotonic() - began < 2, "it is not tried again at once"
        finally:
            for process in reversed(family):
                os.kill(process, signal.SIGCONT)
            if not family:
                pair[1].start()


def test_another_servers_database_is_no_copy(pair: Pair, tmp_path: Path) -> None:
    other = pair[0].url.format(name="postgres")
    with shop_on(pair, tmp_path, other) as shop:
        assert shop.database.run_report(ask, MOVES) == 0
        assert shop.database.reports is not None
        problem = shop.database.reports.problem
        assert isinstance(problem, Unavailable) and problem.code == "reports_foreign"


@pytest.mark.parametrize(
    "url",
    ["shop.onhand", "sqlite:////x", "mysql://h/x", "postgresql://u:a@b@h/x"],
)
def test_an_address_that_is_no_servers_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        load(tmp_path, environment={"DATABASE_REPORTS_URL": url})
    assert refused.value.code == "bad_url"


def test_a_file_has_no_server_for_reports(tmp_path: Path) -> None:
    told = load(tmp_path, environment={"DATABASE_REPORTS_URL": "postgresql://h/x"})
    assert "h/x" not in repr(told)
    answers = CreateShop(Ids().new(), SystemClock().now(), name="Own")
    shop = opening.open_shop(opening.create(told, answers), "till")
    assert shop.database.reports is None
    assert shop.database.run_report(ask, MOVES) == 0
    shop.database.close()
