"""What is not ours is refused with a sentence and left byte for byte as it was."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.commands.shop import CreateShop
from desktop.db import postgres, version
from desktop.db.engine import Database
from desktop.db.version import State
from desktop.domain.clock import SystemClock
from desktop.domain.errors import UserError
from desktop.domain.ids import Ids
from desktop.jobs import opening
from desktop.jobs.opening import Shop
from desktop.settings import Settings, load

NOBODY = 65534


def answers(name: str = "A shop") -> CreateShop:
    clock = SystemClock()
    return CreateShop(Ids(clock).new(), clock.now(), name=name)


def traces(place: Path) -> dict[str, str]:
    """Every file below a folder, with its content's hash and its time."""
    return {
        str(path.relative_to(place)): (
            f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.stat().st_mtime_ns}"
            if path.is_file()
            else "folder"
        )
        for path in sorted(place.rglob("*"))
    }


def refused_everywhere(chosen: Settings) -> set[str]:
    """The codes with which looking, opening and creating refuse; each with a whole sentence."""
    doors: list[Callable[[], object]] = [
        lambda: opening.look(chosen),
        lambda: opening.open_shop(chosen, "till"),
        lambda: opening.create(chosen, answers()),
    ]
    codes = set()
    for door in doors:
        with pytest.raises(UserError) as refused:
            door()
        assert refused.value.message.endswith(".")
        assert refused.value.hint.endswith(".")
        codes.add(refused.value.code)
    return codes


def plain_database(path: Path, application: int = 0) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE notes (a)")
    connection.execute(f"PRAGMA application_id={application}")
    connection.commit()
    connection.close()


def with_revisions(*revisions: str) -> Callable[[Path, Path], None]:
    def make(path: Path, template: Path) -> None:
        shutil.copy(template, path)
        connection = sqlite3.connect(path)
        connection.execute("DELETE FROM alembic_version")
        rows = [(revision,) for revision in revisions]
        connection.executemany("INSERT INTO alembic_version VALUES (?)", rows)
        connection.commit()
        connection.close()

    return make


def cut(part: float) -> Callable[[Path, Path], None]:
    def make(path: Path, template: Path) -> None:
        whole = template.read_bytes()
        path.write_bytes(whole[: int(len(whole) * part)])

    return make


def scribbled(path: Path, template: Path) -> None:
    """The header is ours, the rest is not."""
    whole = template.read_bytes()
    path.write_bytes(whole[:100] + bytes(len(whole) - 100))


FILES: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "an empty file": (lambda path, _: path.touch(), "empty_file"),
    "a text": (lambda path, _: path.write_text("hello " * 99), "foreign_file"),
    "a few bytes": (lambda path, _: path.write_bytes(b"SQLite format 3\0"), "foreign_file"),
    "another program's database": (lambda path, _: plain_database(path, 77), "foreign_file"),
    "a database of nobody": (lambda path, _: plain_database(path), "foreign_file"),
    "a database that only says it is ours": (
        lambda path, _: plain_database(path, 0x4F4E4844),
        "damaged",
    ),
    "a revision of the future": (with_revisions("9999"), "unknown_revision"),
    "no revision": (with_revisions(), "unknown_revision"),
    "two revisions": (with_revisions("0001", "0002"), "unknown_revision"),
    "half a shop": (cut(0.5), "damaged"),
    "all but the last page of a shop": (cut(0.99), "damaged"),
    "a shop overwritten with zeros": (scribbled, "damaged"),
    "a folder": (lambda path, _: path.mkdir(), "cannot_open"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_our_whole_shop_is_refused_untouched(
    name: str, tmp_path: Path, template_file: Path
) -> None:
    """A37: of a later or of two revisions, of another program, cut off, empty."""
    make, code = FILES[name]
    place = tmp_path / "data"
    place.mkdir()
    make(place / "shop.onhand", template_file)
    before = traces(tmp_path)
    assert refused_everywhere(load(place, environment={})) == {code}
    assert traces(tmp_path) == before


@pytest.mark.parametrize("kind", ["gone", "empty", "another"])
def test_a_known_shop_that_is_gone_is_damage_and_never_made_anew(
    kind: str, tmp_path: Path, template_file: Path
) -> None:
    place = tmp_path / "data"
    chosen = opening.create(load(place, environment={}), answers())
    path = place / "shop.onhand"
    path.unlink()
    if kind == "empty":
        path.touch()
    if kind == "another":
        elsewhere = opening.create(load(tmp_path / "other", environment={}), answers())
        (elsewhere.data_dir / "shop.onhand").rename(path)
    before = traces(tmp_path)
    with pytest.raises(UserError) as refused:
        opening.look(chosen)
    assert refused.value.code == ("other_shop" if kind == "another" else "file_gone")
    with pytest.raises(UserError):
        opening.open_shop(chosen, "till")
    assert traces(tmp_path) == before


def test_looking_at_a_whole_shop_leaves_no_trace_either(tmp_path: Path) -> None:
    chosen = opening.create(load(tmp_path / "data", environment={}), answers())
    before = traces(tmp_path)
    assert opening.look(chosen) is State.CURRENT
    assert traces(tmp_path) == before


def test_a_shop_with_a_waiting_journal_is_whole(tmp_path: Path) -> None:
    """Copied as it is after a power cut: the file is short of pages that the journal holds."""
    chosen = opening.create(load(tmp_path / "data", environment={}), answers())
    shop = opening.open_shop(chosen, "till")
    copy = tmp_path / "copy"
    shutil.copytree(chosen.data_dir, copy)
    shop.database.close()
    assert (copy / "shop.onhand-wal").stat().st_size > 0
    assert opening.look(load(copy, environment={})) is State.CURRENT


def test_tables_without_a_shop_are_a_beginning(database_settings: Settings) -> None:
    assert opening.look(database_settings) is State.NEW
    with pytest.raises(UserError) as refused:
        opening.open_shop(database_settings, "till")
    assert refused.value.code == "no_shop"
    opening.open_shop(opening.create(database_settings, answers()), "till").database.close()


@contextmanager
def without_rights() -> Iterator[None]:
    """Root may write everywhere; for a while the process is somebody who may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_place(tmp_path: Path) -> Path:
    """A folder that somebody without rights can reach."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    place = tmp_path / "data"
    place.mkdir(mode=0o755)
    return place


def test_in_a_folder_that_may_not_be_written_nothing_is_made(open_place: Path) -> None:
    opening.create(load(open_place.parent / "warm", environment={}), answers())
    open_place.chmod(0o555)
    with without_rights(), pytest.raises(UserError) as refused:
        opening.create(load(open_place, environment={}), answers())
    assert refused.value.code == "cannot_open"
    assert refused.value.message.endswith(".")
    with without_rights(), pytest.raises(UserError) as refused:
        opening.create(load(open_place / "deeper", environment={}), answers())
    assert refused.value.code == "cannot_open"
    assert list(open_place.iterdir()) == []


@pytest.mark.parametrize("mode", [0o444, 0o000])
def test_a_file_that_may_not_be_written_is_left_alone(open_place: Path, mode: int) -> None:
    chosen = opening.create(load(open_place, environment={}), answers())
    path = open_place / "shop.onhand"
    path.chmod(mode)
    open_place.chmod(0o555)
    before = path.stat().st_mtime_ns, sorted(open_place.iterdir())
    with without_rights(), pytest.raises(UserError) as refused:
        opening.open_shop(chosen, "till")
    assert refused.value.code in ("read_only", "cannot_open")
    assert (path.stat().st_mtime_ns, sorted(open_place.iterdir())) == before


def rows(database: Database) -> str:
    with database.read() as session:
        return str(session.execute(text("SELECT * FROM alembic_version")).all())


@pytest.mark.parametrize("engine_name", ["postgres"])
def test_a_server_s_database_of_the_future_is_refused_untouched(shop: Shop) -> None:
    with shop.database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = rows(shop.database)
    assert refused_everywhere(shop.settings) == {"unknown_revision"}
    assert rows(shop.database) == before


@pytest.mark.parametrize("engine_name", ["postgres"])
def test_another_program_s_database_on_a_server_is_refused(empty_settings: Settings) -> None:
    database = Database(empty_settings)
    with database.write() as session:
        session.execute(text("CREATE TABLE orders (a integer)"))
    assert refused_everywhere(empty_settings) == {"foreign_database"}
    with database.read() as session:
        found = session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname='public'"))
        assert found.all() == ["orders"]
    database.close()


def test_a_server_older_than_twelve_is_refused() -> None:
    postgres.refuse_old(120000)
    with pytest.raises(UserError, match="PostgreSQL 11; Onhand needs 12") as refused:
        postgres.refuse_old(110022)
    assert refused.value.code == "server_too_old"


def test_the_store_id_is_remembered_for_the_own_place_only(tmp_path: Path) -> None:
    chosen = opening.create(load(tmp_path / "data", environment={}), answers())
    assert load(tmp_path / "data", environment={}).store_id == chosen.store_id
    elsewhere = str(tmp_path / "else.onhand")
    other = opening.create(load(tmp_path / "data", elsewhere, environment={}), answers())
    assert other.store_id == chosen.store_id
    assert opening.look(replace(other)) is State.CURRENT
    assert version.inspect_file(tmp_path / "else.onhand").store_id != chosen.store_id
