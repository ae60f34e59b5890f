"""The shop's own fields: defined, filled in, converted, ordered, retired, deleted, taken back."""

from typing import Any
from uuid import UUID

import pytest

from desktop.commands.custom_fields import (
    ChangeField,
    DefineField,
    DeleteField,
    OrderFields,
    UseGroup,
    change_field,
    define_field,
    delete_field,
    order_fields,
    use_group,
)
from desktop.commands.edits import UndoChange, undo_change
from desktop.commands.field_undo import UndoFields, undo_fields
from desktop.commands.product_changes import ChangeProducts, change_products
from desktop.commands.products import EditProduct, edit_product
from desktop.domain.change import Change
from desktop.domain.conflict import ChangedMeanwhile
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.queries.columns import Request
from desktop.queries.custom_fields import fields_in
from desktop.queries.custom_values import told_values
from desktop.queries.history import AUDIT
from desktop.queries.lists import stream
from desktop.queries.products import PRODUCTS
from desktop.schema import Product
from tests.tills import Till


def define(desk: Till, label: str, kind: str = "text", *choices: str, **more: Any) -> str:
    return desk.send(define_field, DefineField(*desk.head(), label, kind, choices, **more))  # type: ignore[no-any-return]


def change(desk: Till, key: str, renamed: dict[str, str] | None = None, **values: Any) -> UUID:
    desk.send(change_field, ChangeField(*desk.head(), key, values, renamed or {}))
    batch: UUID = desk.sent[-1][1].id
    return batch


def edit(desk: Till, product: UUID, **values: Any) -> UUID:
    named = {f"custom_{key}": value for key, value in values.items()}
    desk.send(edit_product, EditProduct(*desk.head(), product, named))
    batch: UUID = desk.sent[-1][1].id
    return batch


def custom(shop: Shop, product: UUID) -> Any:
    with shop.database.read() as session:
        return session.get_one(Product, product).custom


def labels(shop: Shop, also_retired: bool = False) -> list[str]:
    with shop.database.read() as session:
        return [info.label for info in fields_in(session, also_retired)]


def found(shop: Shop, words: str) -> list[str]:
    with shop.database.read() as session:
        rows = stream(
            session,
            PRODUCTS.of(session),
            Request(search=words, given=(("store", shop.actor.store),)),
        )
        return [row.name for row in rows]


def refusal(desk: Till, function: Any, command: Any) -> UserError:
    with pytest.raises(UserError) as refused:
        desk.database.run(function, command)
    return refused.value


def take_back(desk: Till, batch: UUID) -> None:
    desk.send(undo_fields, UndoFields(*desk.head(), batch))


def test_a_field_is_in_use_at_once_and_found_by_what_is_said_in_it(desk: Till, shop: Shop) -> None:
    """D10: a field, its values in form, list, search and on labels, without a restart."""
    key = define(desk, "Shelf colour", "choice", "Dark blue", "Red", required=True)
    fat = define(desk, "Fat (g)", "number")
    assert (key, fat) == ("shelf_colour", "fat_g")
    tea = desk.product("Tea", custom={key: "dark blue", fat: "1,50"})
    from_scan = desk.product("Milk")
    assert custom(shop, tea) == {key: "dark_blue", fat: "1.5"}
    assert custom(shop, from_scan) == {}
    assert found(shop, "dark blue") == ["Tea"]
    error = refusal(desk, edit_product, EditProduct(*desk.head(), tea, {"custom_shelf_colour": ""}))
    assert (error.message, error.field) == (
        "Shelf colour must have a value.",
        "custom_shelf_colour",
    )
    with pytest.raises(UserError, match="Shelf colour must have a value"):
        desk.product("Jam", custom={fat: "2"})
    edit(desk, tea, shelf_colour="red")
    assert (found(shop, "dark"), found(shop, "RED")) == ([], ["Tea"])
    with shop.database.read() as session:
        newest = next(stream(session, AUDIT, Request(), 1))
    assert newest.told == "custom_shelf_colour dark_blue → red"
    with shop.database.read() as session:
        told = told_values(session, [tea, from_scan])
    assert [(each.label, each.text) for each in told[tea]] == [
        ("Shelf colour", "Red"),
        ("Fat (g)", "1.5"),
    ]
    assert {each.text for each in told[from_scan]} == {""}


def test_a_change_is_taken_back_and_what_others_set_meanwhile_stays(desk: Till, shop: Shop) -> None:
    define(desk, "Note")
    define(desk, "Row", "number")
    tea = desk.product("Tea", custom={"note": "a", "row": 1})
    batch = edit(desk, tea, note="b")
    edit(desk, tea, row="2")
    desk.send(undo_change, UndoChange(*desk.head(), batch))
    assert custom(shop, tea) == {"note": "a", "row": "2"}
    late = EditProduct(*desk.head(), tea, {"custom_row": "9"}, seen={"custom_row": "1"})
    assert isinstance(refusal(desk, edit_product, late), ChangedMeanwhile)
    milk = desk.product("Milk")
    many = ChangeProducts(*desk.head(), (tea, milk), "custom_row", Change("set", "7"))
    assert desk.send(change_products, many).changed == 2
    up = ChangeProducts(*desk.head(), (tea, milk), "custom_row", many.change)
    assert desk.send(change_products, up).same == 2
    bad = ChangeProducts(*desk.head(), (tea, milk), "custom_row", Change("set", "x"))
    assert refusal(desk, change_products, bad).field == "custom_row"
    desk.send(undo_change, UndoChange(*desk.head(), many.id))
    assert (custom(shop, tea), custom(shop, milk)) == ({"note": "a", "row": "2"}, {})


def test_another_type_only_where_every_value_fits_and_back_again(desk: Till, shop: Shop) -> None:
    define(desk, "Size")
    tea = desk.product("Tea", custom={"size": "12.0"})
    jam = desk.product("Jam", custom={"size": "big, 2"})
    error = refusal(desk, change_field, ChangeField(*desk.head(), "size", {"type": "number"}))
    assert error.message == "Size cannot be changed so: “big, 2” of Jam would have no place."
    assert custom(shop, tea) == {"size": "12.0"}
    edit(desk, jam, size="2")
    first = change(desk, "size", type="number")
    assert (custom(shop, tea), custom(shop, jam)) == ({"size": "12"}, {"size": "2"})
    change(desk, "size", type="choice", choices=("2", "12"))
    assert custom(shop, jam) == {"size": "choice_2"}
    fewer = ChangeField(*desk.head(), "size", {"choices": ("12",)})
    assert "“2” of Jam" in refusal(desk, change_field, fewer).message
    change(desk, "size", {"2": "Two"}, choices=("12", "Two"))
    assert found(shop, "two") == ["Jam"]
    with pytest.raises(UserError, match="was changed since"):
        take_back(desk, first)
    for _, command in desk.sent[::-1]:
        if isinstance(command, ChangeField):
            take_back(desk, command.id)
    assert custom(shop, tea) == {"size": "12.0"}
    assert found(shop, "two") == []


def test_what_is_deleted_is_told_and_comes_back_with_its_values(desk: Till, shop: Shop) -> None:
    """D10: a retired field hides and keeps its values; a deleted one takes them along."""
    for label in ("Ä", "B", "C"):
        define(desk, label)
    desk.send(order_fields, OrderFields(*desk.head(), ("c", "a")))
    assert labels(shop) == ["C", "Ä", "B"]
    tea = desk.product("Tea", custom={"b": "x'\"; DROP TABLE product; --", "c": "مرحبا"})
    change(desk, "b", is_active=False)
    assert labels(shop) == ["C", "Ä"]
    assert custom(shop, tea)["b"].startswith("x'")
    gone = EditProduct(*desk.head(), tea, {"custom_b": "y"})
    assert "The field B was retired" in refusal(desk, edit_product, gone).message
    twice = DefineField(*desk.head(), "b")
    assert "retired" in refusal(desk, define_field, twice).message
    command = DeleteField(*desk.head(), "b")
    assert desk.send(delete_field, command) == 1
    assert custom(shop, tea) == {"c": "مرحبا"}
    edit(desk, tea, c="other")
    take_back(desk, command.id)
    assert custom(shop, tea) == {"b": "x'\"; DROP TABLE product; --", "c": "other"}
    assert labels(shop, also_retired=True) == ["C", "Ä", "B"]
    assert refusal(desk, undo_fields, UndoFields(*desk.head(), command.id)).code == "changed_since"
    take_back(desk, desk.sent[-1][1].id)
    assert custom(shop, tea) == {"c": "other"}


def test_two_managers_change_one_definition_and_food_comes_and_goes(desk: Till, shop: Shop) -> None:
    """E12: nutrition and storage are fields like all others, in groups switched on with one key."""
    on = UseGroup(*desk.head(), "food")
    assert len(desk.send(use_group, on)) == 17
    mine, theirs = ({"label": word} for word in ("Fett (g)", "Gras (g)"))
    seen = {"label": "Fat (g)", "required": False}
    desk.send(change_field, ChangeField(*desk.head(), "fat", mine, version=1, seen=seen))
    late = ChangeField(*desk.head(), "fat", theirs, version=1, seen=seen)
    error = refusal(desk, change_field, late)
    assert isinstance(error, ChangedMeanwhile)
    assert [clash.now for clash in error.clashes] == ["Fett (g)"]
    other = ChangeField(*desk.head(), "fat", {"required": True}, version=1, seen=seen)
    assert desk.send(change_field, other) == 3
    off = UseGroup(*desk.head(), "nutrition", is_on=False)
    assert len(desk.send(use_group, off)) == 9
    assert labels(shop)[:2] == ["Ingredients", "Contains allergens"]
    take_back(desk, off.id)
    assert labels(shop)[2] == "Fett (g)"
