"""Migrations on data: backed up first, all or nothing, noted, retried, and back again."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from desktop.db import migrate, version
from desktop.db.kept import FOLDER, backups
from desktop.domain.errors import UserError
from desktop.domain.progress import Silent
from desktop.jobs import migrating, opening
from desktop.jobs.backup.archive import prove, write_archive
from desktop.jobs.backup.formats import verified
from desktop.jobs.backup.restore import restore
from desktop.jobs.opening import Shop
from desktop.jobs.verify import verify
from desktop.settings import Settings, load
from tests import trade
from tests.conftest import Servers
from tests.faults.piped import PROJECT, environment, program, where
from tests.keeping import AT, brought_after, hashes, stocked

OLDER = version.known_revisions()[:-1]
pytestmark = pytest.mark.skipif(not OLDER, reason="there is one schema only")


@pytest.fixture(params=OLDER)
def older(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def old(shop: Shop, older: str) -> Settings:
    """A closed shop with data at an older schema."""
    stocked(shop, movements=40)
    shop.database.close()
    with migrate.migration(shop.database.url) as connection:
        version.downgrade(connection, older)
    return shop.settings


def without_notes(found: dict[str, str]) -> dict[str, str]:
    """What signing on and the note of the migration do not change."""
    left_out = ("audit_entry", "workstation", "writer")
    return {name: one for name, one in found.items() if name not in left_out}


def content(settings: Settings) -> dict[str, str]:
    return without_notes(dict(hashes(make_url(settings.url))))


def is_file(settings: Settings) -> bool:
    return settings.url.startswith("sqlite")


def keep(settings: Settings, at: object) -> Path:
    return write_archive(make_url(settings.url), settings.data_dir / FOLDER, AT).path


def opened(settings: Settings) -> Shop:
    return opening.open_shop(replace(settings, auto_upgrade=True), "till", keep=keep)


def block(settings: Settings) -> None:
    """Something in the way of the newest migration: what it changes has another name."""
    run(settings, "ALTER TABLE sync_run RENAME TO elsewhere")


def run(settings: Settings, statement: str) -> None:
    engine = create_engine(settings.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_an_older_shop_is_backed_up_and_migrated_at_start(old: Settings, older: str) -> None:
    before = content(old)
    shop = opened(old)
    assert verify(shop.database).is_whole
    trade.scan(shop, "ODD", "receive", 1)
    shop.database.close()
    assert migrating.current(make_url(old.url)) == version.HEAD
    (made,) = backups(old.data_dir / FOLDER)
    assert verified(made, Silent())["revision"] == older
    step = migrating.history(make_url(old.url))[0]
    assert (step.before, step.after) == (older, version.HEAD)
    assert content(old).keys() >= before.keys()


def test_with_data_it_comes_to_the_newest_schema_unchanged(old: Settings) -> None:
    before = content(old)
    done = migrating.migrate_to(make_url(old.url), "head", lambda: "kept", "anna", AT)
    assert (done.after, done.backup) == (version.HEAD, "kept")
    after = content(old)
    assert {name: after[name] for name in before} == before, "newer tables may have come"
    assert migrating.history(make_url(old.url))[0].user == "anna"
    opened(old).database.close()


def test_a_server_is_not_migrated_without_being_asked(old: Settings, older: str) -> None:
    if is_file(old):
        pytest.skip("a file is migrated by the start")
    with pytest.raises(UserError) as refused:
        opening.open_shop(old, "till")
    assert refused.value.code == "needs_migration"
    assert migrating.current(make_url(old.url)) == older


def test_where_the_backup_fails_nothing_is_migrated(old: Settings, older: str) -> None:
    (old.data_dir / FOLDER).write_text("in the way")
    before = content(old)
    with pytest.raises(UserError) as refused:
        opened(old)
    assert refused.value.code == "backup_failed"
    assert (migrating.current(make_url(old.url)), content(old)) == (older, before)


def test_a_failing_migration_leaves_all_as_it_was_and_the_retry_works(
    old: Settings, older: str
) -> None:
    if older != OLDER[-1]:
        pytest.skip("what is in the way belongs to the newest one")
    block(old)
    before = content(old)
    with pytest.raises(UserError) as refused:
        opened(old)
    assert refused.value.code == "migration_failed"
    assert "Nothing was changed. The backup from before is" in str(refused.value)
    assert (migrating.current(make_url(old.url)), content(old)) == (older, before)
    run(old, "ALTER TABLE elsewhere RENAME TO sync_run")
    opened(old).database.close()
    assert migrating.current(make_url(old.url)) == version.HEAD


def test_back_and_forth_the_content_stays(shop: Shop, older: str) -> None:
    stocked(shop, movements=40)
    shop.database.close()
    url = shop.database.url
    newer = brought_after(older)
    before = content(shop.settings)
    lost = migrating.would_lose(url, older)
    assert {what for what, rows in lost.items() if rows} == newer
    migrating.migrate_to(url, older, lambda: "kept", "", AT)
    assert migrating.current(url) == older
    migrating.migrate_to(url, version.HEAD, lambda: "kept", "", AT)
    after = content(shop.settings)
    assert {name: one for name, one in after.items() if name not in newer} == {
        name: one for name, one in before.items() if name not in newer
    }
    assert [step.after for step in migrating.history(url)][:2] == [version.HEAD, older]


def test_what_an_older_schema_does_not_have_is_told(shop: Shop, older: str) -> None:
    trade.add_product(shop, "A")
    shop.database.close()
    run(shop.settings, "ALTER TABLE product ADD COLUMN shine INTEGER")
    run(shop.settings, "UPDATE product SET shine = 1")
    run(shop.settings, "CREATE TABLE extra (id INTEGER)")
    lost = migrating.would_lose(shop.database.url, older)
    assert {what: rows for what, rows in lost.items() if rows} == {"product.shine": 1}
    assert lost["extra"] == 0


@pytest.mark.parametrize("target", ["sqlite", "postgres"])
def test_an_archive_of_an_older_schema_is_migrated_on_restore(
    old: Settings, older: str, target: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    made = write_archive(make_url(old.url), tmp_path / "b", AT)
    assert prove(made.path).revision == older
    place = load(tmp_path / "other", environment={})
    if target == "postgres":
        running: Servers = request.getfixturevalue("postgres_servers")
        url = running.empty(target)
        place = load(tmp_path / "other", environment={"DATABASE_URL": url})
    restore(make_url(place.url), made.path, AT, UUID(int=9))
    assert migrating.current(make_url(place.url)) == version.HEAD
    there, before = content(place), content(old)
    assert {name: there[name] for name in before} == before
    shop = opening.open_shop(place, "till")
    assert verify(shop.database).is_whole
    shop.database.close()


@pytest.mark.timeout(1800)  # the whole count takes its time
def test_starts_at_once_on_an_older_shop_all_end_well(
    old: Settings, older: str, full: bool
) -> None:
    url = make_url(old.url)
    variables = {**environment(), "MIGRATION_AUTO_UPGRADE": "1"}
    for _ in range(20 if full else 1):
        starts = [
            subprocess.Popen(
                program("list", "products", "--json", *where(old)),
                cwd=PROJECT,
                env=variables,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            for _ in range(4)
        ]
        ends = [start.communicate(timeout=120) for start in starts]
        assert [start.returncode for start in starts] == [0] * 4, ends
        assert migrating.current(url) == version.HEAD
        shutil.rmtree(old.data_dir / FOLDER)
        with migrate.migration(url) as connection:
            version.downgrade(connection, older)


def test_a_schema_as_sql_text_is_taken_by_the_engine(old: Settings, older: str) -> None:
    url = make_url(old.url)
    text_ = migrating.as_sql(url.get_backend_name(), older, version.HEAD)
    back = migrating.as_sql(url.get_backend_name(), version.HEAD, older)
    assert f"version_num='{version.HEAD}'" in text_
    assert f"version_num='{older}'" in back
