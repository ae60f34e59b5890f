"""The guided way: really broken shops are found out, a backup is proven, the restore rehearsed."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text

from desktop.db.kept import CHECKSUM, FOLDER
from desktop.domain.progress import Cancelled, Silent
from desktop.jobs.backup.formats import as_format, known_format
from desktop.jobs.backup.mending import check_backup, examine_shop, rehearse
from desktop.jobs.backup.replacing import replace_shop
from desktop.jobs.backup.wrong import Diagnosis, Way, detect
from desktop.jobs.opening import Shop
from desktop.jobs.tending import mend_indexes
from desktop.jobs.verify import rebuild, verify_reading
from desktop.schema import StockMove
from desktop.schema.base import table_of
from desktop.settings import Settings
from tests import keeping, trade

QUIET = Silent()


@dataclass(frozen=True)
class Sick:
    """A shop with five teas in its backup and seven more since."""

    shop: Shop
    place: Settings
    backup: Path

    @property
    def now(self) -> datetime:
        return self.shop.clock.now()

    @property
    def file(self) -> Path:
        return Path(make_url(self.place.url).database or "")

    def detect(self) -> Diagnosis:
        return detect(self.place, verify_reading, QUIET)

    def let_go(self) -> bytearray:
        """The file's bytes, all of the journal in them, nobody at it."""
        self.shop.database.close()
        with closing(sqlite3.connect(self.file)) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return bytearray(self.file.read_bytes())


def backed_up(shop: Shop, later: timedelta = timedelta()) -> Path:
    url = shop.database.url
    folder, at = shop.settings.data_dir / FOLDER, shop.clock.now() + later
    return as_format(url, known_format(url, None), folder, at, QUIET).path


@pytest.fixture
def sick(shop: Shop) -> Sick:
    trade.add_product(shop, "TEA")
    trade.scan(shop, "TEA", "receive", 5)
    backup = backed_up(shop)
    trade.scan(shop, "TEA", "receive", 7)
    return Sick(shop, shop.settings, backup)


@pytest.fixture
def file_only(engine_name: str) -> None:
    if engine_name != "sqlite":
        pytest.skip("of a file")


def unguarded(shop: Shop, *statements: str) -> None:
    """Behind the program's back, past the triggers, which stand again afterwards."""
    with shop.database.writer.connect() as connection:
        if shop.database.is_sqlite:
            rules = "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'stock_move' AND type ="
            found = connection.execute(text(f"{rules} 'trigger'")).all()
            for name, _ in found:
                connection.execute(text(f"DROP TRIGGER {name}"))
            after = [str(sql).replace(":", r"\:") for _, sql in found]
        else:
            connection.execute(text("ALTER TABLE stock_move DISABLE TRIGGER USER"))
            after = ["ALTER TABLE stock_move ENABLE TRIGGER USER"]
        for statement in (*statements, *after):
            connection.execute(text(statement))
        connection.commit()


def kinds(found: Diagnosis) -> list[str]:
    return [one.kind for one in found.findings]


def test_a_sound_shop_has_nothing_wrong_and_needs_no_backup(sick: Sick) -> None:
    found = examine_shop(sick.place, sick.now, verify_reading, QUIET)
    assert found.diagnosis.is_sound
    assert found.diagnosis.way is Way.NOTHING
    assert found.diagnosis.moves == 2
    assert found.checked is None


def test_a_level_that_differs_is_added_up_anew_without_a_restore(sick: Sick) -> None:
    keeping.run(sick.shop, "UPDATE stock_level SET on_hand = 1000")
    found = examine_shop(sick.place, sick.now, verify_reading, QUIET)
    assert kinds(found.diagnosis) == ["level"]
    assert found.diagnosis.way is Way.LEVELS
    assert "TEA" in found.diagnosis.findings[0].message
    assert "nothing has to be restored" in found.diagnosis.findings[0].meaning
    assert found.checked is None
    rebuild(sick.shop.database, sick.shop.clock, sick.shop.ids, sick.shop.actor)
    assert sick.detect().is_sound


def test_a_changed_movement_breaks_its_chain_and_the_backup_from_before_mends_it(
    sick: Sick,
) -> None:
    unguarded(sick.shop, "UPDATE stock_move SET qty = 9 WHERE seq = 1")
    found = examine_shop(sick.place, sick.now, verify_reading, QUIET)
    assert "chain" in kinds(found.diagnosis)
    assert found.diagnosis.way is Way.RESTORE
    assert "changed after it was written" in found.diagnosis.findings[0].message
    assert found.checked is not None
    assert found.checked.found is not None
    assert found.checked.found.path == sick.backup
    assert found.checked.found.lost.new["stock_move"] == 1
    sick.shop.database.close()
    replace_shop(sick.place, sick.backup, sick.now, sick.shop.ids.new(), False, QUIET)
    assert sick.detect().is_sound


def test_a_backup_that_has_the_broken_chain_too_is_passed_over(sick: Sick) -> None:
    unguarded(sick.shop, "UPDATE stock_move SET qty = 9 WHERE seq = 1")
    newer = backed_up(sick.shop, timedelta(hours=1))
    checked = check_backup(sick.place, QUIET)
    assert checked.found is not None
    assert checked.found.path == sick.backup
    assert [one.name for one in checked.refused] == [newer.name]


def test_an_altered_backup_is_passed_over_and_where_all_are_nothing_is_offered(sick: Sick) -> None:
    newer = backed_up(sick.shop, timedelta(hours=1))
    altered = bytearray(newer.read_bytes())
    altered[len(altered) // 2] ^= 255
    newer.write_bytes(altered)
    checked = check_backup(sick.place, QUIET)
    assert checked.found is not None
    assert checked.found.path == sick.backup
    sick.backup.write_bytes(sick.backup.read_bytes()[:-900])
    none = check_backup(sick.place, QUIET)
    assert none.found is None
    assert [one.name for one in none.refused] == [newer.name, sick.backup.name]
    tried = rehearse(sick.place, sick.now, verify_reading, QUIET)
    assert tried.restored is None
    assert tried.diagnosis.is_sound, "the shop itself is"


def test_dropped_triggers_are_told_and_a_backup_made_now_brings_them_back_with_every_row(
    sick: Sick,
) -> None:
    on = "" if sick.shop.database.is_sqlite else " ON stock_move"
    keeping.run(sick.shop, f"DROP TRIGGER stock_move_no_update{on}")
    found = examine_shop(sick.place, sick.now + timedelta(1), verify_reading, QUIET)
    assert kinds(found.diagnosis) == ["triggers"]
    assert "stock_move_no_update" in found.diagnosis.findings[0].message
    assert found.checked is not None
    assert found.checked.found is not None
    assert found.checked.found.path != sick.backup
    assert not found.checked.found.lost.new.get("stock_move")
    sick.shop.database.close()
    path = found.checked.found.path
    replace_shop(sick.place, path, sick.now, sick.shop.ids.new(), False, QUIET)
    after = sick.detect()
    assert after.is_sound
    assert after.moves == 2


def test_a_missing_index_is_built_anew_without_a_restore(sick: Sick) -> None:
    name = sorted(str(index.name) for index in table_of(StockMove).indexes)[0]
    keeping.run(sick.shop, f"DROP INDEX {name}")
    found = sick.detect()
    assert kinds(found) == ["indexes"]
    assert found.way is Way.INDEXES
    mend_indexes(sick.shop.database)
    assert sick.detect().is_sound


@pytest.mark.usefixtures("file_only")
def test_flipped_bytes_in_the_file_are_damage_and_the_backup_takes_its_place(sick: Sick) -> None:
    whole = sick.let_go()
    page = int.from_bytes(whole[16:18], "big")
    told = 0
    for number in range(1, len(whole) // page, 7):
        hurt = whole.copy()
        hurt[number * page : number * page + 12] = b"\xff" * 12
        sick.file.write_bytes(hurt)
        before = sha256(sick.file.read_bytes()).digest()
        found = sick.detect()
        assert sha256(sick.file.read_bytes()).digest() == before, "only looked at"
        told += found.way is Way.RESTORE
        assert found.way is not Way.ASK
    assert told > len(whole) // page // 7 * 0.7, "most pages are in use"
    checked = check_backup(sick.place, QUIET).found
    assert checked is not None
    replace_shop(sick.place, checked.path, sick.now, sick.shop.ids.new(), False, QUIET)
    assert sick.detect().is_sound


@pytest.mark.usefixtures("file_only")
@pytest.mark.parametrize("content", [None, b"", b"no shop", b"half"])
def test_a_missing_empty_foreign_or_cut_file_leads_to_a_restore(
    sick: Sick, content: bytes | None
) -> None:
    whole = sick.let_go()
    if content is None:
        sick.file.unlink()
    else:
        sick.file.write_bytes(bytes(whole[: len(whole) // 2]) if content == b"half" else content)
    found = sick.detect()
    assert kinds(found) == ["place"]
    assert found.way is Way.RESTORE
    tried = rehearse(sick.place, sick.now, verify_reading, QUIET)
    assert tried.restored is not None
    assert tried.restored.is_sound
    assert not tried.checked.found.lost.is_known  # type: ignore[union-attr]
    assert sick.file.exists() is (content is not None)


def test_a_place_that_is_not_there_says_who_can_help_and_the_backup_is_proven_all_the_same(
    sick: Sick, tmp_path: Path
) -> None:
    nowhere = f"postgresql+psycopg2://onhand@/none?host={tmp_path}"
    down = replace(sick.place, database=nowhere, database_from="argument")
    found = examine_shop(down, sick.now, verify_reading, QUIET)
    assert kinds(found.diagnosis) == ["place"]
    assert found.diagnosis.way is Way.ASK
    assert "ask who looks after the server" in found.diagnosis.findings[0].meaning
    assert found.checked is None, "no backup is of any use"
    tried = rehearse(down, sick.now, verify_reading, QUIET)
    assert tried.restored is not None
    assert tried.restored.is_sound


def test_a_rehearsal_restores_validates_and_compares_and_leaves_the_shop_alone(sick: Sick) -> None:
    unguarded(sick.shop, "UPDATE stock_move SET qty = 9 WHERE seq = 1")
    before = keeping.hashes(sick.shop.database.url)
    names = sorted(path.name for path in sick.place.data_dir.rglob("*"))
    done = rehearse(sick.place, sick.now, verify_reading, QUIET)
    assert "chain" in kinds(done.diagnosis)
    assert done.checked.found is not None
    assert done.checked.found.lost.new["stock_move"] == 1
    assert done.restored == Diagnosis((), 1, 1)
    assert done.rows == done.checked.found.manifest.rows
    assert keeping.hashes(sick.shop.database.url) == before
    assert sorted(path.name for path in sick.place.data_dir.rglob("*")) == names


def test_a_rehearsal_with_flipped_bytes_leaves_every_byte_as_it_is(
    sick: Sick, file_only: None
) -> None:
    hurt = sick.let_go()
    page = int.from_bytes(hurt[16:18], "big")
    for number in range(4, len(hurt) // page, 5):
        hurt[number * page : number * page + 8] = b"\xff" * 8
    sick.file.write_bytes(hurt)
    done = rehearse(sick.place, sick.now, verify_reading, QUIET)
    assert done.diagnosis.way is Way.RESTORE
    assert done.restored is not None
    assert done.restored.is_sound
    assert sick.file.read_bytes() == hurt


def test_a_rehearsal_without_any_backup_says_so(sick: Sick) -> None:
    sick.backup.unlink()
    sick.backup.with_name(sick.backup.name + CHECKSUM).unlink(missing_ok=True)
    done = rehearse(sick.place, sick.now, verify_reading, QUIET)
    assert done.checked.found is None
    assert done.checked.refused == ()


class Stop:
    """A person who stops it when a part begins."""

    def __init__(self, at: str) -> None:
        self._at = at

    def report(self, done: int, total: int, message: str = "") -> None:
        if message == self._at:
            raise Cancelled


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: Any) -> Path:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    return place


@pytest.mark.parametrize(
    "part", ["Restoring into a temporary place", "Validating what was restored"]
)
def test_a_stopped_rehearsal_leaves_nothing_behind(sick: Sick, temporary: Path, part: str) -> None:
    with pytest.raises(Cancelled):
        rehearse(sick.place, sick.now, verify_reading, Stop(part))
    assert list(temporary.iterdir()) == []
