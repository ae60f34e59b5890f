"""Restore: proven beside, swapped in at once, the old one kept; from and into either engine."""

import sqlite3
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url

from desktop.commands.shop import CreateShop
from desktop.db.snapshot import snapshot
from desktop.domain.errors import UserError
from desktop.domain.progress import Cancelled
from desktop.jobs import opening
from desktop.jobs.backup.archive import write_archive
from desktop.jobs.backup.file import back_up
from desktop.jobs.backup.listing import safety
from desktop.jobs.backup.restore import move, restore, undo_restore
from desktop.jobs.opening import Shop
from desktop.jobs.verify import verify
from desktop.settings import Settings, load
from tests import books, trade
from tests.altering import Alter, rehashed, repacked, with_value
from tests.conftest import Servers
from tests.keeping import AT, hashes, stocked
from tests.migrations.fingerprint import fingerprint

EPOCH, NEXT = UUID(int=7 << 76 | 1), UUID(int=7 << 76 | 2)
LATER = AT + timedelta(hours=3)


@pytest.fixture
def archive(shop: Shop, tmp_path: Path) -> Path:
    """A backup of the stocked shop, after which more was booked; the shop is closed."""
    stocked(shop)
    made = write_archive(shop.database.url, tmp_path / "b", AT)
    trade.scan(shop, "ODD", "sell", 2)
    shop.database.close()
    return made.path


def reopened(shop: Shop) -> Shop:
    return opening.open_shop(shop.settings, "till")


def assert_sound(shop: Shop) -> None:
    """Books, chains and levels are whole, the triggers are there, and it can be worked with."""
    assert verify(shop.database).is_whole
    with shop.database.read() as session:
        assert books.faults(session) == []
    for statement in ("UPDATE stock_move SET reason = 'x'", "DELETE FROM stock_move"):
        with pytest.raises(UserError) as refused, shop.database.write() as session:
            session.execute(text(statement))
        assert refused.value.code == "closed"
    trade.scan(shop, "ODD", "receive", 1)
    assert verify(shop.database).is_whole


def other_place(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """An empty place on the named engine."""
    if engine == "sqlite":
        return load(tmp_path / "other", environment={})
    running: Servers = request.getfixturevalue("postgres_servers")
    url = running.empty(engine)
    request.addfinalizer(lambda: running.drop(engine, url))
    return load(tmp_path / "other", environment={"DATABASE_URL": url})


def parts_of(url: URL) -> list[str]:
    """What a shop's database is made of."""
    with snapshot(url) as connection:
        return fingerprint(connection)


def url_of(settings: Settings) -> URL:
    return make_url(settings.url)


def test_the_backup_s_shop_stands_in_the_place_and_the_old_one_is_kept(
    shop: Shop, archive: Path
) -> None:
    url = shop.database.url
    now, made_of = hashes(url), parts_of(url)
    done = restore(url, archive, LATER, EPOCH)
    assert hashes(url) == done.manifest.hashes != now
    assert set(made_of) <= set(parts_of(url)), "an index or a trigger is lost"
    assert {a == b for a, b in done.hashes.values()} == {True}
    assert "20261114" in done.kept
    opened = reopened(shop)
    assert_sound(opened)
    opened.database.close()
    undo_restore(url, LATER, NEXT)
    assert hashes(url) == {**now, "workstation": hashes(url)["workstation"]}
    opened = reopened(shop)
    assert_sound(opened)
    opened.database.close()


def test_nothing_half_lies_beside_it_afterwards(shop: Shop, archive: Path) -> None:
    done = restore(shop.database.url, archive, LATER, EPOCH)
    if shop.database.path is not None:
        left = {path.name for path in shop.database.path.parent.glob("*onhand*")}
        assert left == {"shop.onhand", Path(done.kept).name}
    else:
        assert schemas(shop) == {"public", done.kept}


def schemas(shop: Shop) -> set[str]:
    opened = reopened(shop)
    with opened.database.read() as session:
        found = session.scalars(text(
            "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_|^information_schema'"
        )).all()  # fmt: skip
    opened.database.close()
    return set(found)


def test_each_till_signs_on_anew_after_a_restore(shop: Shop, archive: Path) -> None:
    """Model.md, row 3: a restored database gives each till a new workstation, code and chain."""
    restore(shop.database.url, archive, LATER, EPOCH)
    opened, again = reopened(shop), reopened(shop)
    assert opened.actor.store == shop.actor.store
    assert opened.actor.writer != shop.actor.writer
    assert opened.actor == again.actor
    with opened.database.read() as session:
        codes = session.scalars(text("SELECT code FROM workstation")).all()
    assert len(codes) == len(set(codes))
    opened.database.close()
    again.database.close()


@pytest.mark.parametrize("target", ["sqlite", "postgres"])
def test_it_restores_into_an_empty_place_of_either_engine(
    shop: Shop, archive: Path, target: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    place = other_place(target, tmp_path, request)
    done = restore(url_of(place), archive, LATER, EPOCH)
    assert done.kept == ""
    assert hashes(url_of(place)) == done.manifest.hashes
    opened = opening.open_shop(place, "till")
    assert opened.actor.store == shop.actor.store
    assert_sound(opened)
    opened.database.close()


@pytest.mark.parametrize("target", ["sqlite", "postgres"])
def test_a_shop_moves_to_either_engine_with_equal_hashes(
    shop: Shop, target: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    stocked(shop)
    place = other_place(target, tmp_path, request)
    done = move(shop.database.url, url_of(place), AT, EPOCH)
    assert hashes(url_of(place)) == hashes(shop.database.url)
    assert done.hashes == {name: (one, one) for name, one in hashes(url_of(place)).items()}
    trade.scan(shop, "ODD", "sell", 1)
    with pytest.raises(UserError) as refused:
        move(shop.database.url, url_of(place), AT, EPOCH)
    assert refused.value.code == "not_empty"
    opened = opening.open_shop(place, "till")
    assert_sound(opened)
    opened.database.close()


@pytest.mark.parametrize("target", ["sqlite", "postgres"])
@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_file_backup_restores_into_either_engine(
    shop: Shop, target: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    stocked(shop)
    made = back_up(shop.database, tmp_path / "b", AT)
    place = other_place(target, tmp_path, request)
    before = made.path.read_bytes()
    restore(url_of(place), made.path, LATER, EPOCH)
    assert hashes(url_of(place)) == hashes(shop.database.url)
    assert made.path.read_bytes() == before
    opened = opening.open_shop(place, "till")
    assert_sound(opened)
    opened.database.close()


def test_a_backup_of_another_shop_is_refused_untouched(
    shop: Shop, archive: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    place = other_place("sqlite", tmp_path, request)
    opening.create(place, CreateShop(EPOCH, AT, name="Other"))
    before = hashes(url_of(place))
    with pytest.raises(UserError) as refused:
        restore(url_of(place), archive, LATER, NEXT)
    assert refused.value.code == "other_shop"
    assert hashes(url_of(place)) == before


def files(shop: Shop) -> set[str]:
    """What lies in the data directory, without what SQLite has at hand while it reads."""
    names = {path.name for path in shop.settings.data_dir.rglob("*")}
    return {name for name in names if not name.endswith(("-wal", "-shm"))}


class _Stop:
    def __init__(self, message: str) -> None:
        self.message = message

    def report(self, done: int, total: int, message: str = "") -> None:
        if message == self.message and done == total:
            raise Cancelled


def twice(files: dict[str, bytes]) -> None:
    whole = files["category.jsonl"]
    files["category.jsonl"] = whole.splitlines(True)[0] + whole
    rehashed(files, "category")


NO_TABLE_TAKES = {
    "a key twice": twice,
    "no name": with_value("product", "name", None),
    "another status": with_value("product", "status", "shiny"),
}
NO_SERVER_TAKES = {
    "a long name": with_value("product", "name", "x" * 9_999),
    "a sign that is none": with_value("product", "name", "a\0b"),
}


@pytest.mark.parametrize("target", ["sqlite", "postgres"])
def test_rows_that_the_tables_do_not_take_are_refused_in_words(
    archive: Path, target: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Each value is of its kind and all hashes hold; whoever wrote them does not know the rules."""
    place = other_place(target, tmp_path, request)
    wrong: dict[str, Alter] = {**NO_TABLE_TAKES, **(NO_SERVER_TAKES if target != "sqlite" else {})}
    for what, alter in wrong.items():
        with pytest.raises(UserError) as refused:
            restore(url_of(place), repacked(archive, alter), LATER, EPOCH)
        assert refused.value.code == "bad_backup", what
        assert "Nothing was changed." in str(refused.value), what
    assert restore(url_of(place), archive, LATER, EPOCH).kept == "", "nothing had come of them"


@pytest.mark.parametrize("step", ["Building the shop", "Checking every row"])
def test_cancelled_the_shop_is_as_it_was(shop: Shop, archive: Path, step: str) -> None:
    before = hashes(shop.database.url)
    there = files(shop)
    with pytest.raises(Cancelled):
        restore(shop.database.url, archive, LATER, EPOCH, _Stop(step))
    assert hashes(shop.database.url) == before
    assert files(shop) == there


def test_where_nothing_was_restored_there_is_nothing_to_undo(shop: Shop) -> None:
    shop.database.close()
    with pytest.raises(UserError) as refused:
        undo_restore(shop.database.url, AT, EPOCH)
    assert refused.value.code == "nothing_kept"


@pytest.mark.parametrize("engine_name", ["postgres"])
def test_a_workstation_that_was_connected_books_nothing_until_it_signs_on_anew(
    shop: Shop, archive: Path
) -> None:
    other = reopened(shop)
    trade.scan(other, "ODD", "sell", 1)
    restore(shop.database.url, archive, LATER, EPOCH)
    for _ in range(3):
        with pytest.raises(UserError) as refused:
            trade.scan(other, "ODD", "sell", 1)
    assert refused.value.code == "restored"
    other.database.close()
    again = reopened(shop)
    assert_sound(again)
    again.database.close()


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_while_another_program_has_the_file_open_it_is_refused(shop: Shop, archive: Path) -> None:
    other = reopened(shop)
    trade.scan(other, "ODD", "sell", 1)
    before = hashes(shop.database.url)
    with pytest.raises(UserError) as refused:
        restore(shop.database.url, archive, LATER, EPOCH)
    assert refused.value.code == "busy"
    assert hashes(shop.database.url) == before
    trade.scan(other, "ODD", "sell", 1)
    other.database.close()
    restore(shop.database.url, archive, LATER, EPOCH)


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("left", [b"", b"no database" * 999])
def test_a_damaged_shop_is_replaced_and_kept_with_its_journal(
    shop: Shop, archive: Path, left: bytes
) -> None:
    live = shop.database.path
    assert live is not None
    for path in live.parent.glob("shop.onhand-*"):
        path.unlink()
    live.write_bytes(left)
    live.with_name("shop.onhand-wal").write_bytes(b"of another file")
    done = restore(shop.database.url, archive, LATER, EPOCH)
    assert hashes(shop.database.url) == done.manifest.hashes
    assert Path(done.kept).read_bytes() == left
    assert Path(done.kept + "-wal").read_bytes() == b"of another file"
    opened = reopened(shop)
    assert_sound(opened)
    opened.database.close()


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("name", ["notes.txt", "other.onhand"])
def test_another_program_s_file_is_refused_untouched(
    shop: Shop, archive: Path, name: str, tmp_path: Path
) -> None:
    place = tmp_path / name
    if name == "notes.txt":
        place.write_text("my notes")
    else:
        with sqlite3.connect(place) as connection:
            connection.execute("CREATE TABLE notes (a)")
        connection.close()
    before = place.read_bytes()
    with pytest.raises(UserError) as refused:
        restore(make_url(f"sqlite:///{place}"), archive, LATER, EPOCH)
    assert refused.value.code == "foreign_file"
    assert (place.read_bytes(), list(tmp_path.glob("before-*"))) == (before, [])


def test_restored_again_and_again_every_former_shop_is_kept(shop: Shop, archive: Path) -> None:
    kept = {restore(shop.database.url, archive, LATER, UUID(int=n)).kept for n in range(3)}
    assert len(kept) == 3


def test_each_shop_from_before_a_restore_is_listed_and_gone_back_to_by_its_name(
    shop: Shop, archive: Path, tmp_path: Path
) -> None:
    """A file beside the shop, a schema on its server; what was in use is kept in turn."""
    url = shop.database.url
    before = hashes(url)
    first = restore(url, archive, LATER, EPOCH).kept
    second = restore(url, archive, LATER + timedelta(hours=1), NEXT).kept
    rows = [row for row in safety(url, tmp_path / "none").rows if row.how == "kept"]
    assert [row.schema or str(row.path) for row in rows] == [second, first]
    assert [row.at for row in rows] == [LATER + timedelta(hours=1), LATER]
    assert all(row.size > 100_000 for row in rows)
    with pytest.raises(UserError, match="no shop from before"):
        undo_restore(url, LATER, EPOCH, "before_never")
    kept = undo_restore(url, LATER + timedelta(hours=2), UUID(int=9), first)
    assert {**hashes(url), "setting": ""} == {**before, "setting": ""}
    left = {row.schema or str(row.path) for row in safety(url, tmp_path / "none").rows}
    assert kept in left and second in left
    assert_sound(reopened(shop))
