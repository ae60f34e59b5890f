"""A revision that rebuilds a table keeps its children and its triggers; SQL text is applied."""

import shutil
import sqlite3
import subprocess
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url

from desktop.db import migrate, version
from desktop.domain.errors import UserError
from desktop.jobs import migrating
from desktop.jobs.opening import Shop
from tests import servers
from tests.keeping import brought_after, hashes, stocked
from tests.migrations.fingerprint import fingerprint
from tests.migrations.newer import NUMBER, newer

REBUILD = """
import sqlalchemy as sa


def _triggers(connection):
    if connection.dialect.name != "sqlite":
        return []
    found = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'document'"
    )
    return [sql for (sql,) in found]


def _rebuild(column):
    connection = op.get_bind()
    triggers = _triggers(connection)
    with op.batch_alter_table("document", recreate="auto") as table:
        if column:
            table.add_column(sa.Column("shelf", sa.String(20), server_default="A"))
            table.create_check_constraint("ck_document_shelf", "shelf <> ''")
        else:
            table.drop_constraint("ck_document_shelf", type_="check")
            table.drop_column("shelf")
    for trigger in triggers:
        connection.exec_driver_sql(trigger)


def upgrade():
    _rebuild(True)


def validate(connection):
    if connection.exec_driver_sql("SELECT count(*) FROM document_line").scalar_one() == 0:
        raise ValueError("the lines are gone")


def downgrade():
    _rebuild(False)
"""


def of(url: URL) -> list[str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = fingerprint(connection)
    engine.dispose()
    return found


def test_child_rows_and_triggers_survive_the_rebuilding_of_a_table(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stocked(shop, movements=40)
    url = shop.database.url
    shop.database.close()
    rows, made = hashes(url), of(url)
    triggers = [line for line in made if "TRIGGER" in line]
    newer(tmp_path, monkeypatch, body=REBUILD)
    with migrate.migration(url) as connection:
        version.upgrade(connection, NUMBER)
    found = hashes(url)
    changed = {name for name in rows if rows[name] != found[name]}
    assert changed == {"document", "setting"}
    assert [line for line in of(url) if "TRIGGER" in line] == triggers
    assert of(url) != made
    with migrate.migration(url) as connection:
        version.downgrade(connection, version.HEAD)
    assert hashes(url) == rows


def test_the_sql_text_of_both_directions_is_applied_as_it_is(shop: Shop, tmp_path: Path) -> None:
    """B15: by psql and by the sqlite3 that reads scripts."""
    stocked(shop, movements=20)
    url = shop.database.url
    shop.database.close()
    made, rows = of(url), of_the_oldest(url)
    engine = url.get_backend_name()
    down, up = tmp_path / "down.sql", tmp_path / "up.sql"
    down.write_text(migrating.as_sql(engine, version.HEAD, "0001"), "utf-8")
    up.write_text(migrating.as_sql(engine, "0001", version.HEAD), "utf-8")
    apply(url, down)
    assert migrating.current(url) == "0001"
    apply(url, up)
    assert (of(url), of_the_oldest(url)) == (made, rows)


def of_the_oldest(url: URL) -> dict[str, str]:
    """The hashes of tables that the oldest schema has."""
    gone = brought_after("0001")
    return {name: each for name, each in hashes(url).items() if name not in gone}


def test_the_whole_way_from_nothing_is_applied_too(
    tmp_path: Path, engine_name: str, request: pytest.FixtureRequest, shop: Shop
) -> None:
    url = URL.create("sqlite", database=str(tmp_path / "fresh.db"))
    if engine_name == "postgres":
        url = make_url(request.getfixturevalue("postgres_servers").empty(engine_name))
    text = tmp_path / "all.sql"
    text.write_text(migrating.as_sql(url.get_backend_name(), "base", version.HEAD), "utf-8")
    apply(url, text)
    assert of(url) == of(shop.database.url)


def apply(url: URL, script: Path) -> None:
    if url.get_backend_name() == "sqlite":
        connection = sqlite3.connect(url.database or "")
        connection.executescript(script.read_text("utf-8"))
        connection.close()
        return
    psql = shutil.which("psql") or servers.wheel_binaries() / "psql"
    place = url.set(drivername="postgresql").render_as_string(hide_password=False)
    done = subprocess.run(
        [str(psql), "-v", "ON_ERROR_STOP=1", "-q", "-f", str(script), place],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_new_migration_is_written_from_the_template(tmp_path: Path, shop: Shop) -> None:
    """C17, and it is refused by itself until somebody has filled it in."""
    folder = tmp_path / "made"
    shutil.copytree(version.migrations_dir(), folder)
    path = migrating.create_migration(
        'Lots with "a place" of their own; ${x}.', date(2026, 11, 30), folder
    )
    assert path.name == f"{NUMBER}_lots_with_a_place_of_their_own_x.py"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(version, "migrations_dir", lambda: folder)
        told = migrating.revisions()[-1]
        assert (told.revision, told.after, told.date) == (NUMBER, version.HEAD, "2026-11-30")
        assert told.author == "the Onhand contributors"
        url = shop.database.url
        shop.database.close()
        with pytest.raises(ValueError, match="not written yet"), migrate.migration(url) as made:
            version.upgrade(made, NUMBER)
    assert migrating.current(url) == version.HEAD
    with pytest.raises(UserError, match="needs a message"):
        migrating.create_migration(" .", date(2026, 11, 30), folder)


def test_a_folder_that_is_not_there_to_write_in_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        migrating.create_migration("Lots with a place", date(2026, 11, 30), tmp_path)
    assert refused.value.code == "not_writable"


def test_every_revision_says_when_and_by_whom() -> None:
    for one in migrating.revisions():
        assert len(one.date) == 10 and one.author and ":" not in one.title
