"""Receive, count, adjust, write off, change a line: what they set, refuse, raise alerts for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.commands.products import EditProduct, edit_product
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.schema import Alert, DocumentLine, Location, StockLevel
from tests import books
from tests.tills import Till, beside

SECOND = timedelta(seconds=1)


def test_receive_count_adjust_and_waste_move_the_shelf_as_they_say(
    desk: Till, shelf: Callable[[UUID], Decimal]
) -> None:
    tea = desk.product()
    seen = []
    for action, quantity in (("receive", 10), ("waste", 3), ("adjust", -2), ("adjust", 1)):
        booked = desk.stock(action, tea, quantity, reason="because")
        seen.append((booked.before, booked.quantity, booked.on_hand))
    assert seen == [(0, 10, 10), (10, -3, 7), (7, -2, 5), (5, 1, 6)]
    assert (desk.stock("count", tea, 17).before, shelf(tea)) == (6, 17)


def test_a_count_stands_whatever_arrives_late_from_before_it(
    desk: Till, shelf: Callable[[UUID], Decimal]
) -> None:
    tea = desk.product()
    desk.stock("receive", tea, 10)
    desk.clock.pass_by(60)
    counted = desk.stock("count", tea, 7)
    for action, quantity in (("waste", 3), ("receive", 4), ("adjust", -1), ("count", 99)):
        desk.stock(action, tea, quantity, occurred_at=counted.at - SECOND)
        assert shelf(tea) == 7
    desk.stock("waste", tea, 2)
    assert shelf(tea) == 5


@pytest.mark.parametrize(("action", "cost"), [("adjust", None), ("receive", Decimal(2))])
@pytest.mark.parametrize("is_earlier", [True, False])
def test_of_two_rows_of_one_instant_the_lower_id_comes_first(
    desk: Till,
    shelf: Callable[[UUID], Decimal],
    action: str,
    cost: Decimal | None,
    is_earlier: bool,
) -> None:
    tea = desk.product()
    made_before = desk.ids.new()
    counted = desk.stock("count", tea, 7)
    desk.reserve = [made_before] if is_earlier else []
    desk.stock(action, tea, 5, occurred_at=counted.at, unit_cost=cost)
    assert shelf(tea) == (7 if is_earlier else 12)
    with desk.database.read() as session:
        assert not books.faults(session)


def test_average_cost_follows_what_came_in_also_when_it_comes_late(desk: Till) -> None:
    tea = desk.product()

    def average() -> Decimal:
        with desk.database.read() as session:
            wanted = select(StockLevel.avg_cost).where(StockLevel.product == tea)
            return session.scalars(wanted).one()

    first = desk.stock("receive", tea, 10, unit_cost=Decimal(2))
    desk.clock.pass_by(10)
    assert average() == 2
    desk.stock("receive", tea, 30, unit_cost=Decimal(4))
    assert average() == Decimal("3.5")
    desk.stock("waste", tea, 20)
    assert average() == Decimal("3.5")
    desk.stock("receive", tea, 40, unit_cost=Decimal(1), occurred_at=first.at + SECOND)
    assert average() == Decimal("2.25")  # (10 × 2 + 40 × 1 + 30 × 4) / 80
    desk.stock("receive", tea, 1)
    assert average() == Decimal("2.25")


@pytest.mark.parametrize(
    ("action", "quantity", "code"),
    [
        ("receive", "0", "negative"),
        ("receive", "-1", "negative"),
        ("waste", "-0.001", "too_fine"),
        ("count", "-1", "negative"),
        ("adjust", "0", "negative"),
        ("adjust", "3.0005", "too_fine"),
        ("receive", "NaN", "bad_number"),
        ("count", "Infinity", "bad_number"),
        ("count", "1000001", "too_large"),
        ("adjust", "-1000001", "too_large"),
        ("receive", "1E+30", "too_large"),
    ],
)
def test_quantities_without_sense_are_refused_in_words(
    desk: Till, ledger_length: Callable[[], int], action: str, quantity: str, code: str
) -> None:
    tea = desk.product()
    with pytest.raises(UserError) as refused:
        desk.stock(action, tea, Decimal(quantity))
    assert (refused.value.code, refused.value.field) == (code, "quantity")
    assert refused.value.message.endswith(".")
    assert ledger_length() == 0


def test_nobody_books_into_the_future(desk: Till, ledger_length: Callable[[], int]) -> None:
    tea = desk.product()
    with pytest.raises(UserError) as refused:
        desk.stock("receive", tea, 1, occurred_at=desk.clock.now() + SECOND)
    assert (refused.value.code, refused.value.field) == ("future", "occurred_at")
    assert ledger_length() == 0


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        ("=cmd()", "=cmd()"),
        ("'; DROP TABLE stock_move; --", "'; DROP TABLE stock_move; --"),
        ("a\x00b", "ab"),
        ("שלום 🥐", "שלום 🥐"),
        ("half \ud83e pair", "half  pair"),
    ],
)
def test_a_reason_is_kept_as_typed_without_what_no_database_takes(
    desk: Till, reason: str, kept: str
) -> None:
    desk.stock("adjust", desk.product(), 1, reason=reason)
    with desk.database.read() as session:
        assert books.moves(session)[0].reason == kept
        assert not books.faults(session)


def test_a_line_that_would_break_the_books_is_refused(
    desk: Till, ledger_length: Callable[[], int]
) -> None:
    key = desk.product()
    values = {"price": Decimal(100_000_000)}
    desk.send(edit_product, EditProduct(*desk.head(), key, values))
    code, sale = desk.sent[0][1].sku, desk.ids.new()
    with pytest.raises(UserError) as refused:
        desk.scan(code, "sell", sale, 1_000_000)
    assert refused.value.code == "too_large"
    assert ledger_length() == 0
    desk.scan(code, "sell", sale, 10_000)
    with pytest.raises(UserError, match="too large"):
        desk.scan(code, "sell", sale, 1)
    assert desk.complete(sale).total == 1_000_000_000_000


def open_alerts(till: Till) -> list[tuple[str, str]]:
    with till.database.read() as session:
        found = session.scalars(select(Alert).where(Alert.status != "resolved"))
        return [(alert.type, alert.severity) for alert in found]


def test_movements_raise_and_resolve_one_alert_at_a_time(desk: Till) -> None:
    """A11, A12: below the point one alert, not two; above it none."""
    tea = desk.product(reorder_point=Decimal(3))
    other = desk.product(reorder_point=Decimal(3))
    desk.stock("receive", other, 50)
    low, out = ("low_stock", "warning"), ("out_of_stock", "critical")
    story: list[tuple[str, int, list[tuple[str, str]]]] = [
        ("receive", 5, []),
        ("waste", 1, []),
        ("waste", 1, [low]),
        ("waste", 1, [low]),
        ("waste", 2, [out]),
        ("waste", 1, [("negative", "critical")]),
        ("count", 2, [low]),
        ("receive", 1, [low]),
        ("receive", 1, []),
        ("count", 0, [out]),
    ]
    for action, quantity, alerts in story:
        desk.stock(action, tea, quantity)
        assert open_alerts(desk) == alerts
    desk.undo()
    assert open_alerts(desk) == []


def test_a_new_reorder_point_or_status_is_an_alert_or_its_end_at_once(desk: Till) -> None:
    tea = desk.product()
    desk.stock("receive", tea, 5)

    def edit(**values: Any) -> list[tuple[str, str]]:
        desk.send(edit_product, EditProduct(*desk.head(), tea, values))
        return open_alerts(desk)

    assert edit(reorder_point=Decimal(5)) == [("low_stock", "warning")]
    assert edit(reorder_point=Decimal(4)) == []
    assert edit(reorder_point=Decimal(9)) == [("low_stock", "warning")]
    assert edit(status="archived") == []
    assert edit(status="active") == [("low_stock", "warning")]
    desk.stock("receive", tea, 5)
    assert open_alerts(desk) == []


def test_a_scan_that_crosses_the_reorder_point_raises_the_alert(desk: Till) -> None:
    tea = desk.product(reorder_point=Decimal(3))
    desk.stock("receive", tea, 5)
    code, sale = desk.sent[0][1].sku, desk.ids.new()
    seen = []
    for _ in range(6):
        desk.scan(code, "sell", sale)
        seen.append([name for name, _ in open_alerts(desk)])
    low = ["low_stock"]
    assert seen == [[], low, low, low, ["out_of_stock"], ["negative"]]


def test_the_stock_of_all_places_decides_about_alerts(desk: Till, shop: Shop) -> None:
    """Two places to sell from: the sum is compared, a minus anywhere is told."""
    second = other_place(shop)
    tea = desk.product(reorder_point=Decimal(3))
    desk.stock("receive", tea, 3)
    assert open_alerts(desk) == [("low_stock", "warning")]
    desk.stock("receive", tea, 3, location=second)
    assert open_alerts(desk) == []
    desk.stock("waste", tea, 3)
    assert open_alerts(desk) == [("low_stock", "warning")]
    desk.stock("waste", tea, 1)
    assert open_alerts(desk) == [("negative", "critical")]


def other_place(shop: Shop) -> UUID:
    """A second place of the shop from which goods are sold."""
    key = shop.ids.new()
    with shop.database.write() as session:
        root = session.scalars(select(Location)).one()
        session.add(Location(id=key, store=root.store, parent=root.id, name="Back room", path="/b"))
    return key


def test_a_line_is_set_to_a_number_and_the_shelf_follows(
    desk: Till, shelf: Callable[[UUID], Decimal]
) -> None:
    tea = desk.product()
    desk.stock("receive", tea, 20)
    sale = desk.ids.new()
    line = desk.scan(desk.sent[0][1].sku, "sell", sale).line
    assert [desk.change(line, number).on_hand for number in (5, 2, 0, 1)] == [15, 18, 20, 19]
    with pytest.raises(UserError) as same:
        desk.change(line, 1)
    assert same.value.code == "same"
    assert desk.complete(sale).total == Decimal("2.50")
    with pytest.raises(UserError) as closed:
        desk.change(line, 3)
    assert closed.value.code == "closed"
    assert shelf(tea) == 19


def test_a_line_is_changed_where_its_document_is(desk: Till, shop: Shop) -> None:
    """A sale begun at another place goes on taking from there."""
    place = other_place(shop)
    desk.product()
    there = replace(desk, actor=replace(desk.actor, location=place), sent=[])
    line = there.scan(desk.sent[0][1].sku, "sell", desk.ids.new()).line
    desk.change(line, 4)
    with desk.database.read() as session:
        levels = session.execute(select(StockLevel.location, StockLevel.on_hand)).all()
        assert levels == [(place, -4)]


def test_every_booking_sent_twice_is_booked_once_and_answers(
    desk: Till, ledger_length: Callable[[], int]
) -> None:
    tea = desk.product()
    line = desk.scan(desk.sent[0][1].sku, "receive", desk.ids.new(), 4).line
    desk.change(line, 6)
    desk.stock("count", tea, 9)
    desk.stock("waste", tea, 2)
    desk.undo()
    desk.redo()
    before = ledger_length()
    for function, command in list(desk.sent):
        first = desk.database.run(function, command)
        assert desk.database.run(function, command) == first
        if hasattr(first, "id"):
            assert first.id in (command.id, getattr(first, "target", None))
    assert ledger_length() == before
    with desk.database.read() as session:
        assert not books.faults(session)
        assert session.get_one(DocumentLine, line).qty == 6


def test_two_writers_of_one_till_on_one_line_lose_nothing(desk: Till) -> None:
    desk.product(unit="kg")
    sale, code = desk.ids.new(), desk.sent[0][1].sku
    desk.scan(code, "sell", sale)
    second = beside(desk)
    second.scan(code, "sell", sale, Decimal("0.333"))
    assert desk.scan(code, "sell", sale).line_quantity == Decimal("2.333")
    assert desk.complete(sale).total == Decimal("5.83")
