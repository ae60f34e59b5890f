"""The shop's own fields in files: read by label or key, every fault told, own exports come back."""

from pathlib import Path

from desktop.commands.custom_fields import DefineField, define_field
from desktop.commands.undo import UndoBooking, undo_booking
from desktop.db.keys import Cancel
from desktop.domain.progress import Silent
from desktop.jobs.exporting import Order, export, heads_of
from desktop.jobs.importing import Choices, Desk
from desktop.jobs.importing.previewing import preview_file
from desktop.jobs.opening import Shop
from desktop.queries.chosen import Chosen
from desktop.queries.lists import stream
from desktop.queries.products import PRODUCTS, ProductRow
from tests.importing import done, take_in, take_in_text, told
from tests.trade import request

LINES = (
    "sku,name,price,Shelf colour,custom_fat,Best before,Organic,Note",
    'T,Tea,2.50,red,1.50,2026-12-24,yes,"O\'Brien, ""x"""',
    "M,Milk,1.00,Dark blue,0,,no,مرحبا",
)


def define(shop: Shop) -> None:
    for label, kind, choices in (
        ("Shelf colour", "choice", ("Red", "Dark blue")),
        ("Fat", "number", ()),
        ("Best before", "date", ()),
        ("Organic", "yes_no", ()),
        ("Note", "text", ()),
    ):
        head = (shop.ids.new(), shop.actor, shop.clock.now())
        required = label == "Shelf colour"
        shop.database.run(define_field, DefineField(*head, label, kind, choices, required))


def rows(shop: Shop) -> dict[str, ProductRow]:
    with shop.database.read() as session:
        return {row.sku: row for row in stream(session, PRODUCTS.of(session), request(shop))}


def exported(shop: Shop, path: Path) -> None:
    with shop.database.read() as session:
        query = PRODUCTS.of(session)
        columns = [c for c in query.columns if c.key in ("sku", "name") or c.key[:6] == "custom"]
        heads = heads_of(columns, query.columns, str)
        order = Order(query, Chosen(request(shop), 2), heads, path)
    export(shop.database.read, order, Cancel(), Silent())


def test_fields_come_in_are_told_changed_and_come_back_from_an_export(
    shop: Shop, tmp_path: Path
) -> None:
    """D10: own fields in import and export; an undo takes them back."""
    define(shop)
    refused = take_in_text(
        shop, tmp_path, LINES[0], "A,Ale,1,green,lots,31.31.2026,perhaps,x", "B,Bun,1,,,,,"
    )
    assert told(refused) == [
        (2, "Best before", "31.31.2026"),
        (2, "Organic", "perhaps"),
        (2, "Shelf colour", "green"),
        (2, "custom_fat", "lots"),
        (3, "Shelf colour", ""),
    ]
    assert refused.problems[-1].reason == "A new product must have a value there."
    assert done(take_in_text(shop, tmp_path, *LINES)).created == 2
    tea, milk = rows(shop)["T"], rows(shop)["M"]
    assert (tea.custom["note"], milk.custom["note"]) == ('O\'Brien, "x"', "مرحبا")
    assert (str(tea.custom["fat"]), milk.custom["organic"]) == ("1.5", False)
    before = rows(shop)
    exported(shop, tmp_path / "out.csv")
    assert done(take_in(shop, tmp_path / "out.csv")).unchanged == 2
    exported(shop, tmp_path / "out.xlsx")
    assert done(take_in(shop, tmp_path / "out.xlsx")).unchanged == 2
    changed = take_in_text(shop, tmp_path, "sku,Fat,Shelf colour", "T,2,")
    assert done(changed).changed == 1
    assert rows(shop)["T"].custom == {**tea.custom, "fat": "2"}
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    shop.database.run(undo_booking, UndoBooking(*head, done(changed).id))
    assert rows(shop) == before
    with shop.database.read() as session:
        query = PRODUCTS.of(session)
        blue = [row.sku for row in stream(session, query, request(shop).searching("dark blue"))]
    assert blue == ["M"]


def test_a_person_gives_a_column_one_of_the_fields(shop: Shop, tmp_path: Path) -> None:
    """D10: header mapping by label or key, or by choice."""
    define(shop)
    path = tmp_path / "own.csv"
    path.write_text("sku,name,Fett,organic,Brix\nT,Tea,2.5,yes,red\n", "utf-8")
    desk = Desk(shop.database, shop.actor, shop.clock, shop.ids)
    seen = preview_file(desk, path, Choices(), Silent())
    assert seen.fields == ("sku", "name", "", "custom_organic", "")
    assert ("custom_fat", "Fat") in seen.own
    said = (("Fett", "custom_fat"), ("Brix", "custom_shelf_colour"), ("organic", "-"))
    seen = preview_file(desk, path, Choices(columns=said), Silent())
    assert seen.fields == ("sku", "name", "custom_fat", "", "custom_shelf_colour")
    assert seen.report is not None
    assert seen.report.problems == ()
