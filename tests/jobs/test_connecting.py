"""Trying a place for the data: every failure is a sentence, and what is tried stays as it was."""

import logging
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from desktop.commands.shop import CreateShop
from desktop.db import version
from desktop.domain.clock import SystemClock
from desktop.domain.errors import UserError
from desktop.domain.ids import Ids
from desktop.jobs import connecting, opening
from desktop.jobs.connecting import FileChoice, Place, ServerChoice, Step
from desktop.settings import FILE, load
from tests import servers
from tests.trade import add_product

PASSWORD = "p@ss/w:or%d 1%40?#&="
WRONG = "geheim@ / : %41 x"
STEP_S = 4.0


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Server]:
    """A server on a port, with passwords."""
    built = servers.Server(servers.wheel_binaries())
    built.listen()
    built.start()
    tell(built, "postgres", f"CREATE ROLE clerk LOGIN PASSWORD '{PASSWORD}'",
         f"CREATE ROLE \"o'brien @x\" LOGIN PASSWORD '{PASSWORD}'",
         "CREATE DATABASE store OWNER clerk", "CREATE DATABASE fresh OWNER clerk",
         "CREATE DATABASE \"odd / db @:%41\" OWNER \"o'brien @x\"")  # fmt: skip
    with_shop(built, "store")
    yield built
    built.stop()
    built.remove()


def tell(server: servers.Server, database: str, *statements: str) -> None:
    """Statements on the server, by its owner."""
    engine = create_engine(server.url.format(name=database))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.execute(text(statement.replace(":", "\\:")))
    engine.dispose()


def with_shop(server: servers.Server, name: str) -> None:
    chosen = load(Path("/nowhere"), environment={"DATABASE_URL": server.url.format(name=name)})
    answers = CreateShop(Ids().new(), SystemClock().now(), name="Corner Shop")
    opening.create(chosen, answers)
    everything = "ALL TABLES IN SCHEMA public TO clerk"
    tell(server, name, f"GRANT ALL ON {everything}")


def choice(server: servers.Server, **other: object) -> ServerChoice:
    """The right one, but for what a test says."""
    right = ServerChoice("127.0.0.1", server.port, "store", "clerk", PASSWORD, connecting.OPEN)
    return replace(right, **other)  # type: ignore[arg-type]


def outcome(where: connecting.Choice, opened: Path | None = None) -> tuple[list[str], Step | Place]:
    """The keys of the steps that went well, and how it ended."""
    told = list(connecting.probe(where, opened))
    good = [step.key for step in told if isinstance(step, Step) and step.error is None]
    return good, told[-1]


def refused(where: connecting.Choice) -> tuple[str, UserError]:
    """The step that failed, and why."""
    _, end = outcome(where)
    assert isinstance(end, Step)
    assert end.error is not None
    assert end.error.hint, "a failure has a way out"
    assert PASSWORD not in str(end.error)
    return end.key, end.error


def test_a_shop_on_a_server_is_found_with_any_password(server: servers.Server) -> None:
    good, end = outcome(choice(server))
    assert good == list(connecting.SERVER_STEPS)
    assert isinstance(end, Place)
    assert (end.revision, end.products, end.is_new) == (version.HEAD, 0, False)
    assert end.milliseconds > 0
    assert end.server[:2].isdigit()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_an_empty_database_is_a_place_for_a_new_shop(server: servers.Server, host: str) -> None:
    _, end = outcome(choice(server, host=host, database="fresh"))
    assert isinstance(end, Place)
    assert end.is_new


def test_odd_names_of_user_and_database_go_both_ways(
    server: servers.Server, tmp_path: Path
) -> None:
    odd = choice(server, database="odd / db @:%41", user="o'brien @x")
    assert isinstance(outcome(odd)[1], Place)
    kept = connecting.keep(odd, load(tmp_path, environment={}))
    assert connecting.chosen(kept) == odd
    assert connecting.chosen(load(tmp_path, environment={})) == replace(odd, password="")


@pytest.mark.parametrize(
    ("other", "step", "code"),
    [
        ({"host": "no-such-host.invalid"}, "reach", "unknown_host"),
        ({"host": "a b"}, "reach", "unknown_host"),
        ({"host": "x" * 300}, "reach", "unknown_host"),
        ({"host": "/no/such/folder"}, "reach", "refused"),
        ({"port": 1}, "reach", "refused"),
        ({"password": WRONG}, "login", "bad_login"),
        ({"password": ""}, "login", "bad_login"),
        ({"user": "nobody"}, "login", "bad_login"),
        ({"password": "\0"}, "login", "bad_url"),
        ({"database": "elsewhere"}, "database", "no_database"),
        ({"encryption": connecting.REQUIRE}, "protect", "no_tls"),
        ({"encryption": connecting.VERIFY}, "protect", "no_tls"),
    ],
)
def test_each_failure_is_told_at_its_step(
    server: servers.Server, other: dict[str, object], step: str, code: str
) -> None:
    good, _ = outcome(choice(server, **other))
    found, error = refused(choice(server, **other))
    assert (found, error.code) == (step, code)
    assert good == list(connecting.SERVER_STEPS[: connecting.SERVER_STEPS.index(step)])


def test_a_database_of_another_program_is_refused(server: servers.Server) -> None:
    tell(server, "postgres", "CREATE DATABASE foreign_one OWNER clerk")
    tell(server, "foreign_one", "CREATE TABLE invoice (id int)")
    assert refused(choice(server, database="foreign_one"))[1].code == "foreign_database"


def test_a_newer_and_an_older_schema_are_told_apart(server: servers.Server) -> None:
    tell(server, "postgres", "CREATE DATABASE other_age OWNER clerk")
    with_shop(server, "other_age")
    tell(server, "other_age", "UPDATE alembic_version SET version_num = '9999'")
    step, error = refused(choice(server, database="other_age"))
    assert (step, error.code) == ("shop", "unknown_revision")
    for revision in version.known_revisions()[:-1]:
        tell(server, "other_age", f"UPDATE alembic_version SET version_num = '{revision}'")
        _, end = outcome(choice(server, database="other_age"))
        assert isinstance(end, Place)
        assert (end.is_older, end.revision) == (True, revision)


def test_a_user_who_may_only_read_is_told(server: servers.Server) -> None:
    tell(server, "postgres", f"CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'")
    assert refused(choice(server, user="reader"))[1].code == "no_right"
    tell(server, "store", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    step, error = refused(choice(server, user="reader"))
    assert (step, error.message) == ("rights", "This user may read but not write.")
    tell(server, "postgres", "GRANT clerk TO reader",
         "ALTER ROLE reader SET default_transaction_read_only = on")  # fmt: skip
    assert refused(choice(server, user="reader"))[1].code == "read_only"


def test_a_server_that_stands_still_is_told_in_time(server: servers.Server) -> None:
    os.kill(server.process, signal.SIGSTOP)
    try:
        began = time.monotonic()
        step, error = refused(choice(server))
        took = time.monotonic() - began
    finally:
        os.kill(server.process, signal.SIGCONT)
    assert (step, error.code) == ("login", "server_hangs")
    assert took < STEP_S


def test_who_answers_but_is_no_database_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        place = ServerChoice("127.0.0.1", other.getsockname()[1], "store", "clerk", "x", "disable")
        assert refused(place)[1].code == "server_hangs"


def test_a_trial_changes_nothing_on_the_server(server: servers.Server) -> None:
    def written() -> list[object]:
        engine = create_engine(server.url.format(name="store"))
        with engine.connect() as connection:
            tables = connection.execute(
                text("SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables"
                     " ORDER BY relname")
            ).all()  # fmt: skip
        engine.dispose()
        return list(tables)

    tell(server, "store", "CHECKPOINT")
    before = written()
    assert isinstance(outcome(choice(server))[1], Place)
    assert written() == before


def test_the_password_is_in_no_file_no_log_and_no_sentence(
    server: servers.Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        told = [*connecting.probe(choice(server)), *connecting.probe(choice(server, user="x"))]
        kept = connecting.keep(choice(server), load(tmp_path, environment={}))
        shop = opening.open_shop(kept, "till")
        shop.database.close()
    secrets = (PASSWORD, "p%40ss", "w%3Aor", "w:or%25d")
    seen = [caplog.text, repr(told), repr(choice(server)), repr(kept)]
    seen += [file.read_text("utf-8") for file in tmp_path.rglob("*") if file.is_file()]
    assert [secret for secret in secrets for words in seen if secret in words] == []
    assert (tmp_path / FILE).read_text("utf-8").startswith("database = ")


def test_the_kept_choice_opens_at_the_next_start_with_the_password_from_outside(
    server: servers.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connecting.keep(choice(server), load(tmp_path, environment={}))
    again = load(tmp_path, environment={})
    assert again.database_from == "saved"
    with pytest.raises(UserError) as asked:
        opening.look(connecting.with_password(again))
    assert asked.value.code == "bad_login"
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    assert opening.look(connecting.with_password(again)) is version.State.CURRENT


RING = """
from pathlib import Path
PLACE = Path(__file__).with_name("ring")
class Ring:
    def get_password(self, service, place):
        return PLACE.read_text() if PLACE.exists() else None
    def set_password(self, service, place, password):
        PLACE.write_text(password)
Ring.__module__ = {module!r}
def get_keyring():
    return Ring()
"""


@pytest.mark.parametrize(
    ("module", "is_safe"), [("keyring.backends.SecretService", True), ("keyrings.alt.file", False)]
)
def test_a_keyring_keeps_the_password_unless_it_writes_plain_text(
    server: servers.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str,
    is_safe: bool,
) -> None:  # fmt: skip
    (tmp_path / "keyring.py").write_text(RING.format(module=module))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "keyring", raising=False)
    assert connecting.can_keep_password() is is_safe
    connecting.keep(choice(server), load(tmp_path / "data", environment={}))
    found = connecting.with_password(load(tmp_path / "data", environment={}))
    expected = choice(server) if is_safe else choice(server, password="")
    assert connecting.chosen(found) == expected
    monkeypatch.delitem(sys.modules, "keyring", raising=False)


def certificate(folder: Path) -> tuple[bytes, bytes]:
    """A key and a certificate that signs itself, for another name."""
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=elsewhere"
    subprocess.run([*command.split(), "-keyout", "key", "-out", "cert"], cwd=folder, check=True,
                   capture_output=True)  # fmt: skip
    return (folder / "key").read_bytes(), (folder / "cert").read_bytes()


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    binaries = servers.debian_binaries()
    if binaries is None or shutil.which("openssl") is None:
        pytest.skip("a server with encryption needs Debian's PostgreSQL and openssl")
    server = servers.Server(binaries)
    key, cert = (server.put(n, c) for n, c in zip("kc", certificate(tmp_path), strict=True))
    server.listen("ssl=on", f"ssl_key_file={key}", f"ssl_cert_file={cert}",
                  rules="hostssl all all 127.0.0.1/32 trust")  # fmt: skip
    server.start()
    try:
        here = choice(server, user="onhand", database="postgres")
        trusting = replace(here, encryption=connecting.REQUIRE)
        assert isinstance(outcome(trusting)[1], Place)
        step, error = refused(replace(here, encryption=connecting.VERIFY))
        assert (step, error.code) == ("protect", "no_tls")
        assert "certificate" in error.message
    finally:
        server.stop()
        server.remove()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A shop in a file, closed."""
    chosen = load(tmp_path / "shop", environment={})
    answers = CreateShop(Ids().new(), SystemClock().now(), name="Corner Shop")
    shop = opening.open_shop(opening.create(chosen, answers), "till")
    add_product(shop, "TEA")
    shop.database.close()
    return tmp_path / "shop" / "shop.onhand"


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_shop_in_a_file_is_found_and_left_byte_for_byte(file: Path) -> None:
    before = content(file.parent)
    good, end = outcome(FileChoice(file))
    assert good == list(connecting.FILE_STEPS)
    assert isinstance(end, Place)
    assert (end.products, end.revision, end.is_shared) == (1, version.HEAD, False)
    assert content(file.parent) == before


def test_a_file_another_program_has_open_is_told(file: Path) -> None:
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        " c.execute('SELECT count(*) FROM product').fetchone(); print(flush=True); input()"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(file)], stdin=-1, stdout=-1) as other:
        assert other.stdout is not None
        other.stdout.readline()
        _, end = outcome(FileChoice(file))
        other.communicate(b"\n")
    assert isinstance(end, Place)
    assert end.is_shared or sys.platform != "linux"


def test_the_file_that_is_open_here_is_not_touched(file: Path) -> None:
    """Closing another handle on it would take SQLite's locks away."""
    taken = os.stat(file).st_atime_ns
    _, end = outcome(FileChoice(file), opened=file)
    assert isinstance(end, Place)
    assert end.is_open
    assert os.stat(file).st_atime_ns == taken


def test_a_new_file_is_a_place_for_a_new_shop_and_is_not_made(tmp_path: Path) -> None:
    _, end = outcome(FileChoice(tmp_path / "new" / "shop.onhand"))
    assert isinstance(end, Place)
    assert end.is_new
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_shop_is_refused_and_left(tmp_path: Path, file: Path) -> None:
    (tmp_path / "text").write_text("hello" * 100)
    (tmp_path / "empty").touch()
    with sqlite3.connect(tmp_path / "foreign") as connection:
        connection.execute("CREATE TABLE x (a)")
    connection.close()
    shutil.copy(file, tmp_path / "newer")
    with sqlite3.connect(tmp_path / "newer") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    (tmp_path / "cut").write_bytes(file.read_bytes()[:5000])
    before = content(tmp_path)
    found = {name: refused(FileChoice(tmp_path / name)) for name in before}
    assert {name: (step, error.code) for name, (step, error) in found.items()} == {
        "text": ("shop", "foreign_file"),
        "empty": ("shop", "empty_file"),
        "foreign": ("shop", "foreign_file"),
        "newer": ("shop", "unknown_revision"),
        "cut": ("shop", "damaged"),
    }
    assert content(tmp_path) == before
    assert refused(FileChoice(tmp_path))[1].code == "cannot_open"
    assert refused(FileChoice(tmp_path / "text" / "below.onhand"))[0] in ("file", "rights")


def test_what_stands_elsewhere_wins_and_is_named(tmp_path: Path) -> None:
    assert connecting.overridden_by(load(tmp_path, environment={})) == ""
    url = {"DATABASE_URL": "postgresql://x@h/db"}
    assert connecting.overridden_by(load(tmp_path, environment=url)) == "DATABASE_URL"
    assert connecting.overridden_by(load(tmp_path, "x.onhand", {})) == "--database"


def test_another_file_forgets_the_store_and_the_same_one_does_not(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('# mine\nstore_id = "abc"\ntheme = "dark"\n')
    now = load(tmp_path, environment={})
    same = connecting.keep(FileChoice(tmp_path / "shop.onhand"), now)
    assert (same.store_id, same.database) == ("abc", "")
    other = connecting.keep(FileChoice(tmp_path / "odd ?%41 #.onhand"), now)
    assert other.store_id == ""
    assert connecting.chosen(load(tmp_path, environment={})) == FileChoice(
        tmp_path / "odd ?%41 #.onhand"
    )
    kept = (tmp_path / FILE).read_text("utf-8")
    assert kept.startswith("# mine\n")
    assert "store_id" not in kept
    back = connecting.keep(FileChoice(tmp_path / "shop.onhand"), other)
    assert (back.database, back.database_from) == ("", "default")
    assert "database" not in (tmp_path / FILE).read_text("utf-8")
