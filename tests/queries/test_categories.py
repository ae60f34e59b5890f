"""The tree with its counts, and what a branch takes in."""

from uuid import UUID

from sqlalchemy import select

from desktop.commands.many_categories import PaintCategories, paint_categories
from desktop.commands.products import EditProduct, edit_product
from desktop.domain.ids import ZERO
from desktop.jobs.opening import Shop
from desktop.queries.categories import category_tree, chosen_tints
from desktop.queries.columns import Filter
from desktop.queries.products import PRODUCTS
from desktop.schema import Category
from tests.queries.test_every_list import counted
from tests.trade import add_product, rows_of


def fill(shop: Shop) -> dict[str, UUID]:
    """Two teas in a branch, a cake, one put away, one without a category."""
    goods = {
        "Green": "Drinks > Tea", "Black": "Drinks > Tea", "Cola": "Drinks",
        "Cake": "Food", "Old": "Food", "Bag": "",
    }  # fmt: skip
    made = {name: add_product(shop, name, name=name, category=c) for name, c in goods.items()}
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    shop.database.run(edit_product, EditProduct(*head, made["Old"], {"status": "archived"}))
    with shop.database.read() as session:
        return {row.name: row.id for row in session.execute(select(Category.name, Category.id))}


def test_each_node_counts_the_active_products_of_its_branch(shop: Shop) -> None:
    fill(shop)
    with shop.database.read() as session, counted(shop.database) as seen:
        tree = category_tree(session)
    assert [(node.name, node.products) for node in tree] == [
        ("", 1), ("Drinks", 3), ("Food", 1), ("Tea", 2)
    ]  # fmt: skip
    assert len(seen) == 1


def test_a_category_takes_its_branch_along(shop: Shop) -> None:
    nodes = fill(shop)

    def names(*chosen: Filter) -> list[str]:
        return [row.name for row in rows_of(shop, PRODUCTS, *chosen)]

    assert names(Filter("category", "is", nodes["Drinks"])) == ["Black", "Cola", "Green"]
    assert names(Filter("category", "in", (nodes["Tea"], nodes["Food"]))) == [
        "Black", "Cake", "Green", "Old"
    ]  # fmt: skip
    assert names(Filter("category", "is", ZERO)) == ["Bag"]
    assert names(Filter("category", "not", nodes["Drinks"])) == ["Bag", "Cake", "Old"]


def test_a_chosen_colour_is_known_by_the_words_and_by_a_name_that_is_no_others(shop: Shop) -> None:
    """C6: alerts and tickets know a category by its name alone; “Tea” may be two of them."""
    for words in ("Drinks > Tea", "Food > Tea", "Food > Cake"):
        add_product(shop, words, category=words)
    with shop.database.write() as session:
        cake = session.scalars(select(Category.id).where(Category.name == "Cake")).one()
        teas = session.scalars(select(Category.id).where(Category.name == "Tea")).all()
        for colour, key in (("teal", cake), ("violet", teas[0])):
            head = (shop.ids.new(), shop.actor, shop.clock.now())
            paint_categories(session, PaintCategories(*head, colour, {key: ""}))
    with shop.database.read() as session:
        tints = chosen_tints(session)
    tea = {"Drinks > Tea", "Food > Tea"} & set(tints)
    assert tints == {"Food > Cake": "teal", "Cake": "teal"} | dict.fromkeys(tea, "violet")
    assert len(tea) == 1
