"""Controls that change something wait while the data can be looked at and not changed."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.ui.reach import Reach


class ReadOnly(QObject):
    """Disables ``controls`` as long as the data is read-only, with the reason as their tooltip."""

    def __init__(self, page: QWidget, reach: Reach, *controls: QWidget) -> None:
        super().__init__(page)
        self._reach = reach
        self._controls = controls
        self._tips = [control.toolTip() for control in controls]
        reach.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        is_locked = self._reach.is_read_only
        for control, tip in zip(self._controls, self._tips, strict=True):
            control.setEnabled(not is_locked)
            control.setToolTip(str(self._reach.trouble) if is_locked else tip)
