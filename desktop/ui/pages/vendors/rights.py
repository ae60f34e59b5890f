"""Who may change vendors and prices; for all others the buttons say why not."""

from PySide6.QtWidgets import QWidget

from desktop.domain.permissions import GRANTS, NotAllowed, Permission, Role
from desktop.ui.context import Context
from desktop.ui.widgets.button import IconButton


def may_edit(context: Context) -> bool:
    """Whether the role of the person includes it; the command asks again."""
    return Permission.EDIT_VENDOR in GRANTS[Role(context.role)]


def reason() -> str:
    """Why not, for who may not."""
    return str(NotAllowed(Permission.EDIT_VENDOR))


def hold_back(context: Context, *buttons: QWidget) -> None:
    """Disables the buttons of who may not, with the reason as their tooltip."""
    has_right = may_edit(context)
    for button in buttons:
        button.setEnabled(has_right)
        button.setToolTip(_own_words(button) if has_right else reason())


def _own_words(button: QWidget) -> str:
    """The tooltip of a drawing is its name; words need none."""
    return button.accessibleName() if isinstance(button, IconButton) else ""
