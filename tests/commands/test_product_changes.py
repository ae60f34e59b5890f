"""A change of many products: all or none, rounded once, one batch; taken back whole."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from desktop.commands.edits import UndoChange, undo_change
from desktop.commands.product_changes import Changed, ChangeProducts, change_products
from desktop.commands.products import EditProduct, edit_product
from desktop.domain.change import Change
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.schema import Alert, AppUser, AuditEntry, Category, Product
from tests.tills import Till, acting_as, till

FIVE = Change("percent", Decimal(5))


def send(desk: Till, field: str, change: Change, *products: UUID) -> Changed:
    command = ChangeProducts(*desk.head(), products, field, change)
    return desk.send(change_products, command)  # type: ignore[no-any-return]


def refusal(desk: Till, field: str, change: Change, *products: UUID) -> UserError:
    command = ChangeProducts(*desk.head(), products, field, change)
    with pytest.raises(UserError) as refused:
        desk.database.run(change_products, command)
    return refused.value


def values(shop: Shop, field: str) -> dict[str, Any]:
    with shop.database.read() as session:
        rows = session.execute(select(Product.name, getattr(Product, field)))
        return {row[0]: row[1] for row in rows}


def undo(desk: Till, batch: UUID) -> Any:
    return desk.send(undo_change, UndoChange(*desk.head(), batch))


def person(shop: Shop, role: str, name: str = "Mara") -> UUID:
    key = shop.ids.new()
    with shop.database.write() as session:
        session.add(AppUser(id=key, username=name.lower(), full_name=name, role=role))
    return key


def test_prices_rise_by_a_share_rounded_once(desk: Till, shop: Shop) -> None:
    tea = desk.product("Tea")
    milk = desk.product("Milk")
    done = send(desk, "price", FIVE, tea, milk, tea)
    assert (done.changed, done.same) == (2, 0)
    assert values(shop, "price") == {"Tea": Decimal("2.63"), "Milk": Decimal("2.63")}
    assert values(shop, "version") == {"Tea": 2, "Milk": 2}
    assert values(shop, "updated_at") == dict.fromkeys(("Tea", "Milk"), desk.clock.now())


def test_each_value_before_and_after_is_in_the_trail(desk: Till, shop: Shop) -> None:
    tea = desk.product("Tea")
    done = send(desk, "price", Change("set", Decimal("3.2")), tea)
    with shop.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.batch == done.batch)).one()
        assert (entry.entity, entry.entity_id, entry.action) == ("product", tea, "update")
        assert (entry.before, entry.after) == ({"price": "2.5000"}, {"price": "3.2000"})
        assert (entry.user, entry.at) == (desk.actor.user, desk.clock.now())


CHANGES: list[tuple[str, Change, Any]] = [
    ("unit_cost", Change("set", Decimal("1.5")), Decimal("1.5")),
    ("unit_cost", Change("clear"), None),
    ("tax_rate", Change("set", Decimal(7)), Decimal(7)),
    ("reorder_point", Change("amount", Decimal(2)), Decimal(7)),
    ("reorder_point", Change("percent", Decimal(10)), Decimal(6)),
    ("reorder_qty", Change("set", Decimal(12)), Decimal(12)),
    ("status", Change("set", "archived"), "archived"),
]


@pytest.mark.parametrize(("field", "change", "wanted"), CHANGES)
def test_every_field_is_changed_and_taken_back(
    desk: Till, shop: Shop, field: str, change: Change, wanted: Any
) -> None:
    tea = desk.product("Tea", Decimal("1.2345"), reorder_point=Decimal(5))
    before = values(shop, field)
    done = send(desk, field, change, tea)
    assert values(shop, field) == {"Tea": wanted}
    assert undo(desk, done.batch).restored == 1
    assert values(shop, field) == before


def test_a_category_is_found_or_made(desk: Till, shop: Shop) -> None:
    tea = desk.product("Tea", category="Drinks > Tea")
    done = send(desk, "category", Change("set", "Drinks > Hot"), tea, desk.product("Milk"))
    with shop.database.read() as session:
        joined = select(Product.name, Category.name).join(Category, Category.id == Product.category)
        found = {row[0]: row[1] for row in session.execute(joined)}
        assert found == {"Tea": "Hot", "Milk": "Hot"}
    undo(desk, done.batch)
    with shop.database.read() as session:
        assert session.get_one(Category, session.get_one(Product, tea).category).name == "Tea"


def test_one_impossible_value_refuses_all_and_is_named(desk: Till, shop: Shop) -> None:
    cheap = [desk.product(name) for name in ("A", "B", "C", "D")]
    rich = desk.product("Rich")
    send(desk, "price", Change("set", Decimal(90)), rich)
    error = refusal(desk, "price", Change("amount", Decimal(-3)), rich, *cheap)
    assert error.code == "refused_values"
    assert error.message.startswith("A: An amount here is not negative.")
    assert error.message.endswith("The same or another with B, C and 1 more.")
    assert error.hint == "Nothing was changed."
    assert values(shop, "price")["Rich"] == Decimal(90)


WRONG: list[tuple[str, Change]] = [
    ("price", Change("clear")),
    ("price", Change("set", "3")),
    ("status", Change("set", "lost")),
    ("status", FIVE),
    ("name", Change("set", "x")),
    ("version", Change("set", Decimal(9))),
    ("category", FIVE),
    ("tax_rate", Change("set", Decimal(101))),
    ("price", Change("set", Decimal("0.00001"))),
    ("reorder_point", Change("amount", Decimal("0.0001"))),
    ("reorder_qty", Change("set", Decimal(-1))),
]


@pytest.mark.parametrize(("field", "change"), WRONG)
def test_what_a_field_cannot_be_is_refused(
    desk: Till, shop: Shop, field: str, change: Change
) -> None:
    tea = desk.product("Tea", reorder_point=Decimal(1))
    assert refusal(desk, field, change, tea).message
    assert values(shop, "version") == {"Tea": 1}


def test_the_same_command_sent_again_changes_nothing_more(desk: Till, shop: Shop) -> None:
    command = ChangeProducts(*desk.head(), (desk.product("Tea"), desk.product("B")), "price", FIVE)
    first = desk.send(change_products, command)
    assert desk.send(change_products, command) == first
    assert values(shop, "version") == {"Tea": 2, "B": 2}


def test_nothing_comes_of_nothing(desk: Till, shop: Shop) -> None:
    done = send(desk, "unit_cost", FIVE, desk.product("Tea"), desk.product("B", Decimal(1)))
    assert (done.changed, done.same) == (1, 1)
    assert values(shop, "version") == {"Tea": 1, "B": 2}


def test_a_clerk_may_neither_change_nor_undo(desk: Till, shop: Shop) -> None:
    tea = desk.product("Tea")
    clerk = acting_as(desk, person(shop, "clerk"))
    assert refusal(clerk, "price", FIVE, tea).code == "not_allowed"
    batch = send(desk, "price", FIVE, tea).batch
    with pytest.raises(UserError) as refused:
        undo(clerk, batch)
    assert refused.value.code == "not_allowed"
    assert values(shop, "price") == {"Tea": Decimal("2.63")}


def open_alerts(shop: Shop) -> list[str]:
    with shop.database.read() as session:
        return list(session.scalars(select(Alert.type).where(Alert.status == "open")))


def test_alerts_follow_the_reorder_point_and_its_undo(desk: Till, shop: Shop) -> None:
    products = [desk.product(f"T{n}") for n in range(3)]
    for product in products:
        desk.stock("receive", product, 5)
    done = send(desk, "reorder_point", Change("set", Decimal(8)), *products)
    assert open_alerts(shop) == ["low_stock"] * 3
    undo(desk, done.batch)
    assert open_alerts(shop) == []


def test_undo_leaves_what_someone_changed_since_and_names_them(desk: Till, shop: Shop) -> None:
    mara = acting_as(till(shop), person(shop, "manager"))
    tea, milk = desk.product("Tea"), desk.product("Milk")
    done = send(desk, "price", FIVE, tea, milk)
    edit = EditProduct(*mara.head(), milk, {"price": Decimal(9)})
    mara.send(edit_product, edit)
    undone = undo(desk, done.batch)
    assert (undone.restored, undone.left, undone.names, undone.by) == (1, 1, ("Milk",), "Mara")
    assert values(shop, "price") == {"Tea": Decimal("2.5"), "Milk": Decimal(9)}


def test_undo_does_not_mind_changes_of_other_fields(desk: Till, shop: Shop) -> None:
    tea = desk.product("Tea")
    done = send(desk, "price", FIVE, tea)
    desk.send(edit_product, EditProduct(*desk.head(), tea, {"name": "Green tea"}))
    assert undo(desk, done.batch).restored == 1
    assert values(shop, "price") == {"Green tea": Decimal("2.5")}


def test_undo_of_the_undo_does_it_again(desk: Till, shop: Shop) -> None:
    done = send(desk, "price", FIVE, desk.product("Tea"))
    command = UndoChange(*desk.head(), done.batch)
    first = desk.send(undo_change, command)
    assert desk.send(undo_change, command) == first
    assert values(shop, "version") == {"Tea": 3}
    again = undo(desk, first.batch)
    assert again.restored == 1
    assert values(shop, "price") == {"Tea": Decimal("2.63")}


def test_undo_twice_says_that_it_was_done(desk: Till, shop: Shop) -> None:
    done = send(desk, "price", FIVE, desk.product("Tea"))
    undo(desk, done.batch)
    with pytest.raises(UserError) as refused:
        undo(desk, done.batch)
    assert refused.value.code == "undone"
    with pytest.raises(UserError) as unknown:
        undo(desk, desk.ids.new())
    assert unknown.value.code == "gone"


def test_a_single_edit_is_undone_with_its_search_words(desk: Till, shop: Shop) -> None:
    tea = desk.product("Tea", category="Drinks")
    edit = EditProduct(*desk.head(), tea, {"name": "Coffee", "price": Decimal(4), "category": ""})
    desk.send(edit_product, edit)
    assert "coffee" in values(shop, "search_text")["Coffee"]
    undo(desk, edit.id)
    assert values(shop, "price") == {"Tea": Decimal("2.5")}
    assert "tea" in values(shop, "search_text")["Tea"]
    assert "coffee" not in values(shop, "search_text")["Tea"]


def test_undo_leaves_a_product_whose_old_sku_is_taken(desk: Till, shop: Shop) -> None:
    tea = desk.product("Tea")
    old = values(shop, "sku")["Tea"]
    edit = EditProduct(*desk.head(), tea, {"sku": "NEW"})
    desk.send(edit_product, edit)
    desk.send(edit_product, EditProduct(*desk.head(), desk.product("Other"), {"sku": old}))
    undone = undo(desk, edit.id)
    assert (undone.restored, undone.names) == (0, ("Tea",))
    assert values(shop, "sku") == {"Tea": "NEW", "Other": old}


def test_thousands_are_one_batch(desk: Till, shop: Shop) -> None:
    """More than any one statement's parameters; each step of the way is the same."""
    tea = desk.product("Tea")
    keys = [shop.ids.new() for _ in range(1200)]
    with shop.database.write() as session:
        row = session.execute(select(Product.__table__).where(Product.id == tea)).mappings().one()
        copies = [dict(row) | {"id": key, "sku": f"C{n}"} for n, key in enumerate(keys)]
        session.execute(Product.__table__.insert(), copies)  # type: ignore[attr-defined]
    done = send(desk, "price", FIVE, *keys)
    assert done.changed == 1200
    with shop.database.read() as session:
        of_batch = select(func.count()).where(AuditEntry.batch == done.batch)
        assert session.scalar(of_batch) == 1200
        assert session.scalar(text("SELECT count(*) FROM product WHERE version = 2")) == 1200
    assert undo(desk, done.batch).restored == 1200
