"""A shop of a newer schema: worked with where the database says so, else only looked at."""

from pathlib import Path
from uuid import UUID

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy.engine import URL, make_url

from desktop import __version__
from desktop.db import version
from desktop.db.file_backup import back_up_file
from desktop.db.keys import Cancel
from desktop.db.revision_hooks import is_enough, word_of
from desktop.db.snapshot import snapshot
from desktop.db.version import State
from desktop.domain.errors import UserError
from desktop.domain.progress import Silent
from desktop.jobs import connecting, migrating, opening
from desktop.jobs.backup import looking
from desktop.jobs.backup.archive import write_archive
from desktop.jobs.backup.drill import drill
from desktop.jobs.backup.restore import restore, undo_restore
from desktop.jobs.exporting import Order, export, heads_of
from desktop.jobs.opening import Shop
from desktop.queries.chosen import Chosen
from desktop.queries.products import PRODUCTS
from tests import trade
from tests.keeping import hashes, run, stocked
from tests.migrations.newer import HEAD, NUMBER, WRONG, newer, upgraded


@pytest.fixture
def goods(shop: Shop) -> Shop:
    stocked(shop, movements=20)
    return shop


def test_a_program_at_or_above_the_stored_one_works_on(goods: Shop, tmp_path: Path) -> None:
    """C39: additive first."""
    upgraded(goods, tmp_path, __version__)
    assert opening.look(goods.settings) is State.NEWER
    shop = opening.open_shop(goods.settings, "till")
    try:
        assert (shop.read_only, shop.revision) == (None, NUMBER)
        assert trade.scan(shop, "ODD", "count", 7).on_hand == 7
        assert trade.scan(shop, "ODD", "receive", 1).on_hand == 8
    finally:
        shop.database.close()


def shelf(url: URL) -> object:
    """What only the newer program knows of."""
    with snapshot(url) as connection:
        told = connection.exec_driver_sql("SELECT shelf FROM product WHERE sku = 'ODD'")
        return told.scalar_one()


def test_its_own_backup_is_tried_and_restored_with_all_that_is_newer(
    goods: Shop, tmp_path: Path
) -> None:
    """A file page by page; of a server's tables nobody knows all, so it is left to the newer."""
    upgraded(goods, tmp_path, __version__)
    url, at, folder = goods.database.url, goods.clock.now(), tmp_path / "b"
    if goods.database.path is None:
        with pytest.raises(UserError) as refused:
            write_archive(url, folder, at)
        assert refused.value.code == "newer_schema"
        assert not any(folder.iterdir())
        return
    made = back_up_file(goods.database.path, folder, at).path
    before = hashes(url)
    assert drill(folder, at).ok
    shop = opening.open_shop(goods.settings, "till")
    trade.scan(shop, "ODD", "receive", 3)
    shop.database.close()
    assert hashes(url) != before
    restore(url, made, at, UUID(int=7))
    assert {**hashes(url), "setting": ""} == {**before, "setting": ""}
    assert shelf(url) == "A"
    opening.open_shop(goods.settings, "till").database.close()


def test_an_older_backup_goes_in_the_place_of_a_newer_shop_that_takes_this_program(
    goods: Shop, tmp_path: Path
) -> None:
    url, at = goods.database.url, goods.clock.now()
    made = write_archive(url, tmp_path / "b", at).path
    before = hashes(url)
    upgraded(goods, tmp_path, __version__)
    assert looking.look(goods.settings, made, Silent()).lost.is_known
    restore(url, made, at, UUID(int=7))
    assert {**hashes(url), "setting": ""} == {**before, "setting": ""}
    assert migrating.current(url) == HEAD
    undo_restore(url, at, UUID(int=8))
    assert opening.look(goods.settings) is State.NEWER
    assert shelf(url) == "A"


def test_where_a_newer_program_is_wanted_no_backup_goes_in_or_out(
    goods: Shop, tmp_path: Path
) -> None:
    url, at = goods.database.url, goods.clock.now()
    made = write_archive(url, tmp_path / "b", at).path
    upgraded(goods, tmp_path, "9.1")
    before = hashes(url)
    with pytest.raises(UserError, match=r"wants Onhand 9\.1 or newer") as refused:
        restore(url, made, at, UUID(int=7))
    assert refused.value.code == "unknown_revision"
    if goods.database.path is not None:
        newest = back_up_file(goods.database.path, tmp_path / "b", at).path
        with pytest.raises(UserError, match=r"wants Onhand 9\.1 or newer"):
            restore(URL.create("sqlite", database=str(tmp_path / "x")), newest, at, UUID(int=7))
    assert hashes(url) == before


@pytest.mark.parametrize(("program", "wants"), [(__version__, ""), ("9.1", "9.1")])
def test_in_the_connection_dialog_it_is_what_the_start_will_make_of_it(
    goods: Shop, tmp_path: Path, program: str, wants: str
) -> None:
    upgraded(goods, tmp_path, program)
    there = list(connecting.probe(connecting.chosen(goods.settings)))[-1]
    assert isinstance(there, connecting.Place), there
    assert (there.is_newer, there.wants, there.revision) == (True, wants, NUMBER)


def test_a_program_below_it_only_looks_and_names_both_versions(goods: Shop, tmp_path: Path) -> None:
    upgraded(goods, tmp_path, "9.1")
    url = make_url(goods.settings.url)
    file = goods.database.path
    before, bytes_ = hashes(url), file.read_bytes() if file else b""
    shop = opening.open_shop(goods.settings, "till")
    try:
        for word in (NUMBER, "9.1", __version__, version.HEAD):
            assert word in str(shop.read_only)
        assert "ODD" in {row.sku for row in trade.rows_of(shop, PRODUCTS)}
        order = Order(
            PRODUCTS,
            Chosen(trade.request(shop), 0),
            heads_of(PRODUCTS.columns[:3], PRODUCTS.columns),
            tmp_path / "out.csv",
            zone="UTC",
        )
        assert export(lambda: shop.database.read(3600), order, Cancel(), Silent()).rows > 30
        with pytest.raises(UserError) as refused:
            trade.scan(shop, "ODD", "receive", 1)
        assert refused.value.code == "read_only"
    finally:
        shop.database.close()
    assert hashes(url) == before, "not even this workstation was written down"
    assert not file or file.read_bytes() == bytes_


def test_behind_the_program_nothing_can_be_written_either(goods: Shop, tmp_path: Path) -> None:
    upgraded(goods, tmp_path, "9.1")
    shop = opening.open_shop(goods.settings, "till")
    try:
        with (
            pytest.raises(Exception, match=r"(?i)read.?only|but not written"),
            shop.database.read() as session,
        ):
            session.connection().exec_driver_sql("DELETE FROM log_entry")
    finally:
        shop.database.close()


def test_a_stamp_without_word_of_its_program_is_refused(goods: Shop) -> None:
    """A37: what an older schema said of programs is not taken for a newer one."""
    run(goods, f"UPDATE alembic_version SET version_num = '{NUMBER}'")
    with pytest.raises(UserError) as refused:
        opening.look(goods.settings)
    assert refused.value.code == "unknown_revision"


def test_the_word_comes_and_goes_with_its_revision(
    goods: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = goods.database.url
    before = hashes(url)
    upgraded(goods, tmp_path, "9.1")
    assert hashes(url)["setting"] != before["setting"]
    with pytest.raises(UserError) as refused:
        migrating.migrate_to(url, "0001", lambda: "kept", "", goods.clock.now())
    assert refused.value.code == "unknown_revision"
    newer(tmp_path, monkeypatch, program="9.1")
    monkeypatch.setattr(version, "HEAD", NUMBER)
    migrating.migrate_to(url, HEAD, lambda: "kept", "", goods.clock.now())
    assert hashes(url)["setting"] == before["setting"]


def test_a_new_shop_keeps_the_word_of_the_newest_revision() -> None:
    scripts = ScriptDirectory.from_config(version.alembic_config())
    assert word_of(scripts.get_revision(version.HEAD)) == version.MIN_PROGRAM


@pytest.mark.parametrize(
    ("program", "wanted", "may"),
    [
        ("0.1.0", "0.1.0", True),
        ("0.1.0", "0.1", True),
        ("0.10", "0.9.3", True),
        ("0.9.9", "0.10", False),
        ("1.0", "0.9.9", True),
        ("2.0", "", False),
        ("2.0", "two", False),
    ],
)
def test_programs_are_compared_by_their_numbers(program: str, wanted: str, may: bool) -> None:
    assert is_enough(program, wanted) is may


def test_a_step_whose_own_check_fails_is_taken_back_with_all_others(
    goods: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C24: and the retry works."""
    url = goods.database.url
    goods.database.close()
    migrating.migrate_to(url, "0001", lambda: "kept", "", goods.clock.now())
    before = hashes(url)
    newer(tmp_path, monkeypatch, body=WRONG)
    monkeypatch.setattr(version, "HEAD", NUMBER)
    with pytest.raises(UserError, match="no shelf is right") as refused:
        migrating.migrate_to(url, NUMBER, lambda: "kept", "", goods.clock.now())
    assert refused.value.code == "invalid_schema"
    assert migrating.current(url) == "0001"
    assert hashes(url) == before
    newer(tmp_path, monkeypatch)
    told: list[str] = []
    done = migrating.migrate_to(url, NUMBER, lambda: "kept", "", goods.clock.now(), _Heard(told))
    assert told == migrating.steps("0001", NUMBER)
    assert [revision for revision, _ in done.took] == version.known_revisions()[1:]
    assert migrating.would_lose(url, HEAD) == {"product.shelf": 1}


class _Heard:
    """A progress that keeps what it was told."""

    def __init__(self, told: list[str]) -> None:
        self._told = told

    def report(self, done: int, total: int, message: str = "") -> None:
        assert done < total
        self._told.append(message)


@pytest.mark.parametrize("way", ["up", "down"])
def test_a_rehearsal_tells_time_and_rows_and_leaves_the_shop_as_it_is(
    goods: Shop, way: str
) -> None:
    """C25: a file's bytes are the same, a server keeps nothing of the copy."""
    url, file = goods.database.url, goods.database.path
    goods.database.close()
    start, end = ("0001", HEAD) if way == "up" else (HEAD, "0001")
    migrating.migrate_to(url, start, lambda: "kept", "", goods.clock.now())
    before, bytes_ = hashes(url), file.read_bytes() if file else b""
    done = migrating.rehearse(url, end, goods.clock.now())
    assert (done.before, done.after, done.changed) == (start, end, ())
    assert done.rows > 200 and done.seconds > 0 and done.copy_s > 0
    assert migrating.current(url) == start
    assert hashes(url) == before
    assert not file or file.read_bytes() == bytes_
    if not file:
        with snapshot(url) as connection:
            wanted = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'rehearsal%%'"
            assert connection.exec_driver_sql(wanted).scalar_one() == 0


def test_a_rehearsal_finds_what_would_not_hold(
    goods: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = goods.database.url
    goods.database.close()
    before = hashes(url)
    newer(tmp_path, monkeypatch, body=WRONG)
    monkeypatch.setattr(version, "HEAD", NUMBER)
    with pytest.raises(UserError, match="no shelf is right"):
        migrating.rehearse(url, NUMBER, goods.clock.now())
    assert hashes(url) == before
