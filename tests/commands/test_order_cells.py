"""Many lines of an order set at once, and set back; one that may not be refuses all of them."""

from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.commands.order_cells import OrderCells, SetOrderCells, set_order_cells
from desktop.commands.purchases import SetOrderLine, set_order_line
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.schema import Document, DocumentLine
from tests.commands.examples import _order
from tests.tills import Till, till

TWO, FIVE = Decimal(2), Decimal(5)


def lines(desk: Till, order: UUID) -> dict[UUID | None, tuple[Decimal, Decimal]]:
    with desk.database.read() as session:
        rows = session.scalars(select(DocumentLine).where(DocumentLine.document == order))
        return {row.product: (row.qty, row.unit_price) for row in rows}


def test_lines_are_set_together_summed_up_and_set_back(shop: Shop) -> None:
    desk = till(shop)
    order = _order(desk)[0]
    goods = [desk.product(), desk.product()]
    for product in goods:
        desk.send(set_order_line, SetOrderLine(*desk.head(), order, product, TWO, Decimal(3)))
    before = lines(desk, order)
    cells = (
        OrderCells(goods[0], FIVE, None, TWO),
        OrderCells(goods[1], TWO, Decimal(4), TWO),
    )
    command = SetOrderCells(*desk.head(), order, cells)
    for _ in range(2):  # the second time as if the answer had been lost
        desk.database.run(set_order_cells, command)
    now = lines(desk, order)
    assert (now[goods[0]], now[goods[1]]) == ((FIVE, Decimal(3)), (TWO, Decimal(4)))
    with desk.database.read() as session:
        paper = session.get_one(Document, order)
        assert paper.total == sum(quantity * price for quantity, price in now.values())
    back = (OrderCells(goods[0], TWO, None, FIVE), OrderCells(goods[1], TWO, Decimal(3), TWO))
    desk.send(set_order_cells, SetOrderCells(*desk.head(), order, back))
    assert lines(desk, order) == before
    for bad in (OrderCells(goods[1], Decimal(0)), OrderCells(goods[1], FIVE, None, Decimal(9))):
        refused = SetOrderCells(*desk.head(), order, (OrderCells(goods[0], FIVE), bad))
        with pytest.raises(UserError):
            desk.database.run(set_order_cells, refused)
    assert lines(desk, order) == before
