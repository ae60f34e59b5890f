"""Quantity × price in SQL is Decimal's product, rounded once, half up, on both engines."""

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, func, literal, select

from desktop.db.amounts import times
from desktop.db.engine import Database
from desktop.db.types import Money, Quantity
from tests.sampling import sampled

PAIR = Table(
    "pair",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("quantity", Quantity()),
    Column("price", Money()),
)
LIMIT, PRICE = Decimal(1_000_000), Decimal(100_000_000)
QUANTITIES = st.decimals(-LIMIT, LIMIT, places=3) | st.sampled_from(
    (LIMIT, -LIMIT, Decimal("0.001"), Decimal("-0.001"), Decimal("999999.999"), Decimal("0.125"))
)
PRICES = st.decimals(-PRICE, PRICE, places=4) | st.sampled_from(
    (PRICE, -PRICE, Decimal("0.0001"), Decimal("99999999.9999"), Decimal("0.04"), Decimal("4.999"))
)


def exact(quantity: Decimal, price: Decimal, decimals: int) -> Decimal:
    return (quantity * price).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def test_the_product_is_exact_at_every_number_of_decimals(database: Database, full: bool) -> None:
    with database.write() as session:
        PAIR.create(session.connection())

    @sampled(full, few=30, many=3000)
    @given(st.lists(st.tuples(QUANTITIES, PRICES), min_size=1, max_size=30))
    def holds(pairs: list[tuple[Decimal, Decimal]]) -> None:
        with database.write() as session:
            session.execute(PAIR.delete())
            rows = [{"number": n, "quantity": q, "price": p} for n, (q, p) in enumerate(pairs)]
            session.execute(PAIR.insert(), rows)
            for decimals in (0, 2, 3):
                product = times(PAIR.c.quantity, PAIR.c.price, decimals)
                got = session.scalars(select(product).order_by(PAIR.c.number)).all()
                assert got == [exact(q, p, decimals) for q, p in pairs]

    holds()


def test_halves_go_away_from_zero(database: Database) -> None:
    cases = {
        ("0.5", "0.25"): "0.13",
        ("-0.5", "0.25"): "-0.13",
        ("0.5", "-0.25"): "-0.13",
        ("1", "0.0050"): "0.01",
        ("1", "0.0049"): "0.00",
        ("1.001", "0.0049"): "0.00",
        ("1.021", "0.0049"): "0.01",
        ("1000000", "100000000"): "100000000000000",
        ("999999.999", "99999999.9999"): "99999999899900.00",
    }
    with database.read() as session:
        for (quantity, price), wanted in cases.items():
            given_ = literal(Decimal(quantity), Quantity()), literal(Decimal(price), Money())
            assert session.scalar(select(times(*given_))) == Decimal(wanted)


def test_products_sum_to_the_sum_of_the_products(database: Database) -> None:
    with database.write() as session:
        PAIR.create(session.connection())
        rows = [
            {"number": n, "quantity": Decimal("0.333"), "price": Decimal("0.05")}
            for n in range(1000)
        ]
        session.execute(PAIR.insert(), rows)
        total = session.scalar(select(func.sum(times(PAIR.c.quantity, PAIR.c.price))))
    assert total == 20
