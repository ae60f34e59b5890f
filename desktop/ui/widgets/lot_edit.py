"""A lot and the last day it may be sold: both typed, or filled by a scanned GS1 label."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from desktop.domain.errors import UserError
from desktop.domain.gs1 import may_be_label
from desktop.domain.lot import LotGiven, lot_given
from desktop.ui.text import tr
from desktop.ui.widgets.day_edit import DayEdit, words_of
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.line_edit import CodeEdit


class LotCode(CodeEdit):
    """``labelled`` brings a GS1 label that was scanned here; any other code is a lot as it stands.

    ``is_strict``: any other code is of something else, and not for this line. ``stepped``: ↑ or ↓.
    """

    labelled = Signal(str)
    stepped = Signal(int)

    def __init__(self, is_strict: bool = False) -> None:
        super().__init__()
        self._is_strict = is_strict

    def wants(self, code: str) -> bool:
        return not self._is_strict or may_be_label(code)

    def take_code(self, code: str) -> None:
        if may_be_label(code):
            self.labelled.emit(code)
        else:
            super().take_code(code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class LotEdit:
    """Two lines that belong together; ``goods`` names them for a screen reader in a table."""

    def __init__(self, goods: str = "", is_strict: bool = False) -> None:
        self.code, self.day = LotCode(is_strict), DayEdit()
        if goods:
            self.code.setAccessibleName(tr("Lot of {name}", name=goods))
            self.day.setAccessibleName(tr("Expiry of {name}", name=goods))

    def given(self, today: date | None = None) -> LotGiven:
        """What stands there; UserError at ``lot`` or ``expiry``, or where it is over ``today``."""
        found = lot_given(self.code.text(), self.day.day())
        if today is not None and found.expiry is not None and found.expiry < today:
            words = tr("{day} is over.", day=words_of(found.expiry))
            hint = tr("Look at the day again; what is out of date is received by a scan.")
            raise UserError(words, hint, field="expiry", code="expired")
        return found

    def show_lot(self, lot: LotGiven) -> None:
        """In place of what stands there."""
        self.code.setText(lot.code)
        self.day.set_day(lot.expiry)

    def row(self) -> QHBoxLayout:
        """Side by side with a label each; errors come to stand below their line."""
        self._fields = {
            "lot": Field(tr("Lot"), self.code),
            "expiry": Field(tr("Expires"), self.day),
        }
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._fields["lot"], 3, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._fields["expiry"], 2, Qt.AlignmentFlag.AlignTop)
        return row

    def set_hint(self, text: str) -> None:
        """Below the lot."""
        self._fields["lot"].set_hint(text)

    def set_error(self, error: UserError) -> bool:
        """At its line; False where it is of neither."""
        field = self._fields.get(error.field or "")
        if field is not None:
            field.set_error(str(error))
            field.editor.setFocus()
        return field is not None
