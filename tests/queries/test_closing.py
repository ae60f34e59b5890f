"""A day's figures: equal to its tickets to the minor unit, kept when closed, compared since."""

from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random

import pytest

from desktop.commands.shop_changes import ChangeShop, change_shop
from desktop.db.engine import Database
from desktop.domain.errors import UserError
from desktop.domain.money import tax_lines
from desktop.domain.quantity import plain
from desktop.domain.shop import ShopInfo
from desktop.jobs.closing import Closing, close
from desktop.jobs.opening import Shop
from desktop.queries.closing import DayFigures, KindSum, day_figures
from desktop.queries.documents import DOCUMENTS
from desktop.queries.shop import shop_info
from desktop.queries.tickets import ticket
from desktop.schema import AppUser
from tests import trade
from tests.queries.test_every_list import counted
from tests.tills import TestClock, Till, acting_as, till, with_codes

DAY = date(2026, 11, 14)
NOON = datetime(2026, 11, 14, 17, 0, tzinfo=UTC)  # in New York


@pytest.fixture(params=[True, False], ids=["with tax", "without tax"])
def desk(shop: Shop, request: pytest.FixtureRequest) -> Till:
    """A till in New York, where the day begins at four."""
    values = {
        "zone": "America/New_York",
        "day_starts_at": 4,
        "prices_include_tax": request.param,
    }
    shop.database.run(change_shop, ChangeShop(shop.ids.new(), shop.actor, NOON, values))
    desk = till(shop, TestClock(NOON))
    with_codes(desk, ("A", 1), tax_rate=Decimal(7), unit="kg")
    with_codes(desk, ("B", 1), tax_rate=Decimal("19"), unit="kg")
    return desk


def info(shop: Shop) -> ShopInfo:
    with shop.database.read() as session:
        return shop_info(session, shop.actor)


def figures(shop: Shop, day: date = DAY) -> DayFigures:
    shop_of = info(shop)
    with shop.database.read() as session:
        return day_figures(session, shop_of, day)


def sold(desk: Till, *quantities: str) -> tuple[object, ...]:
    sale = desk.ids.new()
    lines = [
        desk.scan(code, "sell", sale, Decimal(quantity)).line
        for code, quantity in zip("AB", quantities, strict=False)
    ]
    done = desk.complete(sale)
    desk.clock.pass_by(60)
    return sale, lines, done.number


def test_the_sums_of_a_day_are_those_of_its_tickets(shop: Shop, desk: Till) -> None:
    """Issue 3: tax is rounded once per rate and document, and the day adds the tickets up."""
    random = Random(3)
    sales = []
    for _ in range(25):
        amounts = [
            str(Decimal(random.randint(1, 4000)) / 1000) for _ in range(random.choice((1, 2)))
        ]
        sale, lines, _ = sold(desk, *amounts)
        sales.append(sale)
        if random.random() < 0.3:
            desk.bring_back(sale, (lines[0], Decimal(amounts[0]) / 2 // Decimal("0.001") / 1000))  # type: ignore[arg-type, index]
        elif random.random() < 0.2:
            desk.void(sale, "no")  # type: ignore[arg-type]
    found = figures(shop)
    rows = trade.rows_of(shop, DOCUMENTS)
    paid = [row for row in rows if row.status == "posted" and row.kind in ("sale", "return")]
    assert found.total == sum(row.total for row in paid)
    assert found.total == sum(kind.total for kind in found.kinds)
    assert found.total == sum(user.total for user in found.users)
    per_rate: dict[Decimal, Decimal] = {}
    with shop.database.read() as session:
        for row in paid:
            paper = ticket(session, row.id)
            assert paper is not None
            lines_of = [(line.total, line.tax_rate) for line in paper.lines]
            for tax in tax_lines(lines_of, bool(paper.includes_tax)):
                per_rate[tax.rate] = per_rate.get(tax.rate, Decimal(0)) + tax.tax
    assert {tax.rate: tax.tax for tax in found.taxes} == per_rate
    assert all(tax.net + tax.tax == tax.gross for tax in found.taxes)


def test_kinds_returns_voids_and_tickets_are_told_apart(shop: Shop, desk: Till) -> None:
    tea = with_codes(desk, ("C", 1))
    first, lines, first_number = sold(desk, "1")
    second, _, second_number = sold(desk, "2")
    desk.bring_back(first, (lines[0], 1))  # type: ignore[arg-type, index]
    desk.bring_back(None, (tea, 1))
    desk.void(second)  # type: ignore[arg-type]
    desk.stock("receive", tea, 5, unit_cost=Decimal("1.20"))
    desk.stock("count", tea, 7)
    found = figures(shop)
    counts = [(kind.kind, kind.documents, kind.voids) for kind in found.kinds]
    assert counts == [
        ("sale", 1, 1),
        ("return", 1, 0),
        ("return_unnamed", 1, 0),
        ("receipt", 1, 0),
        ("count", 1, 0),
    ]
    assert KindSum("receipt", 1, 0, Decimal(6)) in found.kinds
    assert (found.first_ticket, found.last_ticket) == (first_number, second_number)
    assert [(user.sales, user.returns) for user in found.users] == [(1, 2)]
    moves = {move.kind: (move.moves, move.reversals) for move in found.moves}
    assert moves == {"sale": (3, 1), "return": (2, 0), "receive": (1, 0), "count": (1, 0)}


def test_the_day_is_the_shops_and_open_ones_are_told(shop: Shop, desk: Till) -> None:
    sold(desk, "1")
    desk.clock.at = datetime(2026, 11, 15, 8, 30, tzinfo=UTC)  # half past three in the morning
    sold(desk, "1")
    held, left = desk.ids.new(), desk.ids.new()
    desk.scan("A", "sell", held)
    desk.hold(held)
    desk.scan("A", "receive", left)
    desk.clock.at = datetime(2026, 11, 15, 9, 30, tzinfo=UTC)
    sold(desk, "1")
    found = figures(shop)
    assert [(kind.kind, kind.documents) for kind in found.kinds] == [("sale", 2)]
    opened = [(one.id, one.kind, one.is_held) for one in found.still_open]
    assert opened == [(held, "sale", True), (left, "receipt", False)]
    assert figures(shop, date(2026, 11, 15)).still_open == found.still_open
    assert figures(shop, date(2026, 11, 13)).still_open == ()


def test_what_was_held_over_night_is_of_the_day_it_is_completed(shop: Shop, desk: Till) -> None:
    """A day that was closed stays as it was."""
    held = desk.ids.new()
    desk.scan("A", "sell", held)
    desk.hold(held)
    closed(shop, desk)
    desk.clock.at = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)
    desk.complete(held)
    assert [kind.documents for kind in figures(shop, date(2026, 11, 15)).kinds] == [1]
    before = figures(shop)
    assert (before.kinds, before.changes()) == ((), [])


def closed(shop: Shop, desk: Till) -> DayFigures:
    command = Closing(*desk.head(), info(shop), DAY)
    first = desk.send(close, command)
    assert desk.send(close, command) == first
    return first  # type: ignore[no-any-return]


def test_a_closed_day_keeps_its_figures_and_tells_what_changed(shop: Shop, desk: Till) -> None:
    sale, _, _ = sold(desk, "1")
    first = closed(shop, desk)
    assert (len(first.closed), first.changes()) == (1, [])
    assert first.closed[0].figures == first.figures()
    desk.void(sale)  # type: ignore[arg-type]
    later = figures(shop)
    changes = {name: (then, now) for name, then, now in later.changes()}
    assert changes["total"][1] == "0"
    assert changes["sale voids"] == ("0", "1")
    again = closed(shop, desk)
    assert (len(again.closed), again.changes()) == (2, [])
    assert again.closed[0] == first.closed[0]


def test_two_tills_do_not_close_a_day_over_each_other(shop: Shop, desk: Till) -> None:
    other = till(shop, desk.clock)
    first = closed(shop, desk)
    assert len(first.closed) == 1
    from desktop.commands.closing import CloseDay, close_day
    from desktop.queries.closing import closing_ids

    key = closing_ids(info(shop).store, DAY)[0]
    with pytest.raises(UserError) as error:
        other.send(close_day, CloseDay(*other.head(), DAY, key, {}))
    assert error.value.code == "closed"
    assert len(figures(shop).closed) == 1


def test_a_day_takes_five_statements(shop: Shop, desk: Till) -> None:
    sold(desk, "1")
    shop_of = info(shop)
    database: Database = shop.database
    with database.read() as session, counted(database) as seen:
        day_figures(session, shop_of, DAY)
    assert len(seen) <= 5


def test_two_people_of_one_name_keep_both_their_sales_in_the_figures(
    shop: Shop, desk: Till
) -> None:
    with shop.database.write() as session:
        first = session.get_one(AppUser, desk.actor.user)
        twin = AppUser(
            id=desk.ids.new(), username="twin", full_name=first.full_name, role="manager"
        )
        session.add(twin)
        key, name = twin.id, twin.full_name
    sold(desk, "1")
    sold(acting_as(desk, key), "3")
    found = figures(shop)
    assert len(found.users) == 2
    assert found.figures()[f"user {name}"] == plain(found.total)
