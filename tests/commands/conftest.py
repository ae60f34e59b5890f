"""A till for each test of the commands, and a look at the shelf."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import func, select

from desktop.jobs.opening import Shop
from desktop.schema import StockLevel, StockMove
from tests.tills import Till, till

Shelf = Callable[[UUID], Decimal]


@pytest.fixture
def desk(shop: Shop) -> Till:
    """One workstation at the shop, its owner in front of it."""
    return till(shop)


@pytest.fixture
def shelf(shop: Shop) -> Shelf:
    """What is on hand of a product, as the level says."""

    def on_hand(product: UUID) -> Decimal:
        with shop.database.read() as session:
            wanted = select(func.sum(StockLevel.on_hand)).where(StockLevel.product == product)
            return session.scalar(wanted) or Decimal(0)

    return on_hand


@pytest.fixture
def ledger_length(shop: Shop) -> Callable[[], int]:
    """How many movements there are."""

    def length() -> int:
        with shop.database.read() as session:
            return session.scalar(select(func.count()).select_from(StockMove)) or 0

    return length
