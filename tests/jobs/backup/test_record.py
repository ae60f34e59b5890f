"""What is remembered of backups: why each was made, how it was proven, and which failed."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from desktop.db.kept import ARCHIVE, FILE, backups
from desktop.domain.errors import UserError
from desktop.domain.progress import Cancelled, Silent
from desktop.jobs.backup import record
from desktop.jobs.backup.drill import drill
from desktop.jobs.backup.keeping import keep_safe, thin_all
from desktop.jobs.backup.listing import check, delete, last_proven, listed, safety
from desktop.jobs.backup.making import PG_DUMP, PORTABLE, SQLITE, Order, make, ways
from desktop.jobs.backup.record import BY_HAND, EXIT, HISTORY, Event, events, remember
from desktop.jobs.opening import Shop
from tests import trade
from tests.keeping import AT

ONE_ENGINE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def form_of(url: URL) -> str:
    return SQLITE if url.get_backend_name() == "sqlite" else PORTABLE


def test_a_backup_is_listed_with_why_and_how_it_was_proven(shop: Shop, tmp_path: Path) -> None:
    url, folder, now = shop.database.url, tmp_path / "b", shop.clock.now()
    made = make(url, Order(form_of(url), folder), now).backup
    (row,) = listed(url, folder)
    assert (row.why, row.how, row.size, row.path) == (BY_HAND, "read", made.size, made.path)
    assert row.revision and row.at == now.replace(microsecond=0) and row.is_last
    check(made.path, now + timedelta(hours=1), Silent())
    assert listed(url, folder)[0].how == "checked"
    drill(folder, now + timedelta(hours=2))
    (row,) = listed(url, folder)
    assert (row.how, row.checked_at) == ("tried", now + timedelta(hours=2))
    assert last_proven(url, folder) == now + timedelta(hours=2)
    check(made.path, now + timedelta(hours=3), Silent())
    (row,) = listed(url, folder)
    told = (row.how, row.checked_at)
    assert told == ("tried", now + timedelta(hours=3)), "a reading lessened the trial before it"


def test_a_backup_that_is_tried_at_once_is_restored_and_compared(
    shop: Shop, tmp_path: Path
) -> None:
    url, folder, now = shop.database.url, tmp_path / "b", shop.clock.now()
    done = make(url, Order(form_of(url), folder, is_tried=True), now)
    assert done.drilled is not None and done.drilled.ok
    found = safety(url, folder)
    assert found.rows[0].how == "tried" and found.drilled == done.drilled


def test_a_failed_one_stays_in_the_list_and_too_little_room_is_said_before_anything_is_written(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, folder, now = shop.database.url, tmp_path / "b", shop.clock.now()
    order = Order(form_of(url), folder)
    make(url, order, now)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000))
    with pytest.raises(UserError, match=r"0\.0 MB are free .* MB are needed") as refused:
        make(url, order, now + timedelta(hours=1))
    assert "as it was" in refused.value.hint
    row, made = listed(url, folder)
    assert (row.how, row.path, row.why) == ("failed", None, BY_HAND)
    assert row.message == refused.value.message
    assert made.how == "read" and made.is_last


def test_a_stopped_one_leaves_nothing_and_is_no_failure(shop: Shop, tmp_path: Path) -> None:
    class Stopped:
        def report(self, done: int, total: int, message: str = "") -> None:
            raise Cancelled

    url, folder = shop.database.url, tmp_path / "b"
    with pytest.raises(Cancelled):
        make(url, Order(form_of(url), folder), shop.clock.now(), Stopped())
    assert list(folder.iterdir()) == [] and listed(url, folder) == []


def test_a_round_tells_why_and_lists_both_folders_once(shop: Shop, tmp_path: Path) -> None:
    url, folder, second = shop.database.url, tmp_path / "b", tmp_path / "stick"
    keep_safe(url, folder, shop.clock.now(), second, is_ending=True)
    (row,) = listed(url, folder, second)
    assert (row.why, row.places) == (EXIT, (folder, second))
    assert [row.why for row in listed(url, second)] == [EXIT]
    assert len(listed(url, folder, tmp_path / "gone")) == 1


def test_a_broken_one_is_told_and_is_no_longer_proven(shop: Shop, tmp_path: Path) -> None:
    url, folder, now = shop.database.url, tmp_path / "b", shop.clock.now()
    made = make(url, Order(form_of(url), folder, is_tried=True), now).backup
    made.path.write_bytes(made.path.read_bytes()[:-99])
    with pytest.raises(UserError):
        check(made.path, now + timedelta(hours=1), Silent())
    (row,) = listed(url, folder)
    assert row.how == "broken" and row.message and not row.is_last
    assert last_proven(url, folder) is None


@ONE_ENGINE
def test_the_last_proven_one_cannot_be_deleted_and_another_can(shop: Shop, tmp_path: Path) -> None:
    url, folder, now = shop.database.url, tmp_path / "b", shop.clock.now()
    make(url, Order(SQLITE, folder, is_tried=True), now)
    make(url, Order(SQLITE, folder), now + timedelta(hours=1))
    newest, proven = listed(url, folder)
    assert (newest.is_last, proven.is_last) == (False, True)
    with pytest.raises(UserError, match="last backup that was proven"):
        delete(proven)
    delete(newest)
    assert [row.path for row in listed(url, folder)] == [proven.path]
    assert len(list(folder.glob("*.sha256"))) == 1


@ONE_ENGINE
def test_retention_never_takes_the_last_that_was_proven(shop: Shop, tmp_path: Path) -> None:
    url, folder, now = shop.database.url, tmp_path / "b", shop.clock.now()
    first = make(url, Order(SQLITE, folder), now - timedelta(days=800)).backup.path
    check(first, now - timedelta(days=799), Silent())
    name = first.name.rpartition("-")[0]
    for number in range(40):
        at = now - timedelta(days=700, hours=-4 * number)
        (folder / f"{name}-{at:%Y%m%dT%H%M%SZ}{FILE}").write_bytes(b"x")
    assert thin_all(folder)
    assert first.exists() and len(backups(folder)) < 41


@ONE_ENGINE
def test_one_before_an_upgrade_is_known_by_the_next_schema(shop: Shop, tmp_path: Path) -> None:
    url, folder = shop.database.url, tmp_path / "b"
    made = make(url, Order(SQLITE, folder), AT + timedelta(hours=1)).backup.path
    older = made.name.replace(f"-{shop.revision}-", "-0001-").replace("T112400Z", "T102400Z")
    (folder / older).write_bytes(b"x")
    assert [(row.why, row.revision) for row in listed(url, folder)] == [
        (BY_HAND, shop.revision),
        ("upgrade", "0001"),
    ]


@ONE_ENGINE
def test_a_kept_shop_from_before_a_restore_is_in_the_list(shop: Shop, tmp_path: Path) -> None:
    path = shop.database.path
    assert path is not None
    kept = path.with_name("before-20261114T102400Z.onhand")
    kept.write_bytes(b"x")
    (row,) = listed(shop.database.url, tmp_path / "b")
    assert (row.how, row.why, row.at, row.path) == ("kept", "restore", AT, kept)


def test_a_torn_line_of_the_history_takes_no_other_with_it(tmp_path: Path) -> None:
    remember(tmp_path, Event("made", AT.isoformat(), "one"))
    with (tmp_path / HISTORY).open("ab") as file:
        file.write(b'{"what": "made", "at"')
    remember(tmp_path, Event("made", AT.isoformat(), "two"))
    assert [event.name for event in events(tmp_path)] == ["one", "two"]


def test_a_long_history_forgets_what_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "onhand-s-0002-20261114T102400Z.zip"
    there.write_bytes(b"x")
    monkeypatch.setattr(record, "LONGEST", 400)
    remember(tmp_path, Event("made", AT.isoformat(), there.name, BY_HAND))
    for day in range(200):
        at = AT + timedelta(days=day)
        what = "failed" if day % 2 else "made"
        remember(tmp_path, Event(what, at.isoformat(), "" if day % 2 else "gone.zip"))
    told = events(tmp_path)
    assert told[0].name == there.name
    assert len(told) < 60


def test_the_formats_suit_the_engine_and_say_why_not(shop: Shop) -> None:
    found = ways(shop.database.url)
    if shop.database.is_sqlite:
        assert [(way.form, way.hindrance) for way in found] == [(SQLITE, ""), (PORTABLE, "")]
    else:
        assert [way.form for way in found] == [PORTABLE, PG_DUMP, "pg_script"]
        missing = [way.hindrance for way in found[1:]]
        assert missing[0] == missing[1]
        assert missing[0] == "" or "pg_dump" in missing[0]


def test_each_format_is_made_by_its_order(shop: Shop, tmp_path: Path) -> None:
    url = shop.database.url
    trade.add_product(shop, "A")
    for number, way in enumerate(way for way in ways(url) if not way.hindrance):
        at = shop.clock.now() + timedelta(hours=number)
        made = make(url, Order(way.form, tmp_path / "b", is_tried=True), at)
        assert made.backup.rows > 0
        assert (made.drilled is not None) == (way.form in (SQLITE, PORTABLE))
    assert backups(tmp_path / "b", ARCHIVE)
