"""Scenes of the shop's own fields: the list of them, the form of one, and where they are in use."""

from typing import Any

from desktop.commands.custom_fields import DefineField, UseGroup, define_field, use_group
from desktop.commands.product_changes import ChangeProducts, change_products
from desktop.domain.change import Change
from desktop.queries.columns import Filter, Request
from desktop.queries.custom_fields import fields_in
from desktop.queries.lists import stream
from desktop.queries.products import PRODUCTS
from desktop.ui.dialogs.custom_fields import CustomFields
from desktop.ui.dialogs.custom_fields.form import FieldForm
from desktop.ui.widgets.button import Button
from tests.acting import Key, Play, press
from tests.scenes_product import page_of_products, with_prices
from tests.stage import Stage

CHOICES = ("Red", "Blue", "Green")


def define(on: Stage) -> None:
    """Once: food, a choice and a day, with values for some products."""
    with on.shop.database.read() as session:
        if fields_in(session):
            return
        given = (("store", on.shop.actor.store),)
        products = [row.id for row in stream(session, PRODUCTS, Request(given=given), 40)]
    _run(on, define_field, DefineField, "Shelf colour", "choice", CHOICES, True)
    _run(on, define_field, DefineField, "In the shop since", "date")
    _run(on, use_group, UseGroup, "food")
    values = {
        "shelf_colour": ("red", "blue", "green"),
        "in_the_shop_since": ("2024-03-01", "2026-11-09"),
        "energy_kj": ("1042", "2190.5", "84", "180"),
        "fat": ("31.2", "0.1", "4"),
        "organic": ("yes", "no", "yes"),
        "storage": ("chilled", "ambient"),
        "ingredients": ("Oats (14 %), water, sea salt, rapeseed oil, acidity regulator E 340",),
    }
    wanted = [with_prices(on), *products]
    for key, kept in values.items():
        for place, value in enumerate(kept):
            some = tuple(wanted[place :: len(kept)])
            command = (some, f"custom_{key}", Change("set", value))
            _run(on, change_products, ChangeProducts, *command)


def _run(on: Stage, function: Any, command: Any, *values: Any) -> None:
    head = (on.shop.ids.new(), on.shop.actor, on.shop.clock.now())
    on.shop.database.run(function, command(*head, *values))


def fields(on: Stage) -> None:
    """All of them."""
    define(on)
    on.window.open_page("products")
    on.settle(200)
    page_of_products(on).open_fields()
    on.settle(300)


def no_fields(on: Stage) -> None:
    """A shop that has none."""
    on.window.open_page("products")
    on.settle(200)
    page_of_products(on).open_fields()
    on.settle(300)


def deleting(on: Stage) -> None:
    """What would be lost."""
    fields(on)
    dialog = on.window.findChildren(CustomFields)[-1]
    dialog.delete()
    on.settle(100)


def one_field(on: Stage) -> None:
    """The form of a choice, its name taken by another one."""
    fields(on)
    dialog = on.window.findChildren(CustomFields)[-1]
    dialog.change()
    on.settle(200)
    form = on.window.findChildren(FieldForm)[-1]
    form.form.show_values({"label": "Fat (g)"})
    form._on_save()
    on.settle(200)


def product_form(is_refused: bool) -> Play:
    """A product's form with the shop's fields."""

    def play(on: Stage) -> None:
        define(on)
        on.window.open_page("products")
        on.settle(200)
        page = page_of_products(on)
        page.open_with(product=with_prices(on))
        on.settle(400)
        next(b for b in page.panel.findChildren(Button) if b.text() == "Edit").click()
        on.settle(200)
        if is_refused:
            from desktop.ui.dialogs.product_form import ProductForm

            form = on.window.findChildren(ProductForm)[-1]
            form._own.take("custom_shelf_colour", None)
            form._own.fields["custom_fat"].editor.setProperty("text", "lots")
            form._on_save()
            on.settle(200)

    return play


def columns(on: Stage) -> None:
    """Three of them as columns, one filtered by, and a product at the side."""
    define(on)
    on.window.open_page("products")
    on.settle(300)
    page = page_of_products(on)
    on.until(lambda: len(page.list.model.query.columns) > len(PRODUCTS.columns))
    for key in ("custom_shelf_colour", "custom_energy_kj", "custom_in_the_shop_since"):
        page.list.table.choose_column(key, True)
    chosen = Filter("custom_shelf_colour", "in", ("red", "blue"), "Red, Blue")
    page.list.ask(Request("custom_energy_kj", True, (chosen,), given=page.list.request.given))
    page.open_with(product=with_prices(on))
    on.settle(600)


def cell(on: Stage) -> None:
    """A day typed into its cell that is none."""
    columns(on)
    page = page_of_products(on)
    on.context.role = "admin"
    page.side.put_away()
    page.list.table.setFocus()
    page.list.table.go_to(2)
    page.editing.cells.ring.move("custom_in_the_shop_since")
    page.editing.cells.begin("soon")
    press(on, Key.Key_Return)
    on.settle(200)


FIELDS: tuple[tuple[str, str, Play], ...] = (
    ("fields", "demo", fields),
    ("fields-none", "empty", no_fields),
    ("fields-delete", "demo", deleting),
    ("fields-form", "demo", one_field),
    ("fields-product", "demo", product_form(is_refused=False)),
    ("fields-refused", "demo", product_form(is_refused=True)),
    ("fields-columns", "demo", columns),
    ("fields-cell", "demo", cell),
)
