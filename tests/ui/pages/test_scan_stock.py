"""What the Scan page says of stock, where a store has more places than the till's own."""

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from sqlalchemy import select

from desktop.commands.stock import BookStock, book_stock
from desktop.jobs.opening import Shop
from desktop.schema import Barcode, Location
from desktop.ui.widgets.pill import Pill
from tests.journeys.desk import Desk

Key = Qt.Key


def test_the_pill_speaks_of_the_whole_store_as_alerts_do(desk: Desk, shop: Shop) -> None:
    """A11: the reorder point is held against the sum over the store's sellable places."""
    code = desk.has("Thing", "1.00", on_hand=3, reorder_point=Decimal(5))
    [(product,)] = desk.ask(select(Barcode.product).where(Barcode.code == code.zfill(14)))
    desk.scan(code)
    desk.sees("Sold  −1")
    assert pills(desk) == ["Low stock"]
    back = Location(
        id=shop.ids.new(), store=shop.actor.store, parent=shop.actor.location, name="Back room",
        path="/back", created_at=shop.clock.now(), updated_at=shop.clock.now(),
    )  # fmt: skip
    with shop.database.write() as session:
        session.add(back)
    there = replace(shop.actor, location=back.id)
    received = BookStock(shop.ids.new(), there, shop.clock.now(), "receive", product, Decimal(20))
    shop.database.run(book_stock, received)
    desk.scan(code)
    desk.bot.waitUntil(lambda: desk.tiles[0] == "1" and pills(desk) == ["In stock"])
    desk.press("+")
    desk.bot.waitUntil(lambda: desk.tiles[0] == "0" and pills(desk) == ["In stock"])
    desk.scan(code)
    desk.bot.waitUntil(lambda: desk.tiles[0] == "−1" and pills(desk) == ["Below zero"])
    desk.press(Key.Key_F7)
    desk.scan(code)
    desk.bot.waitUntil(lambda: "Below zero" in pills(desk))


def pills(desk: Desk) -> list[str]:
    """What the card's pills say of stock."""
    states = {"In stock", "Low stock", "Out of stock", "Below zero"}
    shown = [pill.text for pill in desk.page.findChildren(Pill) if pill.isVisible()]
    return [text for text in shown if text in states]
