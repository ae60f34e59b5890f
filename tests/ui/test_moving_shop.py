"""A shop moves from SQLite to PostgreSQL and back in the real window; each source stays whole."""

from pathlib import Path

from sqlalchemy import make_url

from desktop.db.engine import session_on
from desktop.db.snapshot import snapshot
from desktop.queries.epoch import moved_to
from tests.faults.power import Power
from tests.keeping import hashes
from tests.trade import scan
from tests.ui.driver import Drive, Driver
from tests.ui.test_app import second_till
from tests.ui.test_moving import fill_in, power, until_moved, where
from tests.ui.trouble.test_restoring import opened, traded

__all__ = ["power"]
EQUAL = "every table’s hash is equal"
DEED = "hand.window.open_page('database', deed='move')"


def goods(url: str) -> dict[str, str]:
    """What the shop is about: its rows without the program's own notes."""
    own = {"job", "log_entry", "setting", "workstation", "writer", "alembic_version"}
    return {name: told for name, told in hashes(make_url(url)).items() if name not in own}


def go_there(window: Driver, pill: str) -> None:
    window.until_says(EQUAL)
    window.ask("hand.press('Work there from now on')")
    until_moved(window, f"hand.pill()[0] == {pill!r}")


def test_what_is_written_here_meanwhile_keeps_the_shop_here(drive: Drive, tmp_path: Path) -> None:
    chosen, _ = traded(tmp_path, "")
    window = opened(drive, tmp_path, "")
    window.ask(DEED)
    window.until_says("Where to copy the shop?")
    window.ask("hand.press('This computer')")
    window.ask(f"hand.type('File', {str(tmp_path / 'there.onhand')!r})")
    window.until_says("Empty: there is room for the shop")
    window.ask("hand.press('Copy')")
    window.until_says(EQUAL)
    other = second_till(chosen, tmp_path / "other")
    scan(other, "TEA", "receive", 1)
    other.database.close()
    window.ask("hand.press('Work there from now on')")
    window.until_says("written here meanwhile")
    window.until_says("Copy the shop again")
    assert not window.ask("hand.problems()")
    window.ask("hand.press('Stay here')")
    assert window.ask("hand.pill()[0]") == "SQLite · this computer"
    assert window.end() == 0


def test_a_shop_moves_to_a_server_and_back_with_equal_hashes(
    drive: Drive, tmp_path: Path, power: Power
) -> None:
    chosen, _ = traded(tmp_path, "")
    before = goods(chosen.url)
    url, port, name = where(power)
    window = opened(drive, tmp_path, "")
    window.ask(DEED)
    window.until_says("Where to copy the shop?")
    fill_in(window, port, name)
    window.until_says("Empty: there is room for the shop")
    window.ask("hand.press('Copy')")
    go_there(window, f"PostgreSQL · {name}")
    assert goods(url) == before
    assert goods(chosen.url) == before, "the source stays"
    is_left_behind(drive, tmp_path, chosen.url, name)
    window.ask(DEED)
    window.until_says("Where to copy the shop?")
    window.ask("hand.press('This computer')")
    window.ask(f"hand.type('File', {str(tmp_path / 'again.onhand')!r})")
    window.until_says("Empty: there is room for the shop")
    window.ask("hand.press('Copy')")
    go_there(window, "SQLite · this computer")
    assert goods(f"sqlite:///{tmp_path / 'again.onhand'}") == before
    assert window.end() == 0


def is_left_behind(drive: Drive, place: Path, old: str, name: str) -> None:
    """Who starts at the old place is told where the shop is, without a password; and may stay."""
    for ways_on in ("Go there", "Work here all the same"):
        late = drive("--data-dir", place / f"late{len(ways_on)}", DATABASE_URL=old)
        late.until_says("The shop is not here any more")
        assert late.ask(f"hand.says('has moved to') and hand.says({name!r})")
        assert late.ask("hand.problems()") == []
        late.ask(f"hand.press({ways_on!r})")
        pill = f"PostgreSQL · {name}" if ways_on == "Go there" else "SQLite · this computer"
        until_moved(late, f"hand.pill()[0] == {pill!r}")
        assert late.end() == 0
    with snapshot(make_url(old)) as connection, session_on(connection) as session:
        assert moved_to(session) == "", "the next start opens it"
