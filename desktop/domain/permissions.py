"""Who may do what: three roles, one map, asked by every command."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from desktop.domain.errors import UserError


class Role(StrEnum):
    """The three roles, each including the one before."""

    CLERK = "clerk"
    MANAGER = "manager"
    ADMIN = "admin"


class Permission(StrEnum):
    """What a command may ask for; the value is the sentence part shown when it is refused."""

    SELL = "sell"
    RECEIVE = "receive goods"
    COUNT = "count stock"
    WRITE_OFF = "write goods off"
    UNDO = "undo bookings"
    ADJUST = "adjust stock"
    VOID = "void documents"
    CLOSE_DAY = "close the day"
    BACKDATE = "book into the past"
    PRINT_LABELS = "print labels"
    ADD_PRODUCT = "create products"
    EDIT_PRODUCT = "change products"
    DELETE_PRODUCT = "delete products"
    EDIT_CATEGORY = "change categories"
    DEFINE_FIELDS = "define fields"
    EDIT_VENDOR = "change vendors and prices"
    EDIT_EVENT = "change the calendar"
    ORDER = "order goods"
    HANDLE_ALERTS = "handle alerts"
    IMPORT = "import files"
    EDIT_SETTINGS = "change the shop's settings"
    KEEP_OWN = "save views of their own"
    RUN_JOBS = "run long work"
    RUN_DATABASE = "look after the database"
    MANAGE_USERS = "add people"


_CLERK = frozenset(
    {
        Permission.SELL,
        Permission.RECEIVE,
        Permission.COUNT,
        Permission.WRITE_OFF,
        Permission.UNDO,
        Permission.PRINT_LABELS,
        Permission.ADD_PRODUCT,
        Permission.KEEP_OWN,
        Permission.RUN_JOBS,
    }
)
_MANAGER = _CLERK | {
    Permission.ADJUST,
    Permission.VOID,
    Permission.CLOSE_DAY,
    Permission.BACKDATE,
    Permission.EDIT_PRODUCT,
    Permission.DELETE_PRODUCT,
    Permission.EDIT_CATEGORY,
    Permission.DEFINE_FIELDS,
    Permission.EDIT_VENDOR,
    Permission.EDIT_EVENT,
    Permission.ORDER,
    Permission.HANDLE_ALERTS,
    Permission.IMPORT,
    Permission.EDIT_SETTINGS,
}
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CLERK: _CLERK,
    Role.MANAGER: frozenset(_MANAGER),
    Role.ADMIN: frozenset(Permission),
}


@dataclass(frozen=True)
class Actor:
    """Who acts, from where: user, the workstation's writer, its store and location."""

    user: UUID
    writer: UUID
    store: UUID
    location: UUID


class NotAllowed(UserError):
    """The acting user's role does not include what the command asks for."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(
            f"Your role may not {permission}.", "Ask a manager to do it.", code="not_allowed"
        )


def allow(role: str, is_active: bool, permission: Permission) -> None:
    """Passes in silence or raises NotAllowed; a deactivated user may do nothing."""
    if not is_active or permission not in GRANTS[Role(role)]:
        raise NotAllowed(permission)
