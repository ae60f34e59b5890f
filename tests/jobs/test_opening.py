"""Making a shop is one step, with all that belongs in it; an address that is none is said so."""

import os
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.shop import CreateShop
from desktop.db.engine import Database
from desktop.db.version import State
from desktop.domain.clock import SystemClock
from desktop.domain.errors import UserError
from desktop.domain.ids import Ids
from desktop.domain.progress import Cancelled
from desktop.jobs import demo, opening
from desktop.jobs.opening import Shop
from desktop.schema import Product, Store
from desktop.settings import Settings, load


def answers() -> CreateShop:
    clock = SystemClock()
    return CreateShop(Ids(clock).new(), clock.now(), name="Corner Shop")


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_a_killed_set_up_left_goes_when_nobody_writes_to_it(shop: Shop) -> None:
    """A set-up of an hour writes to its journal all the time; its first file stays old."""
    folder = shop.settings.data_dir
    left = [folder / f"shop.onhand.a1.new{end}" for end in ("", "-wal", "-shm")]
    going_on = [folder / f"shop.onhand.b2.new{end}" for end in ("", "-wal")]
    for file in (*left, *going_on):
        file.touch()
    for file in (*left, going_on[0]):
        os.utime(file, (0, 0))
    opening.open_shop(shop.settings, "till").database.close()
    assert [file.exists() for file in (*left, *going_on)] == [False] * 3 + [True] * 2


def number(settings: Settings, entity: type[Store] | type[Product]) -> int:
    database = Database(settings)
    with database.read() as session:
        found = session.scalar(select(func.count()).select_from(entity))
    database.close()
    return found or 0


def test_a_shop_and_what_is_filled_into_it_come_together(empty_settings: Settings) -> None:
    write = demo.filler(SystemClock(), products=20, movements=100, days=10)
    chosen = opening.create(empty_settings, answers(), write)
    assert (number(chosen, Store), number(chosen, Product)) == (1, 20)
    opening.create(chosen, answers(), never)
    assert number(chosen, Store) == 1


def test_tables_without_a_shop_get_shop_and_goods_too(database_settings: Settings) -> None:
    write = demo.filler(SystemClock(), products=20, movements=100, days=10)
    opening.create(database_settings, answers(), write)
    assert number(database_settings, Product) == 20


def never(_session: Session) -> None:
    raise AssertionError("a shop that is there is not filled")


def test_what_is_stopped_while_it_is_filled_was_never_there(empty_settings: Settings) -> None:
    write = demo.filler(SystemClock(), products=20, movements=100, days=10, progress=_Stop())
    with pytest.raises(Cancelled):
        opening.create(empty_settings, answers(), write)
    assert opening.look(empty_settings) is State.NEW
    assert not list(empty_settings.data_dir.glob("shop.onhand*"))


class _Stop:
    def report(self, done: int, total: int, message: str = "") -> None:
        raise Cancelled


@pytest.mark.parametrize(
    ("address", "is_saved"),
    [
        ("postgresql://h:abc/db", False),
        ("postgresql://u:geheim/x@h/db", False),
        ("postgresql://[::1/db", False),
        ("postgresql://u:geheim@127.0.0.1/db?foo=geheim", False),
        ("postgresql://h:abc/db", True),
    ],
)
def test_an_address_that_is_none_names_its_setting_and_no_password(
    tmp_path: Path, address: str, is_saved: bool
) -> None:
    place = "settings.toml" if is_saved else "DATABASE_URL"
    if is_saved:
        (tmp_path / place).write_text(f'database = "{address}"')
    environment = {} if is_saved else {"DATABASE_URL": address}
    chosen = load(tmp_path, environment=environment)
    for ask in (opening.look, lambda at: opening.open_shop(at, "till")):
        with pytest.raises(UserError) as refused:
            ask(chosen)
        assert refused.value.code in ("bad_url", "server_gone")
        assert "geheim" not in str(refused.value)
        if refused.value.code == "bad_url":
            assert place in refused.value.message
