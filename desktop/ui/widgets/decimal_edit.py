"""A typed number that is a Decimal from the first key on: read and written in the locale's way."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit

from desktop.domain.errors import UserError


class DecimalEdit(QLineEdit):
    """``parse`` turns text into a Decimal or raises UserError; ``write`` turns it back.

    ``edited`` comes with each change by hand: a Decimal, or None while the text is empty or wrong.
    """

    edited = Signal(object)

    def __init__(self, parse: Callable[[str], Decimal], write: Callable[[Decimal], str]) -> None:
        super().__init__()
        self._parse = parse
        self._write = write
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(40)
        self.textEdited.connect(self._on_text_edited)

    def value(self) -> Decimal | None:
        """What is typed, None when nothing is; UserError in words when it is no such number."""
        return self._parse(self.text()) if self.text().strip() else None

    def set_value(self, value: Decimal | None) -> None:
        """Shows a value, or nothing."""
        self.setText(self.words(value))

    def words(self, value: Decimal | None) -> str:
        """How it would show this value."""
        return "" if value is None else self._write(value)

    def valid_value(self) -> Decimal | None:
        """Like ``value``, and None as well when the text is wrong."""
        try:
            return self.value()
        except UserError:
            return None

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """On leaving, what was understood is written out, so that it can be checked by eye."""
        super().focusOutEvent(event)
        value = self.valid_value()
        if value is not None:
            self.set_value(value)

    def _on_text_edited(self) -> None:
        self.edited.emit(self.valid_value())
