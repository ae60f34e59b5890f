"""PostgreSQL: options as the rules say, the client's own deadline, a lost connection, secrets."""

import logging
import socket
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, select, text
from sqlalchemy.pool import QueuePool

from desktop import settings
from desktop.commands.products import CreateProduct, create_product
from desktop.db import postgres
from desktop.db.engine import Database
from desktop.db.postgres import Watchdog, connect_args
from desktop.db.prepared import Prepared
from desktop.domain.errors import Unavailable
from desktop.jobs.opening import Shop
from desktop.jobs.verify import verify
from desktop.schema import Unit
from desktop.settings import load
from tests.tills import till

pytestmark = pytest.mark.parametrize("engine_name", ["postgres"])
OPTIONS = {
    "statement_timeout": "10s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "15s",
    "TimeZone": "UTC",
    "application_name": "onhand/till 7",
    "transaction_isolation": "read committed",
}


def shown(session: Any, names: list[str]) -> dict[str, str]:
    return {name: session.scalar(text(f"SHOW {name}")) for name in names}


def test_the_options_are_what_the_server_says(shop: Shop) -> None:
    database = Database(shop.settings, "till 7")
    with database.read() as one, database.read() as two:
        assert shown(one, [*OPTIONS]) == shown(two, [*OPTIONS]) == OPTIONS
        raw: Any = one.connection().connection.dbapi_connection
        parameters = raw.get_dsn_parameters()
    wanted = {
        "connect_timeout": "3",
        "tcp_user_timeout": "5000",
        "keepalives": "1",
        "keepalives_idle": "10",
        "keepalives_interval": "5",
        "keepalives_count": "3",
    }
    assert {name: parameters[name] for name in wanted} == wanted
    database.close()


def test_a_job_s_connection_never_times_out_by_itself(engine_name: str) -> None:
    options = connect_args(make_url("postgresql:///x"), "job", patient=True)["options"]
    assert "statement_timeout=0" in options
    assert "lock_timeout=0" in options
    assert "timezone=UTC" in options


def test_in_a_long_transaction_nothing_times_out_and_the_next_is_as_always(shop: Shop) -> None:
    """Safety: jobs set the server's limits to 0."""
    names = [name for name in OPTIONS if name.endswith("timeout")]
    usual = {name: OPTIONS[name] for name in names}
    with shop.database.read(3600) as session:
        assert shown(session, names) == dict.fromkeys(names, "0")
    with shop.database.read() as session:
        assert shown(session, names) == usual
    with shop.database.write(3600) as session:
        assert shown(session, names) == dict.fromkeys(names, "0")
    with shop.database.write() as session:
        assert shown(session, names) == usual


def test_verify_may_think_longer_than_a_transaction_may_be_idle(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A million movements take their time between two queries."""
    monkeypatch.setitem(postgres._SESSION, "idle_in_transaction_session_timeout", "100")
    desk = till(shop)
    desk.stock("receive", desk.product(), 1)
    database = Database(shop.settings)
    thought = []

    class Slow:
        def report(self, done: int, total: int, message: str = "") -> None:
            thought.append(message)
            think(shop)

    assert verify(database, Slow()).is_whole
    assert thought
    with pytest.raises(Unavailable):
        thinking(database, shop)
    database.close()


def think(shop: Shop) -> None:
    """Longer than a transaction may be idle in these tests."""
    with shop.database.read() as session:
        session.execute(text("SELECT pg_sleep(0.3)"))


def thinking(database: Database, shop: Shop) -> None:
    """An ordinary transaction, idle for too long."""
    with database.read() as session:
        session.execute(text("SELECT 1"))
        think(shop)
        session.execute(text("SELECT 1"))


def test_the_pool_is_as_it_was_told(shop: Shop) -> None:
    """A14, A16, B14, C12, E20: each name is read, and without it the rule stands."""
    environment = {
        "DATABASE_URL": shop.settings.url,
        "DATABASE_POOL_SIZE": "10",
        "DATABASE_MAX_OVERFLOW": "20",
        "DATABASE_POOL_TIMEOUT": "5",
        "DATABASE_POOL_RECYCLE": "77",
        "DATABASE_ECHO": "true",
        "DATABASE_ECHO_POOL": "1",
    }
    told = Database(load(Path("/nowhere"), environment=environment))
    plain = Database(shop.settings)
    pools = [database.writer.pool for database in (told, plain)]
    assert all(isinstance(pool, QueuePool) for pool in pools)
    found = [(p.size(), p._max_overflow, p._timeout, p._recycle, p._pre_ping) for p in pools]  # type: ignore[attr-defined]
    assert found == [(10, 20, 5.0, 77, True), (5, 10, 5.0, 3600, True)]
    echoes = [(database.writer.echo, database.writer.pool.echo) for database in (told, plain)]
    assert echoes == [(True, True), (False, False)]
    told.close()
    plain.close()


def test_when_no_connection_is_free_the_server_is_busy(shop: Shop) -> None:
    environment = {
        "DATABASE_URL": shop.settings.url,
        "DATABASE_POOL_SIZE": "1",
        "DATABASE_MAX_OVERFLOW": "0",
        "DATABASE_POOL_TIMEOUT": "1",
    }
    database = Database(load(Path("/nowhere"), environment=environment))
    with database.read():
        began = time.monotonic()
        with pytest.raises(Unavailable) as refused, database.read():
            pass
        assert 0.9 < time.monotonic() - began < 3
    assert load(Path("/nowhere"), environment={}).pool_timeout <= 8, "safety: decided within 10 s"
    assert refused.value.code == "pool_busy"
    assert "busy" in refused.value.message
    with database.read() as session:
        assert session.scalar(text("SELECT 1")) == 1
    database.close()


@pytest.mark.parametrize(
    ("url", "is_checked"),
    [
        ("postgresql://shop.example/x", True),
        ("postgresql://10.0.0.5/x", True),
        ("postgresql:///x?host=shop.example", True),
        ("postgresql:///x?host=localhost&host=shop.example", True),
        ("postgresql:///x?host=localhost,shop.example", True),
        ("postgresql://localhost/x?hostaddr=10.0.0.5", True),
        ("postgresql://localhost/x", False),
        ("postgresql://127.0.0.1:5433/x", False),
        ("postgresql://[::1]/x", False),
        ("postgresql:///x?host=/run/postgresql", False),
        ("postgresql:///x", False),
        ("postgresql://shop.example/x?sslmode=require", False),
    ],
)
def test_off_this_computer_the_server_must_prove_itself(
    url: str, is_checked: bool, engine_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PGHOST", "PGHOSTADDR", "PGSSLMODE"):
        monkeypatch.delenv(name, raising=False)
    arguments = connect_args(make_url(settings.normal_url(url)), "x")
    assert (arguments.get("sslmode") == "verify-full") is is_checked


def test_a_host_from_the_environment_must_prove_itself_too(
    engine_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGHOST", "shop.example")
    assert connect_args(make_url("postgresql:///x"), "x")["sslmode"] == "verify-full"


def backend(database: Database) -> int:
    with database.read() as session:
        return int(session.scalar(text("SELECT pg_backend_pid()")) or 0)


def kill(shop: Shop, pid: int) -> None:
    other = Database(shop.settings)
    with other.read() as session:
        assert session.scalar(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    other.close()


def test_a_backend_killed_between_two_queries_is_not_noticed(shop: Shop) -> None:
    pid = backend(shop.database)
    kill(shop, pid)
    assert backend(shop.database) != pid


def test_a_backend_killed_in_a_command_is_not_noticed_either(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    """The command is sent once more on a new connection; only a warning tells."""
    desk = till(shop)
    tries = []

    def interrupted(session: Any, command: CreateProduct) -> Any:
        result = create_product(session, command)
        tries.append(result)
        if len(tries) == 1:
            kill(shop, session.scalar(text("SELECT pg_backend_pid()")))
        return result

    command = CreateProduct(*desk.head(), "SKU", "Tea")
    with caplog.at_level(logging.WARNING, "onhand.db"):
        assert shop.database.run(interrupted, command) == command.id
    assert len(tries) == 2
    assert [record.name for record in caplog.records] == ["onhand.db"]
    caplog.clear()


def test_a_write_that_loses_its_connection_changes_nothing_and_says_so(shop: Shop) -> None:
    desk = till(shop)

    def hopeless(session: Any, command: CreateProduct) -> Any:
        create_product(session, command)
        kill(shop, session.scalar(text("SELECT pg_backend_pid()")))

    with pytest.raises(Unavailable) as refused:
        shop.database.run(hopeless, CreateProduct(*desk.head(), "SKU", "Tea"))
    assert refused.value.code == "server_gone"
    with shop.database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM product")) == 0


def test_a_statement_that_hangs_is_cut_at_the_client_s_deadline(shop: Shop) -> None:
    began = time.monotonic()
    with pytest.raises(Unavailable) as refused, shop.database.write(0.4) as session:
        session.execute(text("SELECT pg_sleep(60)"))
    assert 0.3 < time.monotonic() - began < 2
    assert refused.value.code == "server_gone"
    assert backend(shop.database) > 0


def test_a_slow_computer_is_not_taken_for_a_silent_server(shop: Shop) -> None:
    """The time is the server's: it begins anew with each answer, ours and SQLAlchemy's alike."""
    nap, now = text("SELECT pg_sleep(0.3)"), Prepared(select(Unit.id).limit(1))
    with shop.database.write(0.6) as session:
        for _ in range(3):
            session.execute(nap)
            now.first(session.connection(), {})


def test_a_row_held_by_another_workstation_is_busy_not_lost(shop: Shop) -> None:
    desk = till(shop)
    tea = desk.product()
    other = Database(shop.settings)
    with other.write() as session:
        session.execute(text("UPDATE product SET name = 'held'"))
        with pytest.raises(Unavailable) as refused, shop.database.write() as mine:
            mine.execute(text("UPDATE product SET name = 'mine'"))
    assert refused.value.code == "busy"
    other.close()
    assert desk.stock("receive", tea, 1).on_hand == 1


def test_a_command_waits_twice_for_a_row_and_says_that_it_is_held(shop: Shop) -> None:
    """Not that the server is gone: it answers."""
    desk = till(shop)
    tea = desk.product()
    desk.stock("receive", tea, 1)
    other = Database(shop.settings)
    began = time.monotonic()
    with other.write() as session:
        session.execute(text("UPDATE stock_level SET on_hand = on_hand"))
        with pytest.raises(Unavailable) as refused:
            desk.stock("receive", tea, 1)
    assert refused.value.code == "busy"
    assert 3.8 < time.monotonic() - began < 8
    assert desk.stock("receive", tea, 1).on_hand == 2
    other.close()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"database": "nothing_here"}, "no_database"),
        ({"username": "stranger"}, "bad_login"),
        ({"host": "127.0.0.1", "port": 1, "query": {}}, "server_gone"),
        ({"query": {"host": "/nowhere"}}, "server_gone"),
    ],
)
def test_what_is_wrong_with_the_address_is_said(
    shop: Shop, change: dict[str, Any], code: str
) -> None:
    url = make_url(shop.settings.url).set(**change).render_as_string(hide_password=False)
    database = Database(load(Path("/nowhere"), environment={"DATABASE_URL": url}))
    with pytest.raises(Unavailable) as refused, database.read():
        pass
    assert refused.value.code == code
    assert "Nothing was changed." in refused.value.hint
    database.close()


@pytest.mark.parametrize(
    "form", ["owner:{}@/x", "owner@/x?password={}", "owner@/x?application_name=a&password={}"]
)
@pytest.mark.parametrize("secret", ["geheim", "ge:heim", "ge#h%65im", "ge/he?im"])
def test_a_password_is_never_shown_logged_or_saved(
    form: str, secret: str, engine_name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = "postgresql://" + form.format(secret)
    environment = {"DATABASE_URL": f"{url}{'&' if '?' in form else '?'}host=/nowhere"}
    chosen = load(tmp_path, environment=environment)
    if not ("?" in secret or ("#" in secret and "?" in form)):
        database = Database(chosen)
        with caplog.at_level(logging.DEBUG), pytest.raises(Unavailable) as refused, database.read():
            pass
        assert secret not in caplog.text + str(refused.value)
        database.close()
    settings.save(replace(chosen, database_from="saved", theme="dark"), chosen)
    assert (tmp_path / settings.FILE).read_text() == 'theme = "dark"\n'


def test_the_watchdog_cuts_what_is_late_and_nothing_else(engine_name: str) -> None:
    watchdog = Watchdog()
    late, far = socket.socketpair()
    early, other = socket.socketpair()
    with late, far, early, other:
        with watchdog.guard(early.fileno(), 0.05):
            pass
        with watchdog.guard(early.fileno(), 30), watchdog.guard(late.fileno(), 0.1):
            assert late.recv(1) == b""
        other.send(b"x")
        assert early.recv(1) == b"x"
    watchdog.close()
    assert not any(thread.name == "watchdog" for thread in threading.enumerate())
