"""Scenes of the categories: the tree with its drawings, its form, and where a branch is to go."""

from sqlalchemy import select

from desktop.commands.category_changes import EditCategory, edit_category
from desktop.commands.products import (
    CreateProduct,
    DeleteProduct,
    create_product,
    delete_product,
)
from desktop.schema import Category, Product
from desktop.ui.dialogs.merge_products import MergeDialog
from desktop.ui.pages.products import ProductsPage
from tests.acting import Play, dialogs
from tests.scenes_edit import products
from tests.stage import Stage


def tree(on: Stage) -> ProductsPage:
    """Beside the products, with a branch open and one that somebody coloured."""
    page = products(on)
    with on.shop.database.read() as session:
        key = session.scalars(
            select(Category.id).where(Category.level == 1).order_by(Category.name)
        ).first()
    assert key is not None
    head = (on.shop.ids.new(), on.shop.actor, on.shop.clock.now())
    on.shop.database.run(edit_category, EditCategory(*head, key, {"colour": "violet"}))
    if not page.categories.isVisible():
        page.toggle_categories()
    page.categories.read()
    nodes = page.categories.tree
    on.until(lambda: len(nodes.nodes) > 1)
    nodes.expandAll()
    nodes.mark(key)
    on.settle(300)
    return page


def shown(on: Stage) -> None:
    """The tree alone."""
    tree(on)


def dialog(name: str) -> Play:
    """One of the dialogs of the chosen category."""

    def play(on: Stage) -> None:
        page = tree(on)
        getattr(page.categories.deeds, name)()
        on.until(lambda: bool(dialogs()))
        on.settle(300)

    return play


def twins(on: Stage) -> None:
    """Goods that were entered twice, and what would come of it; parted after the picture."""
    page = products(on)
    made = []
    with on.shop.database.read() as session:
        names = session.scalars(select(Product.name).order_by(Product.name).limit(3)).all()
    for number, name in enumerate(names):
        head = (on.shop.ids.new(), on.shop.actor, on.shop.clock.now())
        twin = CreateProduct(*head, f"NEW-{number + 1}", name.lower())
        made.append(on.shop.database.run(create_product, twin))

    def clear() -> None:
        for product in made:
            head = (on.shop.ids.new(), on.shop.actor, on.shop.clock.now())
            on.shop.database.run(delete_product, DeleteProduct(*head, product))

    on.held.append(clear)
    page.editing.find_twins()
    on.until(lambda: bool(dialogs()))
    dialog = dialogs()[-1]
    assert isinstance(dialog, MergeDialog)
    on.until(lambda: dialog.table.count > 0)
    on.settle(300)


CATEGORIES: tuple[tuple[str, str, Play], ...] = (
    ("categories-tree", "demo", shown),
    ("categories-form", "demo", dialog("change")),
    ("categories-move", "demo", dialog("place")),
    ("categories-delete", "demo", dialog("delete")),
    ("categories-twins", "demo", twins),
)
