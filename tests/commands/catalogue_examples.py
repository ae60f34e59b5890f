"""Examples of the commands that put the catalogue in order, see ``examples``."""

from desktop.commands.merges import MergeProducts
from desktop.domain.permissions import Permission
from tests.commands.examples import EXAMPLES, Example

EVERY = (
    *EXAMPLES,
    Example(
        MergeProducts, Permission.EDIT_PRODUCT, lambda till: ((till.product(),), till.product())
    ),
)
