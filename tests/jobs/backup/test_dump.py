"""pg_dump as an extra: new enough, read back whole, the password not on its command line."""

import os
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from desktop.db.snapshot import snapshot
from desktop.domain.errors import UserError
from desktop.domain.progress import Cancelled, Silent
from desktop.jobs.backup.dump import dump, found
from desktop.jobs.backup.sources import source
from desktop.jobs.opening import Shop
from tests.conftest import Servers
from tests.keeping import AT, stocked
from tests.servers import wheel_binaries


@pytest.fixture
def engine_name() -> str:
    """Only PostgreSQL has pg_dump."""
    return "postgres"


@pytest.fixture(autouse=True)
def on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{wheel_binaries()}:{os.environ['PATH']}")


@pytest.mark.parametrize("plain", [False, True])
def test_a_dump_restores_with_postgresql_s_own_tools(
    shop: Shop, plain: bool, tmp_path: Path, postgres_servers: Servers
) -> None:
    stocked(shop)
    made = dump(shop.database.url, tmp_path / "b", AT, plain=plain)
    assert made.path.suffix == (".sql" if plain else ".dump")
    url = postgres_servers.empty("postgres")
    empty = url.replace("+psycopg2", "")
    program = "psql" if plain else "pg_restore"
    words = ["-q", "-f", str(made.path), empty] if plain else ["-d", empty, str(made.path)]
    subprocess.run([wheel_binaries() / program, *words], check=True, stdout=subprocess.DEVNULL)
    with snapshot(make_url(url)) as connection:
        restored = connection.execute(text("SELECT count(*) FROM stock_move")).scalar()
    with shop.database.read() as session:
        assert restored == session.execute(text("SELECT count(*) FROM stock_move")).scalar()


def test_a_pg_dump_older_than_the_server_is_not_used(shop: Shop, tmp_path: Path) -> None:
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 11.5'\n")
    old.chmod(0o755)
    with snapshot(shop.database.url) as connection:
        with pytest.raises(UserError) as refused:
            found(connection, [old, tmp_path / "none"])
        assert refused.value.code == "no_pg_dump"
        assert found(connection, [old, wheel_binaries() / "pg_dump"]).parent == wheel_binaries()


def test_the_password_is_not_among_its_words(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spy = tmp_path / "bin" / "pg_dump"
    spy.parent.mkdir()
    real = wheel_binaries() / "pg_dump"
    spy.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/words\nexec {real} "$@"\n')
    spy.chmod(0o755)
    (spy.parent / "pg_restore").symlink_to(wheel_binaries() / "pg_restore")
    monkeypatch.setenv("PATH", f"{spy.parent}:{os.environ['PATH']}")
    dump(shop.database.url.set(password="p@ss/w:r%d x"), tmp_path / "b", AT)
    words = (tmp_path / "words").read_text()
    assert "--snapshot" in words
    assert "p@ss" not in words


def test_a_dump_is_not_read_by_us_and_says_what_reads_it(shop: Shop, tmp_path: Path) -> None:
    made = dump(shop.database.url, tmp_path / "b", AT)
    with pytest.raises(UserError, match="pg_restore"), source(made.path, Silent()):
        pass


def test_a_dump_that_was_cut_off_does_not_count(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``pg_restore -l`` would take it."""
    stocked(shop)
    cutter = tmp_path / "bin" / "pg_dump"
    cutter.parent.mkdir()
    real = wheel_binaries() / "pg_dump"
    cutter.write_text(
        f"""#!/bin/sh
case "$*" in *--file*) ;; *) exec {real} "$@";; esac
{real} "$@"
for word in "$@"; do case $word in --file=*) truncate -s -4000 "${{word#--file=}}";; esac; done
"""
    )
    cutter.chmod(0o755)
    (cutter.parent / "pg_restore").symlink_to(wheel_binaries() / "pg_restore")
    monkeypatch.setenv("PATH", f"{cutter.parent}:{os.environ['PATH']}")
    with pytest.raises(UserError) as failed:
        dump(shop.database.url, tmp_path / "b", AT)
    assert failed.value.code == "backup_failed"
    assert list((tmp_path / "b").iterdir()) == []


class Stopping:
    """A person who stops it at the first word."""

    def report(self, done: int, total: int, message: str = "") -> None:
        raise Cancelled


def test_a_dump_that_is_stopped_leaves_nothing(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        dump(shop.database.url, tmp_path / "b", AT, Stopping())
    assert list((tmp_path / "b").iterdir()) == []
