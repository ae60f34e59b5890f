"""What a restore in the window takes: another engine's archive, an older one, a lost file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from desktop.db import version
from desktop.domain.clock import SystemClock
from desktop.domain.ids import Ids
from desktop.domain.progress import Silent
from desktop.jobs import migrating
from desktop.jobs.backup.archive import write_archive
from desktop.jobs.backup.house import copy_shop
from desktop.jobs.backup.looking import others
from desktop.settings import Settings
from tests.conftest import Servers
from tests.ui.driver import Drive, Driver
from tests.ui.test_moving import until_moved
from tests.ui.trouble.test_restoring import ASK, ENABLED, agree, opened, teas, traded

NAME = "Type the shop\\'s name to go on"
FOCUSED = "QApplication.focusWidget().text()"


def asked(window: Driver, path: Path) -> None:
    window.ask(
        f"{ASK}(hand.window, hand.window._context, __import__('pathlib').Path({str(path)!r}))"
    )


def jobs(chosen: Settings) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(str(make_url(chosen.url).database))) as file:
        told = "SELECT kind, status, message FROM job WHERE kind LIKE '%restore' ORDER BY id"
        return file.execute(told).fetchall()


def test_an_older_archive_of_the_other_engine_is_restored_and_migrated_and_told_of(
    drive: Drive, tmp_path: Path, postgres_servers: Servers
) -> None:
    chosen, _ = traded(tmp_path, "")
    far = postgres_servers.empty("postgres")
    now = SystemClock().now()
    copy_shop(chosen, far, now, Ids().new(), Silent())
    migrating.migrate_to(make_url(far), "0001", lambda: "kept", "", now)
    made = write_archive(make_url(far), tmp_path / "b", now)
    postgres_servers.drop("postgres", far)
    window = opened(drive, tmp_path, "")
    asked(window, made.path)
    window.until_says(f"0001, older: it is brought to {version.HEAD}")
    window.until_says("Nothing is newer than this backup.")
    agree(window)
    until_moved(window, "hand.says('Restored and checked')")
    assert teas(chosen) == 12
    window.ask("hand.press('Undo restore')")
    until_moved(window, "hand.says('The shop from before the restore is back.')")
    assert window.end() == 0
    assert migrating.current(make_url(chosen.url)) == version.HEAD
    assert [(kind, status) for kind, status, _ in jobs(chosen)] == [("undo_restore", "done")]


@pytest.mark.parametrize("is_empty", [False, True])
def test_a_shop_whose_file_is_gone_or_empty_is_restored_from_the_page_that_says_so(
    drive: Drive, tmp_path: Path, is_empty: bool
) -> None:
    chosen, _ = traded(tmp_path, "")
    opened(drive, tmp_path, "").end()
    for path in tmp_path.glob("shop.onhand*"):
        path.unlink()
    if is_empty:
        (tmp_path / "shop.onhand").touch()
    window = drive("--data-dir", tmp_path)
    window.until_says("is empty" if is_empty else "is gone")
    window.ask("hand.press('Restore a backup')")
    window.until_says("The shop’s file is gone.")
    assert not window.ask("hand.says('Back up the present state first (recommended)')")
    assert not window.ask("hand.problems()")
    window.ask(f"hand.type('{NAME}', 'M1')")
    window.ask("hand.press('Restore')")
    until_moved(window, "hand.says('Restored and checked')")
    assert window.end() == 0
    assert teas(chosen) == 12, "the backup on exit had all of it"
    [(kind, status, message)] = jobs(chosen)
    assert (kind, status) == ("restore", "done")
    assert "rows, checked" in message


def test_a_newer_backup_is_refused_and_the_dialog_is_walked_in_reading_order(
    drive: Drive, tmp_path: Path
) -> None:
    chosen, made = traded(tmp_path, "")
    newer = tmp_path / "newer.onhand"
    newer.write_bytes(made.read_bytes())
    with closing(sqlite3.connect(newer)) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
        file.commit()
    window = opened(drive, tmp_path, "")
    asked(window, newer)
    window.until_says("9999")
    window.ask(f"hand.type('{NAME}', 'Corner Shop')")
    assert not window.ask(ENABLED)
    window.ask("hand.press('Cancel')")
    asked(window, made)
    window.until_says("1 movement is newer than this backup")
    walked = []
    for _ in range(3):
        window.ask("QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)")
        walked.append(window.ask(FOCUSED))
    assert walked == ["Other file …", "Show what will be gone",
                      "Back up the present state first (recommended)"]  # fmt: skip
    window.ask("hand.press('Show what will be gone')")
    window.until_says("Received 7 Product TEA")
    window.ask("hand.press('Cancel')")
    assert teas(chosen) == 12
    assert window.end() == 0


def test_other_workstations_are_counted_each_once(postgres_servers: Servers) -> None:
    url = postgres_servers.empty("postgres")
    till = create_engine(url, connect_args={"application_name": "onhand/second"})
    with till.connect() as one, till.connect() as two:
        for connection in (one, two):
            connection.execute(text("SELECT 1"))
        assert others(make_url(url)) == 1
    till.dispose()
    assert others(make_url(url)) == 0
    postgres_servers.drop("postgres", url)
