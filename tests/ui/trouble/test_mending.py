"""The guided way in the real window: found out, restored, validated by itself; and rehearsed."""

from hashlib import sha256
from pathlib import Path

from sqlalchemy import make_url, text

from desktop.db.snapshot import snapshot
from desktop.jobs.verify import verify
from desktop.settings import Settings
from tests.faults.power import Power
from tests.ui.driver import Drive, Driver
from tests.ui.test_app import found, second_till
from tests.ui.test_moving import OPEN, power, until_moved, where
from tests.ui.trouble.test_restoring import agree, teas, traded

__all__ = ["power"]
OPEN_IT = "hand.window.open_page('database', deed='mend')"


def behind(chosen: Settings, place: Path, *statements: str) -> None:
    """Statements behind the program's back."""
    shop = second_till(chosen, place)
    with shop.database.writer.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()
    shop.database.close()


def opened(window: Driver) -> None:
    window.until(OPEN)
    window.ask(OPEN_IT)
    window.until_says("“Rehearse” is safe: nothing is changed.")


def test_a_changed_movement_is_found_the_shop_restored_and_validated_by_itself(
    drive: Drive, tmp_path: Path
) -> None:
    chosen, _ = traded(tmp_path, "")
    rule = "stock_move_no_update"
    with snapshot(make_url(chosen.url)) as connection:
        made = connection.exec_driver_sql(f"SELECT sql FROM sqlite_master WHERE name = '{rule}'")
        again = str(made.scalar_one()).replace(":", r"\:")
    changed = "UPDATE stock_move SET qty = 9 WHERE seq = 1"
    behind(chosen, tmp_path / "x", f"DROP TRIGGER {rule}", changed, again)
    window = drive("--data-dir", tmp_path)
    opened(window)
    window.ask("hand.press('Look for what is wrong')")
    window.until_says("A restore is the way out.")
    assert window.ask("hand.says('changed after it was written')")
    assert not window.ask("hand.problems()")
    window.ask("hand.press('Restore…')")
    window.until_says("1 movement is newer than this backup")
    agree(window)
    until_moved(window, "hand.says('The shop is sound again.')")
    assert teas(chosen) == 5
    assert window.end() == 0


def test_levels_that_differ_are_added_up_anew_and_no_restore_is_offered(
    drive: Drive, tmp_path: Path
) -> None:
    chosen, _ = traded(tmp_path, "")
    behind(chosen, tmp_path / "x", "UPDATE stock_level SET on_hand = 1000")
    window = drive("--data-dir", tmp_path)
    opened(window)
    window.ask("hand.press('Look for what is wrong')")
    window.until_says("Only levels differ. Nothing has to be restored.")
    window.ask("hand.press('Rebuild levels')")
    window.until_says("The shop is sound again.")
    assert teas(chosen) == 12
    assert window.end() == 0


def test_where_nothing_is_wrong_it_says_so_and_stops(drive: Drive, tmp_path: Path) -> None:
    traded(tmp_path, "")
    window = drive("--data-dir", tmp_path)
    opened(window)
    window.ask("hand.press('Look for what is wrong')")
    window.until_says("Nothing is wrong.")
    assert not window.ask("any(b.text() == 'Rebuild levels' for b in shown(QAbstractButton))")
    assert window.end() == 0


def test_a_file_that_cannot_be_opened_is_looked_at_rehearsed_and_restored_from_its_page(
    drive: Drive, tmp_path: Path
) -> None:
    chosen, _ = traded(tmp_path, "")
    file = tmp_path / "shop.onhand"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    before = sha256(file.read_bytes()).digest()
    window = drive("--data-dir", tmp_path)
    window.until_says("is damaged")
    window.ask("hand.press('Find out what is wrong')")
    window.ask("hand.press('Rehearse')")
    window.until_says("The rehearsal went well. Nothing was changed.")
    assert sha256(file.read_bytes()).digest() == before
    window.ask("hand.press('Restore…')")
    window.until_says("The present shop cannot be read.")
    window.ask("hand.type('Type the shop\\'s name to go on', 'M1')")
    window.ask("hand.press('Restore')")
    until_moved(window, "hand.says('The shop is sound again.')")
    assert teas(chosen) == 5
    assert window.end() == 0


def test_a_server_that_is_down_is_told_and_the_shop_opens_when_it_is_back(
    drive: Drive, tmp_path: Path, power: Power
) -> None:
    url, _, _ = where(power)
    chosen = found(tmp_path, url)
    power.off("immediate")
    window = drive("--data-dir", tmp_path, DATABASE_URL=url)
    window.until_says("The shop could not be opened")
    window.ask("hand.press('Find out what is wrong')")
    window.ask("hand.press('Look for what is wrong')")
    window.until_says("No backup helps here.")
    assert window.ask("hand.says('ask who looks after the server')")
    power.on()
    window.ask("hand.press('Look for what is wrong')")
    window.until_says("Nothing is wrong.")
    window.ask("hand.press('Open the shop')")
    window.until(OPEN)
    assert window.end() == 0
    shop = second_till(chosen, tmp_path / "x")
    assert verify(shop.database).is_whole
    shop.database.close()
