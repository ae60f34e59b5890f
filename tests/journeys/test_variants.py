"""At the till: the code of a product with variants asks which one, and one key answers."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from desktop.commands.store_prices import SetStorePrices, set_store_prices
from desktop.domain.matrix import Option
from desktop.schema import Product
from tests.commands.test_families import make, matrix
from tests.journeys.desk import Desk
from tests.journeys.test_unknown import sold


def test_a_parents_code_asks_which_variant_and_a_key_sells_it(desk: Desk) -> None:
    """D2, D3: 1 scan and 1 key; a variant with a price of this store is sold for it."""
    code = desk.has("Linen shirt", "39.00")
    parent: UUID = desk.ask(select(Product.id))[0][0]
    make(desk.shop, parent, matrix(desk.shop, Option("Size", ("S", "M", "L"))))
    variants = desk.ask(select(Product.id).where(Product.parent == parent).order_by(Product.id))
    head = (desk.shop.ids.new(), desk.shop.actor, desk.clock.now())
    prices = ((desk.shop.actor.store, Decimal("35.00")),)
    desk.shop.database.run(set_store_prices, SetStorePrices(*head, variants[1][0], prices))
    desk.scan(code)
    desk.sees("Which variant?")
    desk.hears("warn")
    desk.press("2")
    desk.sees("Sold  −1")
    assert (desk.scans, desk.keys) == (1, 1)
    assert sold(desk) == [("Linen shirt - M", -1)]
    assert desk.rows == [("Linen shirt - M", "1 ×", "35.00")]
    desk.scan(code)
    desk.sees("Which variant?")
    desk.scan("TEE-L")  # the next item may always be scanned
    desk.sees("Sold  −1")
    assert sold(desk)[-1] == ("Linen shirt - L", -1)
