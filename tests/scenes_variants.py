"""Scenes of variants: the matrix empty, typed, with clashes and grown later; a family."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from desktop.commands.store_prices import SetStorePrices, set_store_prices
from desktop.queries.product import product_details
from desktop.schema import Product, Store
from desktop.ui.dialogs.family import FamilyDialog
from desktop.ui.dialogs.store_prices import StorePricesDialog
from desktop.ui.dialogs.variants import VariantsDialog
from tests import trade
from tests.acting import Play, dialogs, scan
from tests.commands.test_families import COLOUR, SIZE, make, matrix
from tests.scenes_edit import products
from tests.stage import Stage


def shirt(on: Stage, sku: str = "TEE") -> UUID:
    """A product that becomes a parent, made where it is not there."""
    with on.shop.database.read() as session:
        found = session.scalar(select(Product.id).where(Product.sku == sku))
    return found or trade.add_product(on.shop, sku, name="Linen shirt", price=Decimal("39"))


def family(on: Stage) -> UUID:
    """A shirt with twelve variants."""
    parent = shirt(on)
    with on.shop.database.read() as session:
        is_there = session.scalar(select(Product.id).where(Product.parent == parent))
    if is_there is None:
        make(on.shop, parent, matrix(on.shop, SIZE, COLOUR, opening=Decimal(4)))
    return parent


def opened(on: Stage, product: UUID) -> VariantsDialog:
    """The matrix over the list of products."""
    page = products(on)
    VariantsDialog(page, on.context, product, lambda *_: None).open()
    on.until(lambda: any(isinstance(d, VariantsDialog) and d.isVisible() for d in dialogs()))
    found = next(d for d in dialogs() if isinstance(d, VariantsDialog))
    on.until(lambda: hasattr(found, "table"))
    on.settle(200)
    return found


def typed(*options: tuple[str, str], clash: bool = False, codes: bool = False) -> Play:
    """Options typed into the matrix of a shirt that has none yet."""

    def play(on: Stage) -> None:
        dialog = opened(on, shirt(on, "SHIRT"))
        for number, (name, values) in enumerate(options):
            if number:
                dialog.options.more.click()
            line = dialog.options.lines[number]
            line.name.setText(name)
            line.values.setText(values)
        dialog.options.edited.emit()
        dialog.coded.setChecked(codes)
        if options:
            dialog.table.setFocus()
            dialog.model.leave_out({3})
        if clash:
            dialog.model.setData(dialog.model.index(1, 2), "SHIRT-S-RED")
            dialog.model.setData(dialog.model.index(2, 4), "12,x")
        on.settle(900)

    return play


def grown(on: Stage) -> None:
    """The matrix of a family that is there, with one more size."""
    dialog = opened(on, family(on))
    line = dialog.options.lines[0]
    line.values.setText("S, M, L, XL")
    dialog.options.edited.emit()
    on.settle(900)


def family_shown(on: Stage, picks: bool = False) -> None:
    """The family in its window; with a product that is to join it."""
    page = products(on)
    FamilyDialog(page, on.context, family(on), lambda *_: None).open()
    on.until(lambda: any(isinstance(d, FamilyDialog) and d.isVisible() for d in dialogs()))
    dialog = next(d for d in dialogs() if isinstance(d, FamilyDialog))
    on.until(lambda: dialog.table.count > 0)
    if picks:
        dialog.pick.line.setText("almond")
        dialog.pick.line.textEdited.emit("almond")
    on.settle(600)


def family_refused(on: Stage) -> None:
    """A word that is there already."""
    family_shown(on)
    dialog = next(d for d in dialogs() if isinstance(d, FamilyDialog))
    dialog.what.set_current(("Size", "S"))
    dialog.to.setText("M")
    dialog.rename.click()
    on.settle(600)


def parent_at_side(on: Stage) -> None:
    """A parent in the list and beside it."""
    parent = family(on)
    page = products(on)
    page.list.ask(page.list.request.searching("linen shirt"))
    on.settle(500)
    page.open_with(product=parent)
    on.settle(500)


def prices_by_store(on: Stage) -> None:
    """A variant at the side, and what it costs in each store."""
    parent = family(on)
    with on.shop.database.read() as session:
        variant = session.scalars(select(Product.id).where(Product.parent == parent)).first()
        stores = session.scalars(select(Store.id)).all()
    assert variant is not None
    head = (on.shop.ids.new(), on.shop.actor, on.shop.clock.now())
    told = tuple((store, Decimal("35")) for store in stores)
    on.shop.database.run(set_store_prices, SetStorePrices(*head, variant, told))
    page = products(on)
    page.open_with(product=variant)
    on.settle(400)
    with on.shop.database.read() as session:
        card = product_details(session, variant, on.context.shop.location)
    StorePricesDialog(page, on.context, card, lambda *_: None).open()
    on.settle(500)


def at_the_till(on: Stage) -> None:
    """The code of a parent was scanned."""
    family(on)
    on.window.open_page("scan")
    on.settle(200)
    scan(on, "TEE")
    on.settle(600)


VARIANTS: tuple[tuple[str, str, Play], ...] = (
    ("dialog-variants-first", "demo", typed()),
    (
        "dialog-variants",
        "demo",
        typed(("Size", "S, M, L"), ("Colour", "Red, Dark blue, Black, Sand"), codes=True),
    ),
    (
        "dialog-variants-wrong",
        "demo",
        typed(("Size", "S, M, L"), ("Colour", "Red, Dark blue"), clash=True),
    ),
    ("dialog-variants-later", "demo", grown),
    ("dialog-family", "demo", lambda on: family_shown(on, picks=True)),
    ("dialog-family-refused", "demo", family_refused),
    ("products-parent", "demo", parent_at_side),
    ("scan-which-variant", "demo", at_the_till),
    ("dialog-store-prices", "demo", prices_by_store),
)
