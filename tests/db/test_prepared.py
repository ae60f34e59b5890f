"""Statements run by the driver itself: the same rows, errors and notes as by SQLAlchemy."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from desktop.db.prepared import Prepared
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.schema import Product, Unit
from desktop.schema.base import table_of
from tests.trade import add_product

PRODUCT, UNIT = table_of(Product), table_of(Unit)
FIND = (
    select(PRODUCT, UNIT.c.code)
    .join(UNIT, UNIT.c.id == PRODUCT.c.unit)
    .where(PRODUCT.c.sku == bindparam("sku"), PRODUCT.c.status == "active")
)
AT = datetime(2026, 2, 3, tzinfo=UTC)
RENAME = (
    update(PRODUCT)
    .where(PRODUCT.c.sku == bindparam("key"))
    .values(name=bindparam("to"), updated_at=AT)
)


def test_a_row_is_the_row_of_sqlalchemy(shop: Shop) -> None:
    add_product(shop, "A-1")
    prepared = Prepared(FIND)
    with shop.database.read() as session:
        expected = session.connection().execute(FIND, {"sku": "A-1"}).one()
        for _ in range(7):  # a server that has planned it for good answers the same
            assert tuple(prepared.first(session.connection(), {"sku": "A-1"})) == tuple(expected)
        row = prepared.first(session.connection(), {"sku": "A-1"})
        assert (row.sku, row.price, row.created_at) == ("A-1", expected.price, expected.created_at)
        assert prepared.first(session.connection(), {"sku": "A-2"}) is None


def test_a_change_is_counted_noted_and_taken_back_with_its_transaction(shop: Shop) -> None:
    add_product(shop, "A-1")
    heard: list[frozenset[str]] = []
    shop.database.listeners.append(heard.append)
    rename, find = Prepared(RENAME), Prepared(FIND)
    with suppress(UserError), shop.database.write() as session:
        assert rename.run(session.connection(), {"key": "A-1", "to": "Other"}) == 1
        raise UserError("Not so.")
    with shop.database.read() as session:
        assert find.first(session.connection(), {"sku": "A-1"}).name != "Other"
    with shop.database.write() as session:
        assert rename.run(session.connection(), {"key": "A-1", "to": "It’s 5 % — “so”"}) == 1
        assert rename.run(session.connection(), {"key": "A-9", "to": "Nobody"}) == 0
    with shop.database.read() as session:
        assert find.first(session.connection(), {"sku": "A-1"}).name == "It’s 5 % — “so”"
    assert heard == [frozenset({"product"})]


def test_a_broken_rule_is_sqlalchemys_error_and_the_connection_goes_on(shop: Shop) -> None:
    add_product(shop, "A-1")
    add_product(shop, "A-2")
    same = update(PRODUCT).where(PRODUCT.c.sku == "A-2").values(sku="A-1", updated_at=AT)
    doubled = Prepared(same)

    def double(session: Session) -> None:
        doubled.run(session.connection(), {})

    with shop.database.read() as session, pytest.raises((IntegrityError, OperationalError)):
        double(session)
    with pytest.raises(UserError) as refused:
        shop.database.run(double)
    assert refused.value.code == "conflict"
    with shop.database.read() as session:
        assert Prepared(FIND).first(session.connection(), {"sku": "A-2"}) is not None


def test_a_value_that_is_missing_is_a_fault_of_the_program(shop: Shop) -> None:
    with shop.database.read() as session, pytest.raises(KeyError, match="sku"):
        Prepared(FIND).first(session.connection(), {})


def test_types_refuse_what_they_refuse_everywhere(shop: Shop) -> None:
    since = Prepared(select(Product.sku).where(Product.created_at > bindparam("at")))
    with shop.database.read() as session, pytest.raises(ValueError, match="without a zone"):
        since.first(session.connection(), {"at": AT.replace(tzinfo=None)})


def test_a_default_that_sqlalchemy_would_fill_in_is_not_forgotten(shop: Shop) -> None:
    renamed = Prepared(update(Product).where(Product.sku == "A-1").values(name="x"))
    with shop.database.write() as session, pytest.raises(ValueError, match="every column"):
        renamed.run(session.connection(), {})


@pytest.mark.parametrize("engine_name", ["postgres"], indirect=True)
def test_a_server_plans_a_statement_once_a_connection(shop: Shop) -> None:
    prepared = Prepared(FIND)
    told = text("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%product.sku%'")
    with shop.database.read() as session:
        for _ in range(3):
            prepared.first(session.connection(), {"sku": "A-1"})
        session.rollback()
        prepared.first(session.connection(), {"sku": "A-1"})
        statements = list(session.scalars(told))
    assert len(statements) == 1
    assert "$1" in statements[0] and "'active'" in statements[0]
