"""Families of variants on both engines: made, added to, renamed, left, sold from, taken back.

Checklist: D3 (a matrix makes 3×4 variants in one step, each with SKU and barcode).
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.commands.documents import CompleteDocument, complete_document
from desktop.commands.edits import UndoChange, undo_change
from desktop.commands.families import MakeVariants, Variant, make_variants, variant_problems
from desktop.commands.family_changes import (
    LeaveFamily,
    RenameOption,
    leave_family,
    rename_option,
)
from desktop.commands.family_joins import JoinFamily, join_family
from desktop.commands.goods_back import Back, ReturnGoods, return_goods
from desktop.commands.imports import ImportRefused
from desktop.commands.parents import WhichVariant
from desktop.commands.purchases import DraftOrders, NewLine, NewOrder, draft_orders
from desktop.commands.stock import BookStock, book_stock
from desktop.commands.vendors import SaveVendor, save_vendor
from desktop.db.keys import Cancel
from desktop.domain.barcode import has_check_digit
from desktop.domain.errors import UserError
from desktop.domain.matrix import Option, SkuPattern, combinations, usual_pattern
from desktop.jobs.opening import Shop
from desktop.queries.as_of import stock_as_of
from desktop.queries.chosen import Chosen
from desktop.queries.columns import Filter, Request
from desktop.queries.families import Family, family_of, free_codes
from desktop.queries.lists import stream
from desktop.queries.product import (
    find_goods,
    find_products,
    found_variants,
    product_by_code,
    product_details,
)
from desktop.queries.products import PRODUCTS
from desktop.queries.reports import report_named
from desktop.queries.shop import shop_info
from desktop.queries.stock_then import STOCK_THEN
from desktop.queries.sums import sums
from desktop.schema import Alert, Product
from tests.books import faults
from tests.trade import add_product, alerts_of, request, rows_of, scan, undo

SIZE, COLOUR = (
    Option("Size", ("S", "M", "L")),
    Option("Colour", ("Red", "Blue", "Black", "Dark red")),
)


def matrix(shop: Shop, *options: Option, **values: Any) -> tuple[Variant, ...]:
    """Every combination, with SKUs by the usual pattern and codes of the shop's own."""
    pattern = SkuPattern(usual_pattern(options), "TEE", options)
    rows = combinations(options)
    with shop.database.read() as session:
        codes = free_codes(session, shop.actor.store, len(rows))
    return tuple(
        Variant(row, pattern.sku(row), barcode=code, **values)
        for row, code in zip(rows, codes, strict=True)
    )


def make(shop: Shop, parent: UUID, variants: tuple[Variant, ...], empties: bool = False) -> UUID:
    command = MakeVariants(shop.ids.new(), shop.actor, shop.clock.now(), parent, variants, empties)
    shop.database.run(make_variants, command)
    return command.id


def family(shop: Shop, product: UUID) -> Family:
    with shop.database.read() as session:
        return family_of(session, product, shop.actor.store)


def products(shop: Shop) -> list[Any]:
    """All that stands of products beside their stamps, by SKU; the options in their order."""
    told = ("sku", "name", "parent", "status", "options_key", "is_template", "search_text")
    with shop.database.read() as session:
        rows = session.scalars(select(Product).order_by(Product.sku))
        return [[*(getattr(row, name) for name in told), [*row.options.items()]] for row in rows]


def test_a_matrix_makes_twelve_variants_in_one_step_and_one_undo_takes_them_back(
    shop: Shop,
) -> None:
    """Checklist D3."""
    parent = add_product(shop, "TEE", name="Tee", price=Decimal(12), unit_cost=Decimal(5))
    before = products(shop)
    rows = matrix(shop, SIZE, COLOUR, opening=Decimal(4))
    done = make(shop, parent, rows)
    found = family(shop, parent)
    assert found.options == (SIZE, COLOUR)
    assert [v.sku for v in found.variants][:4] == [
        "TEE-S-RED",
        "TEE-S-BLUE",
        "TEE-S-BLA",
        "TEE-S-DR",
    ]
    assert {(v.price, v.cost, v.on_hand) for v in found.variants} == {(12, 5, 4)}
    assert len({v.barcode for v in found.variants}) == 12
    assert all(has_check_digit(v.barcode) for v in found.variants)
    assert found.variants[3].name == "Tee - S, Dark red"
    assert scan(shop, found.variants[0].barcode).on_hand == 3
    undo(shop, done)
    left = products(shop)
    assert left[0][:6] == before[0][:6]
    assert len(left) == 13  # what was in the books is kept, archived, and active again when wanted
    assert {v.status for v in family(shop, parent).variants} == {"archived"}
    for _ in range(2):  # done again as it was, with what was sold since, as often as one likes
        head = (shop.ids.new(), shop.actor, shop.clock.now())
        shop.database.run(make_variants, MakeVariants(*head, parent, rows, is_again=True))
        again = family(shop, parent).variants
        assert {(v.product, v.status) for v in again} == {
            (v.product, "active") for v in found.variants
        }
        assert [v.on_hand for v in again] == [3, *[4] * 11]
        undo(shop, head[0])
    with shop.database.read() as session:
        assert faults(session) == []


def test_a_family_grows_and_what_is_there_is_kept_or_changed(shop: Shop) -> None:
    parent = add_product(shop, "TEE", name="Tee", price=Decimal(12))
    make(shop, parent, matrix(shop, Option("Size", ("S", "M"))))
    first = family(shop, parent).variants
    dearer = Variant(
        tuple(first[0].options.items()), first[0].sku, first[0].product, price=Decimal(15)
    )
    more = Variant((("Size", "XL"),), "TEE-XL", price=Decimal(13))
    done = make(shop, parent, (dearer, more))
    found = family(shop, first[1].product)  # asked of a variant, it is the same family
    assert [(v.sku, v.price) for v in found.variants] == [
        ("TEE-S", 15), ("TEE-M", 12), ("TEE-XL", 13),
    ]  # fmt: skip
    undo(shop, done)
    assert family(shop, parent).variants == first


def test_a_parent_is_neither_sold_nor_counted_but_one_of_its_variants(shop: Shop) -> None:
    parent = add_product(shop, "TEE", "4006381333931", name="Tee", reorder_point=Decimal(3))
    make(shop, parent, matrix(shop, Option("Size", ("S", "M")), reorder_point=Decimal(0)))
    for mode in ("sell", "receive", "count"):
        with pytest.raises(WhichVariant, match="Tee has variants") as caught:
            scan(shop, "4006381333931", mode, 1)
    assert caught.value.product == parent
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    with pytest.raises(UserError, match="stock of one of them"):
        shop.database.run(book_stock, BookStock(*head, "receive", parent, Decimal(1)))
    back = ReturnGoods(shop.ids.new(), *head[1:], None, (Back(parent, Decimal(1)),))
    with pytest.raises(WhichVariant):
        shop.database.run(return_goods, back)
    vendor = shop.database.run(save_vendor, SaveVendor(shop.ids.new(), *head[1:], "Northside"))
    order = NewOrder(vendor, (NewLine(parent, Decimal(1)),))
    with pytest.raises(WhichVariant):
        shop.database.run(draft_orders, DraftOrders(shop.ids.new(), *head[1:], (order,)))
    for code, number in (("TEE-S", 4), ("TEE-M", 2)):
        scan(shop, code, "receive", number)
    rows = {row.sku: row for row in rows_of(shop, PRODUCTS)}
    assert (rows["TEE"].on_hand, rows["TEE"].variants) == (6, 2)
    low = rows_of(shop, PRODUCTS, Filter("stock", "in", ("low", "out", "negative")))
    theirs = rows_of(shop, PRODUCTS, Filter("parent", "in", (parent,)))
    assert (low, sorted(row.sku for row in theirs)) == ([], ["TEE-M", "TEE-S"])
    assert {row.sku for row in rows_of(shop, PRODUCTS, search="tee-m")} == {"TEE", "TEE-M"}
    with shop.database.read() as session:
        card = product_by_code(session, "TEE", shop.actor.location)
        assert (card.total, card.variants, card.is_template) == (6, 2, True)
        assert [each.sku for each in found_variants(session, parent, shop.actor.store)] == [
            "TEE-S", "TEE-M",
        ]  # fmt: skip
        assert session.scalars(select(Alert.type)).all() == []


def test_what_clashes_is_told_cell_by_cell_and_nothing_is_made(shop: Shop) -> None:
    parent = add_product(shop, "TEE", name="Tee")
    add_product(shop, "MUG", "4006381333931", name="Mug")
    sizes = [(("Size", size),) for size in "SMLXT"]
    rows = (
        Variant(sizes[0], "MUG"),
        Variant(sizes[1], "A", barcode="4006381333931"),
        Variant(sizes[2], "A", price=Decimal("-1")),
        Variant(sizes[3], " ", opening=Decimal("0.5")),
        Variant((("size", "s"),), "B"),
    )
    command = MakeVariants(shop.ids.new(), shop.actor, shop.clock.now(), parent, rows)
    with shop.database.read() as session:
        problems = variant_problems(session, command, 100)
    assert {(p.row, p.field) for p in problems} == {
        (1, "sku"), (2, "barcode"), (3, "sku"), (3, "price"), (4, "sku"), (4, "stock"),
        (5, "options"),
    }  # fmt: skip
    with pytest.raises(ImportRefused):
        shop.database.run(make_variants, command)
    assert [row[0] for row in products(shop)] == ["MUG", "TEE"]


def _then(shop: Shop, ago: timedelta) -> dict[str, Decimal]:
    """What the list and the command line tell of the stock at a moment, which is the same."""
    moment = shop.clock.now() + ago
    given = (("store", shop.actor.store), ("moment", moment), ("known", False))
    with shop.database.read() as session:
        rows = {row.sku: row.then for row in stream(session, STOCK_THEN, Request(given=given))}
        told = stock_as_of(session, shop.actor.store, moment)
        assert rows == {row.sku: row.on_hand for row in told}
    return rows


def _reported(shop: Shop) -> dict[str, list[str]]:
    """The products of reports on goods, by the names of these."""
    with shop.database.read() as session:
        info = shop_info(session, shop.actor)
        last = info.day_of(shop.clock.now())
        period = (last - timedelta(days=2), last)
        return {
            name: sorted(row[0] for row in report_named(name).answer(session, info, *period, None))
            for name in ("turnover", "stock_outs")
        }


def test_a_product_with_stock_becomes_a_parent_only_when_its_variants_have_it(shop: Shop) -> None:
    parent = add_product(shop, "TEE", name="Tee", unit_cost=Decimal(5))
    paper = scan(shop, "TEE", "receive", 5).document
    rows = matrix(shop, Option("Size", ("S", "M")))
    with pytest.raises(UserError, match="stock of its own"):
        make(shop, parent, rows)
    shared = (
        Variant(rows[0].options, "TEE-S", opening=Decimal(2)),
        Variant(rows[1].options, "TEE-M", opening=Decimal(3)),
    )
    with pytest.raises(UserError, match="not closed"):
        make(shop, parent, shared, empties=True)
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    shop.database.run(complete_document, CompleteDocument(*head, paper))
    before = shop.clock.now()
    done = make(shop, parent, shared, empties=True)
    assert family(shop, parent).own_stock == 0
    assert [v.on_hand for v in family(shop, parent).variants] == [2, 3]
    assert _then(shop, timedelta(seconds=1)) == {"TEE-M": 3, "TEE-S": 2}
    assert _then(shop, before - shop.clock.now())["TEE"] == 5  # it had stock of its own
    assert _reported(shop) == {"turnover": ["TEE-M", "TEE-S"], "stock_outs": []}
    with pytest.raises(UserError, match="variant itself"):
        make(shop, family(shop, parent).variants[0].product, rows)
    undo(shop, done)
    assert family(shop, parent).own_stock == 5
    with shop.database.read() as session:
        assert faults(session) == []


def test_a_word_changes_over_the_family_and_one_undo_brings_it_back(shop: Shop) -> None:
    parent = add_product(shop, "TEE", name="Tee")
    make(shop, parent, matrix(shop, COLOUR, SIZE))  # JSONB would put Size first
    before = products(shop)
    assert before[1][-1] == [("Colour", "Black"), ("Size", "L")]

    def rename(option: str, to: str, value: str = "") -> UUID:
        head = (shop.ids.new(), shop.actor, shop.clock.now())
        shop.database.run(rename_option, RenameOption(*head, parent, option, to, value))
        return head[0]

    batches = [rename("colour", "Crimson", "red"), rename("Colour", "Shade")]
    found = family(shop, parent)
    assert [option.name for option in found.options] == ["Shade", "Size"]
    assert found.options[0].values == ("Crimson", "Blue", "Black", "Dark red")
    assert found.variants[0].name == "Tee - Crimson, S"
    with pytest.raises(UserError, match="two variants would be the same"):
        rename("Shade", "blue", "Crimson")
    with pytest.raises(UserError, match="two variants would be the same"):
        rename("Shade", "Size")
    after = products(shop)

    def back(batch: UUID) -> UUID:
        head = (shop.ids.new(), shop.actor, shop.clock.now())
        shop.database.run(undo_change, UndoChange(*head, batch))
        return head[0]

    backs = [back(batch) for batch in reversed(batches)]
    assert products(shop) == before
    scan(shop, "TEE-RED-S")  # what is sold meanwhile does not stand against it
    for batch in reversed(backs):
        back(batch)
    assert products(shop) == after


def test_a_variant_leaves_its_family_and_the_last_one_leaves_a_plain_product(shop: Shop) -> None:
    parent = add_product(shop, "TEE", name="Tee", reorder_point=Decimal(2))
    for action in ("receive", "waste"):
        head = (shop.ids.new(), shop.actor, shop.clock.now())
        shop.database.run(book_stock, BookStock(*head, action, parent, Decimal(1)))
    make(shop, parent, matrix(shop, Option("Size", ("S", "M")), opening=Decimal(1)))
    batches = []
    assert alerts_of(shop, parent) == []
    for variant in family(shop, parent).variants:
        head = (shop.ids.new(), shop.actor, shop.clock.now())
        shop.database.run(leave_family, LeaveFamily(*head, variant.product))
        batches.append(head[0])
    assert [(row[0], row[2], row[5]) for row in products(shop)] == [
        ("TEE", None, False), ("TEE-M", None, False), ("TEE-S", None, False),
    ]  # fmt: skip
    assert alerts_of(shop, parent) == ["out_of_stock"]  # as any plain product
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    shop.database.run(undo_change, UndoChange(*head, batches[1]))
    assert alerts_of(shop, parent) == []
    assert [v.sku for v in family(shop, parent).variants] == ["TEE-M"]
    assert "tee-m" in dict(row[::6] for row in products(shop))["TEE"]  # found by it again
    assert [row[5] for row in products(shop)] == [True, False, False]


def refused_joins(
    join: Callable[..., UUID], parent: UUID, others: list[UUID], weighed: UUID
) -> None:
    """The same values twice, too few and foreign ones; what is no plain product of the unit."""
    for options, told in (
        ((("Size", "s"), ("Cut", "SLIM")), "has these values already"),
        ((("Size", "L"),), "Cut has no value"),
        ((("Colour", "Red"),), "The family has no option Colour"),
    ):
        with pytest.raises(UserError, match=told):
            join(others[2], parent, *options)
    for product, to, told in (
        (others[1], others[2], "is a variant already"),
        (parent, others[2], "has variants of its own"),
        (parent, parent, "no variant of itself"),
        (others[2], weighed, "in another unit"),
    ):
        with pytest.raises(UserError, match=told):
            join(product, to, ("Size", "S"))


def test_a_product_that_exists_becomes_a_variant_and_one_undo_parts_them(shop: Shop) -> None:
    parent = add_product(shop, "TEE", name="Tee", reorder_point=Decimal(2))
    others = [add_product(shop, sku, name=f"Shirt {sku}") for sku in ("T-S", "T-M", "T-L")]
    scan(shop, "T-S", "receive", 3)
    before = products(shop)

    def join(product: UUID, to: UUID, *options: tuple[str, str]) -> UUID:
        head = (shop.ids.new(), shop.actor, shop.clock.now())
        shop.database.run(join_family, JoinFamily(*head, product, to, options))
        return head[0]

    batch = join(others[0], parent, ("Size", "S"), ("Cut", "Slim"))  # the parent has none yet
    join(others[1], parent, ("cut", "slim"), ("size", "M"))
    found = family(shop, parent)
    assert found.options == (Option("Size", ("S", "M")), Option("Cut", ("Slim",)))
    assert [(v.sku, v.name, v.on_hand) for v in found.variants] == [
        ("T-S", "Shirt T-S", 3), ("T-M", "Shirt T-M", 0),
    ]  # fmt: skip
    assert {r.sku for r in rows_of(shop, PRODUCTS, search="t-s")} == {"TEE", "T-S"}
    with pytest.raises(WhichVariant):
        scan(shop, "TEE")
    refused_joins(join, parent, others, add_product(shop, "KG", unit="kg"))
    for each in (batch, shop.ids.new()):
        head = (shop.ids.new(), shop.actor, shop.clock.now())
        if each != batch:
            shop.database.run(leave_family, LeaveFamily(*head, others[1]))
        else:
            shop.database.run(undo_change, UndoChange(*head, each))
    assert [row[:3] for row in products(shop) if row[0] != "KG"] == [row[:3] for row in before]


def test_a_parent_shows_the_sum_of_its_variants_after_any_movements(shop: Shop) -> None:
    free_code = "4006381333931"
    parent = add_product(shop, "TEE", free_code, name="Tee")
    make(shop, parent, matrix(shop, SIZE, opening=Decimal(5)))
    add_product(shop, "MUG", name="Mug")
    other = add_product(shop, "CAP", name="Cap")  # a family of its own
    make(shop, other, (Variant((("Size", "S"),), "CAP-S", opening=Decimal(7)),))
    chance = Random(7)
    skus = ("TEE-S", "TEE-M", "TEE-L", "MUG")
    for _ in range(20):
        mode = chance.choice(("sell", "receive", "count"))
        scan(shop, chance.choice(skus), mode, chance.randint(1, 9))
        if chance.random() < 0.2:
            undo(shop)
    rows = {row.sku: row.on_hand for row in rows_of(shop, PRODUCTS)}
    assert rows["TEE"] == sum(rows[sku] for sku in skus[:3])
    assert rows["CAP"] == rows["CAP-S"] == 7
    with shop.database.read() as session:
        assert product_details(session, parent, shop.actor.location).total == rows["TEE"]
        named = find_products(session, "tee", shop.actor.store)
        assert {each.sku: each.on_hand for each in named}["TEE"] == rows["TEE"]
        for text in ("tee", "TEE", free_code):
            goods = find_goods(session, text, shop.actor.store)
            assert [each.sku for each in goods] == ["TEE-L", "TEE-M", "TEE-S"]
        whole = sums(session, PRODUCTS, Chosen(request(shop), 7), Cancel())
    assert whole is not None
    assert (
        whole["on_hand"] == rows["TEE"] + rows["MUG"] + rows["CAP"]
    )  # a parent's pieces count once
