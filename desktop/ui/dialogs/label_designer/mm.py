"""A length in mm, or a size in points, with arrows that step by a half."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QSizePolicy

from desktop.domain.label import STEP
from desktop.ui.theme import current_theme


class Length(QDoubleSpinBox):
    """``done`` is told each change by the person, and none by the program."""

    def __init__(
        self, name: str, done: Callable[[float], object], least: float = 0.0, suffix: str = " mm"
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setRange(least, 1_000)
        self.setDecimals(1)
        self.setSingleStep(STEP)
        self.setSuffix(suffix)
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(6, 0, 0, 0)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Preferred)  # narrower than its longest figure
        self.setSizePolicy(policy)
        self.valueChanged.connect(done)

    @property
    def is_half_typed(self) -> bool:
        """Whether something stands there that is not taken yet."""
        return self.text() != f"{self.textFromValue(self.value())}{self.suffix()}"

    def show_value(self, value: float) -> None:
        """Without telling anyone."""
        was = self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(was)

    def minimumSizeHint(self) -> QSize:
        """Two stand beside each other; Qt would make room for the longest figure there is."""
        return QSize(current_theme().px(96), super().minimumSizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel scrolls; it never changes a label by accident."""
        event.ignore()
