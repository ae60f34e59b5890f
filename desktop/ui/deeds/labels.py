"""Labels of what a page shows: the dialog, opened with what is chosen there.

It and the commands behind it are imported when they are first wanted.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.queries.chosen import Chosen
from desktop.ui.context import Context
from desktop.ui.text import plural, tr

Note = Callable[[Callable[[], None], str, str], object]


def label_products(page: QWidget, context: Context, chosen: Chosen) -> None:
    """Of the chosen products, or all that match, in the list's order."""
    from desktop.jobs.labels.batch import of_products
    from desktop.queries.chosen import chosen_ids
    from desktop.queries.products import PRODUCTS
    from desktop.ui.dialogs.print_labels import LabelSource, PrintLabels

    def read(session: Any, template: Any) -> Sequence[Any]:
        keys = list(chosen_ids(session, PRODUCTS, chosen))
        return of_products(session, context.shop.store, keys, template)

    title = plural("{n} product", "{n} products", chosen.count)
    PrintLabels(page, context, LabelSource(title, read)).open()


def label_document(page: QWidget, context: Context, document: UUID, number: str) -> None:
    """Of the goods of a delivery or an order, as many as were received."""
    from desktop.queries.label_facts import of_document
    from desktop.ui.dialogs.print_labels import LabelSource, PrintLabels

    def read(session: Any, _template: Any) -> Sequence[Any]:
        return of_document(session, document)

    source = LabelSource(tr("Goods of {number}", number=number), read, "product",
                         tr("As many as received"), number)  # fmt: skip
    PrintLabels(page, context, source).open()


def label_due(page: QWidget, context: Context) -> None:
    """Of all that is out of date."""
    from desktop.jobs.labels.batch import of_due
    from desktop.ui.dialogs.print_labels import LabelSource, PrintLabels

    def read(session: Any, _template: Any) -> Sequence[Any]:
        return of_due(session, context.shop.store)

    source = LabelSource(tr("All labels that are out of date"), read, "shelf",
                         tr("As often as printed before"), "labels-due")  # fmt: skip
    PrintLabels(page, context, source).open()


def label_chosen(page: QWidget, context: Context, chosen: Chosen) -> None:
    """Of the chosen rows of the list of labels, each as often as it was printed last."""
    from desktop.queries.chosen import chosen_rows
    from desktop.queries.label_facts import Wanted
    from desktop.queries.shelf_labels import SHELF_LABELS
    from desktop.ui.dialogs.print_labels import LabelSource, PrintLabels

    def read(session: Any, _template: Any) -> Sequence[Any]:
        rows = chosen_rows(session, SHELF_LABELS, chosen)
        return [Wanted(row.product, row.copies) for row in rows]

    title = plural("{n} label", "{n} labels", chosen.count)
    source = LabelSource(title, read, "shelf", tr("As often as printed before"))
    PrintLabels(page, context, source).open()


def undo_way(context: Context, batch: UUID) -> tuple[Callable[..., Any], Any]:
    """What takes a change of the list of labels back."""
    from desktop.commands.shelf_labels import UndoLabels, undo_labels

    head = context.signed()
    return undo_labels, UndoLabels(*head, batch)


def design_labels(page: QWidget, context: Context) -> None:
    """The designer of templates."""
    from desktop.ui.dialogs.label_designer import LabelDesigner

    LabelDesigner(page, context).open()


def want_chosen(page: QWidget, context: Context, chosen: Chosen, note: Note) -> None:
    """Puts the chosen products on the list of labels to print; ``note`` takes the way back."""
    from desktop.commands.shelf_labels import WantLabels, want_labels
    from desktop.queries.chosen import chosen_ids
    from desktop.queries.products import PRODUCTS

    head = context.signed()

    def failed(error: UserError) -> None:
        context.notify(str(error), "bad")

    def back() -> None:
        context.work.write(page, *undo_way(context, head[0]), failed=failed)

    def done(count: int) -> None:
        said = plural("{n} product is on the list of labels.",
                      "{n} products are on the list of labels.", count)  # fmt: skip
        note(back, tr("labels to print"), said)

    def write(products: tuple[UUID, ...]) -> None:
        command = WantLabels(*head, products)
        context.work.write(page, want_labels, command, then=done, failed=failed)

    def read(session: Any) -> tuple[UUID, ...]:
        return tuple(chosen_ids(session, PRODUCTS, chosen))

    context.work.read(page, read, then=write, failed=failed)
