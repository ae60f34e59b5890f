"""Scenes of labels: the list of those out of date, and the dialog that prints them."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from desktop.commands.products import EditProduct, edit_product
from desktop.commands.shelf_labels import NotePrinted, PrintedLabel, note_printed
from desktop.domain.permissions import Actor
from desktop.schema import Product, Unit
from desktop.ui.dialogs.label_designer import LabelDesigner
from desktop.ui.dialogs.print_labels import PrintLabels
from tests.acting import Play, click, dialogs
from tests.stage import Stage


def labelled(on: Stage) -> None:
    """Labels of some goods hang at the shelves; two prices and a name have changed since."""
    shop = on.shop

    def head() -> tuple[UUID, Actor, datetime]:
        return shop.ids.new(), shop.actor, shop.clock.now()

    with shop.database.read() as session:
        asked = select(Product.id, Product.price, Product.name, Unit.code)
        asked = asked.join(Unit, Unit.id == Product.unit).order_by(Product.name).limit(12)
        goods = [PrintedLabel(*row) for row in session.execute(asked)]
    shop.database.run(note_printed, NotePrinted(*head(), tuple(goods), "shelf-l7160"))
    for at, fields in ((1, {"price": Decimal("12.49")}), (3, {"price": Decimal("0.89")}),
                       (5, {"name": goods[5].name + ", organic"})):  # fmt: skip
        shop.database.run(edit_product, EditProduct(*head(), goods[at].product, fields))


def listed(on: Stage) -> None:
    """What is out of date, and why."""
    labelled(on)
    on.window.open_page("labels")
    on.settle(300)


def opened(on: Stage) -> PrintLabels:
    on.window.open_page("labels", deed="print")
    on.until(lambda: bool(dialogs()))
    dialog = dialogs()[-1]
    assert isinstance(dialog, PrintLabels)
    on.until(lambda: dialog.batch is not None)
    on.settle(300)
    return dialog


def asked(on: Stage) -> None:
    """On a sheet that was begun, to a PDF."""
    labelled(on)
    dialog = opened(on)
    dialog.choices.template.set_current("shelf-l7160")
    dialog.choices.template.chosen.emit("shelf-l7160")
    dialog.choices.start.setValue(6)
    dialog.choices.target.path.setText("/home/anna/labels-due.pdf")
    on.settle(500)


def refused(on: Stage) -> None:
    """To a printer in the network that is not there."""
    labelled(on)
    dialog = opened(on)
    dialog.choices.target.kind.set_current("host")
    dialog.choices.target.kind.chosen.emit("host")
    dialog.choices.target.host.setText("127.0.0.1:1")
    click(on, dialog.go.text())
    on.until(lambda: dialog.run is None)
    on.settle(200)


def designer(on: Stage) -> LabelDesigner:
    on.window.open_page("labels", deed="design")
    on.until(lambda: bool(dialogs()))
    dialog = dialogs()[-1]
    assert isinstance(dialog, LabelDesigner)
    on.until(lambda: dialog.known is not None)
    return dialog


def designed(on: Stage) -> None:
    """A label for shelves, its price chosen."""
    dialog = designer(on)
    dialog.draft.choose(1)
    on.settle(300)


def faulty(on: Stage) -> None:
    """A code that would be too small on a sheet of one's own."""
    dialog = designer(on)
    dialog.template.set_current("shelf-l7160")
    dialog.template.chosen.emit("shelf-l7160")
    dialog.draft.choose(3)
    dialog.draft.set(w=22.0)
    dialog._tabs.set_current("paper")
    dialog._on_tab("paper")
    on.settle(300)


LABELS: tuple[tuple[str, str, Play], ...] = (
    ("labels-due", "demo", listed),
    ("labels-print", "demo", asked),
    ("labels-refused", "demo", refused),
    ("labels-designer", "demo", designed),
    ("labels-designer-faulty", "demo", faulty),
)
