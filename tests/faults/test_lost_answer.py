"""The line breaks at a COMMIT: sent again with the same id, the command is booked once."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from desktop.commands.products import CreateProduct, create_product
from desktop.commands.scans import BookScan, book_scan
from desktop.db.engine import Database
from desktop.domain.errors import Unavailable
from desktop.jobs.opening import Shop
from desktop.settings import load
from tests import books, trade
from tests.faults.wire import Wire
from tests.tills import Till, till

pytestmark = pytest.mark.parametrize("engine_name", ["postgres"])


@pytest.fixture
def wire(shop: Shop, tmp_path: Path) -> Iterator[Wire]:
    """The wire to the shop's server."""
    laid = Wire(shop.settings.url, tmp_path / "wire")
    yield laid
    laid.close()


@pytest.fixture
def desk(shop: Shop, wire: Wire, tmp_path: Path) -> Iterator[Till]:
    """A till at the far end of the wire."""
    trade.add_product(shop, "TEA")
    near = till(shop)
    near.database = Database(load(tmp_path / "near", environment={"DATABASE_URL": wire.url}))
    yield near
    near.database.close()


def sale(desk: Till) -> BookScan:
    return BookScan(*desk.head(), "TEA", "sell", desk.ids.new(), Decimal(1))


def assert_booked(shop: Shop, *commands: BookScan) -> None:
    with shop.database.read() as session:
        assert books.faults(session) == []
        assert [row.id for row in books.moves(session)] == [command.id for command in commands]


@pytest.mark.parametrize(("lost", "is_repeat"), [("answer", True), ("commit", False)])
def test_a_booking_whose_commit_breaks_is_sent_again_by_itself(
    shop: Shop, desk: Till, wire: Wire, lost: str, is_repeat: bool
) -> None:
    """Safety: ids are made before the first try, so a retry neither loses nor doubles."""
    command = sale(desk)
    wire.breaks.append(lost)
    booked = desk.database.run(book_scan, command)
    assert (booked.id, booked.is_repeat, booked.on_hand) == (command.id, is_repeat, -1)
    assert wire.committed == is_repeat
    assert_booked(shop, command)


@pytest.mark.parametrize("lost", ["answer", "commit"])
def test_when_the_line_stays_broken_it_is_said_that_nobody_knows_and_sending_again_is_safe(
    shop: Shop, desk: Till, wire: Wire, lost: str
) -> None:
    command = sale(desk)
    wire.breaks += [lost, "commit"]
    with pytest.raises(Unavailable) as refused:
        desk.database.run(book_scan, command)
    assert refused.value.is_undecided
    assert "only once" in refused.value.hint
    assert desk.database.run(book_scan, command).is_repeat == (lost == "answer")
    other = sale(desk)
    desk.database.run(book_scan, other)
    assert_booked(shop, command, other)


def test_many_bookings_over_a_bad_line_are_each_booked_once(
    shop: Shop, desk: Till, wire: Wire
) -> None:
    commands = [sale(desk) for _ in range(30)]
    for number, command in enumerate(commands):
        wire.breaks = [["answer"], ["commit"], []][number % 3]
        desk.database.run(book_scan, command)
    assert wire.committed == 10
    assert_booked(shop, *commands)


def test_a_product_whose_commit_breaks_is_made_once(shop: Shop, desk: Till, wire: Wire) -> None:
    command: Any = CreateProduct(*desk.head(), "NEW", "New tea")
    wire.breaks.append("answer")
    assert desk.database.run(create_product, command) == command.id
    with shop.database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM product WHERE sku = 'NEW'")) == 1
