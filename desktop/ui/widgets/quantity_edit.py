"""A quantity, typed or stepped with the arrow keys."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from desktop.domain.measure import UnitOf
from desktop.ui.text import quantity
from desktop.ui.typed_quantity import typed_quantity
from desktop.ui.widgets.decimal_edit import DecimalEdit


class QuantityEdit(DecimalEdit):
    """With the unit's decimals; ↑ and ↓ step by one, not below ``least`` where it is given.

    ``is_bare``: shown with no more decimals than it has, where the unit may still change. ``of``:
    what it is counted in, where ``2 kg`` and ``3 cases + 4`` may be typed as well.
    """

    def __init__(
        self,
        value: Decimal | None = None,
        decimals: int = 0,
        field: str = "quantity",
        least: Decimal | None = None,
        is_bare: bool = False,
        of: UnitOf | None = None,
    ) -> None:
        self._of = of
        super().__init__(
            lambda text: typed_quantity(text, decimals, field, self._of),
            lambda v: quantity(v, min(decimals, _places_of(v)) if is_bare else decimals),
        )
        self._least = least
        self.set_value(value)

    def count_in(self, of: UnitOf) -> None:
        """The product is known only now: its units and cases may be typed from here on."""
        self._of = of

    def step(self, by: int) -> None:
        """Adds ``by`` to what is typed."""
        value = (self.valid_value() or Decimal(0)) + by
        if self._least is not None:
            value = max(value, self._least)
        self.set_value(value)
        self.edited.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() in steps and not self.isReadOnly():
            self.step(steps[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)


def _places_of(value: Decimal) -> int:
    """How many decimals a number needs: 15.000 none, 0.250 two."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
