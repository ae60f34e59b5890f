"""At the till: the code of a product with variants asks which one, and one key answers."""

from decimal import Decimal
from uuid import UUID

from PySide6.QtCore import Qt
from sqlalchemy import select

from desktop.commands.store_prices import SetStorePrices, set_store_prices
from desktop.domain.matrix import Option
from desktop.schema import Product
from desktop.ui.pages.scan.cards import Cards
from tests.commands.test_families import make, matrix
from tests.journeys.desk import ENTER, Desk
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


def test_of_more_variants_than_keys_a_few_letters_lead_to_the_one_in_the_hand(desk: Desk) -> None:
    """D3: a digit begins a size and sells nothing; what is typed leads, Enter sells it."""
    code = desk.has("Running shoe", "89.00")
    parent: UUID = desk.ask(select(Product.id))[0][0]
    sizes = Option("Size", tuple(str(size) for size in range(36, 48)))
    make(desk.shop, parent, matrix(desk.shop, sizes, Option("Colour", ("Red", "Blue"))))
    desk.scan(code)
    desk.sees("Which variant?")
    hits = desk.one(Cards)._hits.rows
    desk.write("4")
    assert len(hits.rows) == 16 and sold(desk) == []
    desk.write("1 b")
    assert [row.title for row in hits.rows] == ["Running shoe - 41, Blue"]
    desk.press(Qt.Key.Key_Escape)
    assert len(hits.rows) == 24
    desk.write("re 39" + ENTER)
    desk.sees("Sold  −1")
    assert sold(desk) == [("Running shoe - 39, Red", -1)]
    desk.scan(code)
    desk.sees("Which variant?")
    desk.write("5*")  # means none of them: it is what it always is
    assert len(hits.rows) == 24
    desk.scan(hits.rows[-1].note.split("  ·  ")[0])
    desk.sees("Sold  −5")
    assert sold(desk)[-1] == ("Running shoe - 47, Blue", -5)
