"""Asks before a vendor is deleted, and says why it cannot be."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.commands.vendors import (
    DeleteVendor,
    delete_vendor,
)
from desktop.domain.errors import UserError
from desktop.queries.vendors import VendorCard
from desktop.ui.context import Context
from desktop.ui.dialogs.confirm import Confirm
from desktop.ui.text import tr


def delete_after_question(
    parent: QWidget, context: Context, card: VendorCard, gone: Callable[[], object]
) -> None:
    """The vendor goes with its prices; refused in words where a document names it."""

    def deleted(_: object) -> None:
        context.notify(tr("{name} was deleted", name=card.name), "ok")
        gone()

    def agreed() -> None:
        command = DeleteVendor(*context.signed(), card.vendor)
        context.work.write(
            parent, delete_vendor, command, then=deleted, failed=lambda e: _refused(context, e)
        )

    title = tr("Delete {name}?", name=card.name)
    sentence = tr("Its prices go with it. Their history is kept.")
    Confirm(parent, title, sentence, tr("Delete"), agreed).open()


def _refused(context: Context, error: UserError) -> None:
    context.notify(str(error), "bad")
