"""Who may change vendors and prices, and when; else the buttons say why not."""

from PySide6.QtWidgets import QWidget

from desktop.domain.permissions import GRANTS, NotAllowed, Permission, Role
from desktop.ui.context import Context
from desktop.ui.widgets.button import IconButton


def may_edit(context: Context) -> bool:
    """Whether the role includes it and the data can be written; the command asks again."""
    has_right = Permission.EDIT_VENDOR in GRANTS[Role(context.role)]
    return has_right and not context.work.reach.is_read_only


def reason(context: Context) -> str:
    """Why not, where it may not be."""
    reach = context.work.reach
    return str(reach.trouble if reach.is_read_only else NotAllowed(Permission.EDIT_VENDOR))


def hold_back(context: Context, *buttons: QWidget) -> None:
    """Disables the buttons where it may not be, with the reason as their tooltip."""
    has_right = may_edit(context)
    for button in buttons:
        button.setEnabled(has_right)
        button.setToolTip(_own_words(button) if has_right else reason(context))


def _own_words(button: QWidget) -> str:
    """The tooltip of a drawing is its name; words need none."""
    return button.accessibleName() if isinstance(button, IconButton) else ""
