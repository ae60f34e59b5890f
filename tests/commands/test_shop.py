"""The shop: its answers are checked, its rows carry the command's time, computers sign on once."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.commands.shop import CreateShop, Enrol, create_shop, enrol
from desktop.commands.shop_changes import ChangeShop, change_shop
from desktop.db.engine import Database
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO, Ids
from desktop.jobs.opening import Shop
from desktop.queries.shop import shop_info
from desktop.schema import AppUser, Category, Location, Setting, Store, Unit, Workstation, Writer
from tests.commands.crowd import RunningClock
from tests.tills import till

LONG_AGO = datetime(2024, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
LATER = datetime(2024, 3, 1, tzinfo=UTC)


def made(database: Database, **answers: Any) -> UUID:
    command = CreateShop(Ids().new(), LONG_AGO, **answers)
    database.run(create_shop, command)
    return command.id


def stamps(database: Database, *tables: type[Any]) -> set[tuple[datetime, datetime]]:
    with database.read() as session:
        return {
            (row.created_at, row.updated_at)
            for table in tables
            for row in session.execute(select(table.created_at, table.updated_at))
        }


def test_every_row_of_a_new_shop_is_as_old_as_the_command(database: Database) -> None:
    made(database)
    tables = (Store, Location, AppUser, Category, Setting)
    assert stamps(database, *tables) == {(LONG_AGO, LONG_AGO)}
    database.run(enrol, Enrol(Ids().new(), LONG_AGO, "Desk", "till", "0"))
    assert stamps(database, Workstation) == {(LONG_AGO, LONG_AGO)}


def test_asked_twice_the_first_answer_stands(database: Database) -> None:
    first = made(database, name="First")
    assert database.run(create_shop, CreateShop(Ids().new(), LATER, "Second")) == first
    with database.read() as session:
        assert session.scalars(select(Store.name)).all() == ["First"]
        assert session.scalars(select(Category.id)).all() == [ZERO]
        units = session.scalars(select(Unit.code)).all()
    assert {"piece", "kg", "l", "m"} < set(units)


WITHOUT_SENSE: list[tuple[dict[str, Any], str]] = [
    ({"name": " \n"}, "name"),
    ({"name": "x" * 501}, "name"),
    ({"currency": "EURO"}, "currency"),
    ({"currency": "€€€"}, "currency"),
    ({"zone": "Mars/Base"}, "zone"),
    ({"zone": "../etc/passwd"}, "zone"),
    ({"tax_rates": ()}, "tax_rates"),
    ({"tax_rates": (Decimal("100.5"),)}, "tax_rates"),
    ({"tax_rates": (Decimal("NaN"),)}, "tax_rates"),
    ({"tax_rates": (Decimal(-1),)}, "tax_rates"),
    ({"location": ""}, "location"),
    ({"user": ""}, "user"),
    ({"country": "Germany"}, "country"),
]


def test_an_answer_without_sense_names_its_field_and_makes_no_shop(database: Database) -> None:
    for answers, field in WITHOUT_SENSE:
        with pytest.raises(UserError) as refused:
            made(database, **answers)
        assert refused.value.field == field, answers
        with database.read() as session:
            assert session.scalars(select(Store.id)).all() == []


def change(shop: Shop, **values: Any) -> None:
    command = ChangeShop(shop.ids.new(), shop.actor, LATER, values)
    shop.database.run(change_shop, command)


def test_settings_are_changed_and_read_back(shop: Shop) -> None:
    change(
        shop, name="Corner", currency="jpy", zone="Asia/Tokyo", prices_include_tax=False,
        tax_rates=["10", "8"], day_starts_at=4, country="JP",
    )  # fmt: skip
    with shop.database.read() as session:
        info = shop_info(session, shop.actor)
        assert session.scalars(select(Store.updated_at)).one() == LATER
    assert (info.name, info.currency, info.prices_include_tax) == ("Corner", "JPY", False)
    with shop.database.read() as session:
        found = {row.key: row.value for row in session.scalars(select(Setting))}
    assert (found["tax_rates"], found["day_starts_at"], found["country"]) == (["10", "8"], 4, "JP")


WRONG: list[tuple[str, Any]] = [
    ("currency", "x"),
    ("zone", 7),
    ("day_starts_at", 24),
    ("day_starts_at", True),
    ("tax_rates", "abc"),
    ("tax_rates", 5),
    ("prices_include_tax", "yes"),
    ("colour", "red"),
]


def test_one_wrong_setting_changes_none(shop: Shop) -> None:
    for field, value in WRONG:
        with pytest.raises(UserError) as refused:
            change(shop, name="New", **{field: value})
        assert refused.value.field == field, value
        with shop.database.read() as session:
            assert session.scalars(select(Store.name)).one() == "Test shop"


def test_each_computer_gets_its_code_and_three_chains(shop: Shop) -> None:
    """A restored or copied database gives each till a new workstation, code and chain."""
    before = till(shop, RunningClock())
    again = till(shop, RunningClock())
    assert before.actor.writer != again.actor.writer
    with shop.database.read() as session:
        codes = session.scalars(select(Workstation.code).order_by(Workstation.code)).all()
        lanes = session.scalars(select(Writer.lane)).all()
    assert codes == ["01", "02", "03"]
    assert sorted(lanes) == sorted(["till", "command", "job"] * 3)


def test_an_unknown_or_inactive_user_cannot_sign_on(shop: Shop) -> None:
    """A9: an inactive user is refused."""
    with shop.database.write() as session:
        session.add(AppUser(id=shop.ids.new(), username="gone", full_name="G", role="clerk",
                            is_active=False))  # fmt: skip
    for name in ("gone", "nobody"):
        command = Enrol(shop.ids.new(), LATER, "Desk", "till", "0", user=name)
        with pytest.raises(UserError) as refused:
            shop.database.run(enrol, command)
        assert refused.value.code == "unknown_user"


def test_nobody_signs_on_where_there_is_no_shop(database: Database) -> None:
    with pytest.raises(UserError) as refused:
        database.run(enrol, Enrol(Ids().new(), LATER, "Desk", "till", "0"))
    assert refused.value.code == "no_shop"
