"""Labels out of date: by what is true now, whatever changed it; printed, wanted, taken back."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from sqlalchemy import insert, select

from desktop.commands.edits import UndoChange, undo_change
from desktop.commands.label_templates import (
    DeleteTemplate,
    SaveTemplate,
    delete_template,
    save_template,
)
from desktop.commands.product_changes import ChangeProducts, change_products
from desktop.commands.products import EditProduct, edit_product
from desktop.commands.shelf_labels import (
    ForgetLabels,
    NotePrinted,
    PrintedLabel,
    UndoLabels,
    WantLabels,
    forget_labels,
    note_printed,
    undo_labels,
    want_labels,
)
from desktop.commands.store_prices import (
    SetStorePrices,
    UndoStorePrices,
    set_store_prices,
    undo_store_prices,
)
from desktop.domain.change import Change
from desktop.domain.errors import UserError
from desktop.domain.label import Template
from desktop.jobs.labels.templates import builtin
from desktop.jobs.opening import Shop
from desktop.queries.label_templates import own_templates
from desktop.queries.shelf_labels import count_due, labels_due
from desktop.schema import AuditEntry, ShelfLabel, StorePrice
from tests.importing import done, products, take_in_text
from tests.jobs.test_feeding import Source
from tests.tills import Till
from tests.trade import undo

Deed = Callable[[Till, UUID], object]


def due(till: Till | Shop) -> dict[str, str]:
    """What is out of date, and why; the count says as many."""
    with till.database.read() as session:
        rows = labels_due(session, till.actor.store)
        assert count_due(session, till.actor.store) == len(rows)
    return {row.name: row.state for row in rows}


def printed(till: Till, *products: UUID) -> UUID:
    labels = tuple(PrintedLabel(one, Decimal("2.50"), "Tea", "piece", 2) for one in products)
    command = NotePrinted(*till.head(), labels, "shelf-57x32")
    till.send(note_printed, command)
    return command.id


def edited(**fields: Any) -> Deed:
    return lambda till, key: till.send(edit_product, EditProduct(*till.head(), key, fields))


def dearer(till: Till, key: UUID) -> UUID:
    command = ChangeProducts(*till.head(), (key,), "price", Change("set", Decimal(6)))
    till.send(change_products, command)
    return command.id


def dearer_here(till: Till, key: UUID) -> None:
    store = till.actor.store
    row = {"id": uuid5(key, str(store)), "product": key, "store": store, "price": Decimal(7)}
    with till.database.write() as session:
        session.execute(insert(StorePrice).values(**row, version=1))


def wanted(till: Till, key: UUID) -> None:
    till.send(want_labels, WantLabels(*till.head(), (key,)))


@pytest.mark.parametrize(
    ("deed", "state"),
    [
        (edited(price=Decimal("5.50")), "price"),
        (edited(name="Green tea"), "name"),
        (dearer, "price"),
        (dearer_here, "price"),
        (wanted, "wanted"),
    ],
)
def test_a_label_is_out_of_date_by_what_changed_and_printed_again_it_is_not(
    desk: Till, deed: Deed, state: str
) -> None:
    """issue: queue "labels out of date" that fills itself on price changes."""
    tea = desk.product(name="Tea")
    desk.product(name="Never labelled")
    printed(desk, tea)
    assert due(desk) == {}
    deed(desk, tea)
    assert list(due(desk).values()) == [state]
    (row,) = _rows(desk)
    labels = (PrintedLabel(tea, row.price, row.name, row.unit),)
    desk.send(note_printed, NotePrinted(*desk.head(), labels, "shelf-57x32"))
    assert due(desk) == {}


def _rows(till: Till) -> list[Any]:
    with till.database.read() as session:
        return labels_due(session, till.actor.store)


def test_a_price_put_back_and_an_undone_bulk_change_empty_the_queue(desk: Till) -> None:
    tea = desk.product(name="Tea")
    printed(desk, tea)
    edited(price=Decimal(6))(desk, tea)
    edited(price=Decimal("2.50"))(desk, tea)
    assert due(desk) == {}
    batch = dearer(desk, tea)
    assert due(desk) == {"Tea": "price"}
    desk.send(undo_change, UndoChange(*desk.head(), batch))
    assert due(desk) == {}


def test_printing_wanting_and_forgetting_are_taken_back_once(desk: Till) -> None:
    tea, milk = (desk.product(name=name) for name in ("Tea", "Milk"))
    first = WantLabels(*desk.head(), (tea, milk))
    desk.send(want_labels, first)
    desk.send(want_labels, first)  # its answer was lost
    assert due(desk) == {"Milk": "new", "Tea": "new"}
    batch = printed(desk, tea)
    desk.send(undo_labels, UndoLabels(*desk.head(), batch))
    assert due(desk) == {"Milk": "new", "Tea": "new"}
    gone = ForgetLabels(*desk.head(), (milk,))
    desk.send(forget_labels, gone)
    assert due(desk) == {"Tea": "new"}
    desk.send(undo_labels, UndoLabels(*desk.head(), gone.id))
    assert due(desk) == {"Milk": "new", "Tea": "new"}
    with pytest.raises(UserError, match=r"The label was changed since"):
        desk.send(undo_labels, UndoLabels(*desk.head(), batch))
    again = printed(desk, tea)
    with pytest.raises(UserError, match=r"The label was changed since"):  # it hangs at the shelf
        desk.send(undo_labels, UndoLabels(*desk.head(), first.id))
    desk.send(undo_labels, UndoLabels(*desk.head(), again))
    desk.send(undo_labels, UndoLabels(*desk.head(), first.id))
    with desk.database.read() as session:
        assert session.scalars(select(ShelfLabel.product)).all() == []
        told = session.scalars(select(AuditEntry.action).where(AuditEntry.batch == batch)).all()
    assert told == ["update"]
    with pytest.raises(UserError, match="already"):
        desk.send(undo_labels, UndoLabels(*desk.head(), first.id))


def test_files_feeds_and_a_stores_price_fill_the_queue_and_their_undo_empties_it(
    shop: Shop, tmp_path: Path
) -> None:
    """issue: queue "labels out of date" that fills itself on price changes."""
    feed = Source(shop, tmp_path / "feed.csv")
    feed.read()
    tea = products(shop)["A"].id
    now = (shop.actor, shop.clock.now())
    label = (PrintedLabel(tea, Decimal("2.50"), "Tea", "piece"),)
    shop.database.run(note_printed, NotePrinted(shop.ids.new(), *now, label, "shelf-57x32"))
    assert due(shop) == {}

    file = done(take_in_text(shop, tmp_path, "sku,name,price", "A,Tea,2.75"))
    assert due(shop) == {"Tea": "price"}
    undo(shop, file.id)
    assert due(shop) == {}

    feed.write("A,Tea,2.80,1", "B,Milk,1.20,0.80")
    batch = feed.card(feed.read().id).batch
    assert due(shop) == {"Tea": "price"}
    assert batch is not None
    undo(shop, batch)
    assert due(shop) == {}

    here = SetStorePrices(shop.ids.new(), *now, tea, ((shop.actor.store, Decimal(3)),))
    shop.database.run(set_store_prices, here)
    assert due(shop) == {"Tea": "price"}
    shop.database.run(undo_store_prices, UndoStorePrices(shop.ids.new(), *now, here.id))
    assert due(shop) == {}


def own(till: Till) -> dict[str, Template]:
    with till.database.read() as session:
        return {one.key: one for one in own_templates(session)}


def test_a_template_is_saved_changed_refused_and_deleted(desk: Till) -> None:
    mine = replace(builtin()[0], key="mine", name="Mine", is_builtin=False)
    save = SaveTemplate(*desk.head(), mine.to_json())
    desk.send(save_template, save)
    assert own(desk) == {"mine": mine}
    wider = replace(mine, paper=replace(mine.paper, width=60.0))
    desk.send(save_template, SaveTemplate(*desk.head(), wider.to_json(), mine.to_json()))
    with pytest.raises(UserError, match="meanwhile"):
        desk.send(save_template, SaveTemplate(*desk.head(), mine.to_json(), mine.to_json()))
    twin = replace(mine, key="twin", name=" mine ")
    with pytest.raises(UserError, match="There is a template"):
        desk.send(save_template, SaveTemplate(*desk.head(), twin.to_json()))
    assert own(desk) == {"mine": wider}
    desk.send(delete_template, DeleteTemplate(*desk.head(), "mine"))
    assert own(desk) == {}
    with pytest.raises(UserError, match="gone"):
        desk.send(delete_template, DeleteTemplate(*desk.head(), "mine"))
