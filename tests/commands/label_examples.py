"""Examples of the commands of labels, see ``examples``."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from desktop.commands.label_templates import DeleteTemplate, SaveTemplate, save_template
from desktop.commands.shelf_labels import (
    ForgetLabels,
    NotePrinted,
    PrintedLabel,
    UndoLabels,
    WantLabels,
    want_labels,
)
from desktop.domain.permissions import Permission
from desktop.jobs.labels.templates import builtin
from tests.commands.examples import Example
from tests.tills import Till


def _template(till: Till) -> dict[str, object]:
    name = till.ids.new().hex
    return replace(builtin()[0], key=name, name=name).to_json()


def _saved(till: Till) -> str:
    key: str = till.send(save_template, SaveTemplate(*till.head(), _template(till)))
    return key


def _wanted(till: Till) -> tuple[UUID, UUID]:
    """The product, and the batch that wanted its label."""
    product = till.product()
    command = WantLabels(*till.head(), (product,))
    till.send(want_labels, command)
    return product, command.id


EVERY = (
    Example(
        NotePrinted,
        Permission.PRINT_LABELS,
        lambda till: ((PrintedLabel(till.product(), Decimal(1), "Tea", "piece"),), "shelf-57x32"),
    ),
    Example(WantLabels, Permission.PRINT_LABELS, lambda till: ((till.product(),),)),
    Example(ForgetLabels, Permission.PRINT_LABELS, lambda till: ((_wanted(till)[0],),)),
    Example(UndoLabels, Permission.PRINT_LABELS, lambda till: (_wanted(till)[1],)),
    Example(SaveTemplate, Permission.EDIT_SETTINGS, lambda till: (_template(till),)),
    Example(DeleteTemplate, Permission.EDIT_SETTINGS, lambda till: (_saved(till),)),
)
