"""Stock as of any moment equals a replay of the ledger up to it, on both engines."""

from datetime import timedelta
from decimal import Decimal
from itertools import product

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.commands.scans import Booked
from desktop.domain.ledger import Basis, Entry, fold
from desktop.jobs.opening import Shop
from desktop.queries.as_of import stock_as_of
from desktop.schema import Product, StockMove
from desktop.schema.base import table_of
from tests.sampling import sampled
from tests.tills import BEGIN, TestClock, till

STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["sell", "receive", "count", "undo", "back"]),
        st.integers(1, 9),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=25,
)
M, P = table_of(StockMove), table_of(Product)


CLOCK = {Basis.HAPPENED: M.c.occurred_at, Basis.KNOWN: M.c.recorded_at}


def replayed(session: object, at: object, basis: Basis) -> dict[str, Decimal]:
    """The ledger up to a moment of a clock, row by row, by the rules of the domain."""
    rows = session.execute(  # type: ignore[attr-defined]
        select(M, P.c.sku).join(P, P.c.id == M.c.product).where(CLOCK[basis] <= at)
    ).all()
    groups: dict[tuple[object, ...], list[Entry]] = {}
    for row in rows:
        entry = Entry(
            row.id, row.kind, row.qty, row.set_qty, row.unit_cost, row.occurred_at, row.reverses
        )
        groups.setdefault((row.sku, row.location, row.lot), []).append(entry)
    totals: dict[str, Decimal] = {}
    for (sku, *_), entries in groups.items():
        totals[str(sku)] = totals.get(str(sku), Decimal(0)) + fold(entries).on_hand
    return totals


def test_as_of_any_moment_equals_a_replay_of_the_ledger(shop: Shop, full: bool) -> None:
    clock = TestClock()
    hand = till(shop, clock)

    @sampled(full, 6, 300)
    @given(steps=STEPS)
    def check(steps: list[tuple[int, str, int, int]]) -> None:
        products = [hand.product() for _ in range(3)]
        with shop.database.read() as session:
            skus = [session.get_one(Product, key).sku for key in products]
        moments = [BEGIN - timedelta(days=1), clock.now()]
        booked: list[Booked] = []
        for which, what, amount, wait in steps:
            clock.pass_by(wait)
            if what == "undo":
                if booked:
                    hand.undo(booked.pop().id)
            else:
                mode = "receive" if what == "back" else what
                booked.append(hand.scan(skus[which], mode, hand.ids.new(), amount))
            moments.append(clock.now())
        with shop.database.read() as session:
            for at, basis in product(moments, Basis):
                rows = stock_as_of(session, shop.actor.store, at, basis)
                found = {r.sku: r.on_hand for r in rows}
                wanted = replayed(session, at, basis)
                assert {sku: wanted.get(sku, Decimal(0)) for sku in found} == found

    check()


def test_every_product_is_told_once_in_order(shop: Shop) -> None:
    hand = till(shop)
    for _ in range(3):
        hand.product()
    with shop.database.read() as session:
        skus = [r.sku for r in stock_as_of(session, shop.actor.store, BEGIN)]
    assert skus == sorted(skus)
    assert len(skus) == 3
