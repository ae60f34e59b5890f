"""Whether the person may change something now; if not, its controls wait and say why."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.permissions import GRANTS, NotAllowed, Permission, Role
from desktop.ui.context import Context


class Right(QObject):
    """Disables ``controls`` where it may not be, with the reason as their tooltip.

    Looks again when ``owner`` is shown (another person may have come) and when the data became
    read-only or writable; ``changed`` tells of each look. The command asks for the permission
    again. None: only the data decides.
    """

    changed = Signal()

    def __init__(
        self, owner: QWidget, context: Context, permission: Permission | None, *controls: QWidget
    ) -> None:
        super().__init__(owner)
        self._context = context
        self._permission = permission
        self._tips = [(control, control.toolTip()) for control in controls]
        owner.installEventFilter(self)
        context.work.reach.changed.connect(self._show)
        self._show()

    @property
    def missing(self) -> str:
        """Who may, for a person whose role does not include it; else nothing."""
        permission = self._permission
        if permission is None or permission in GRANTS[Role(self._context.role)]:
            return ""
        return str(NotAllowed(permission))

    @property
    def reason(self) -> str:
        """Why it may not be; nothing where it may."""
        reach = self._context.work.reach
        return str(reach.trouble) if reach.is_read_only else self.missing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._show()
        return False

    def _show(self) -> None:
        reason = self.reason
        for control, tip in self._tips:
            control.setEnabled(not reason)
            control.setToolTip(reason or tip)
        self.changed.emit()
