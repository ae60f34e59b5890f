"""A day: typed, or chosen in a calendar; written as days are everywhere else."""

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit

DAY = "d MMM yyyy"


class DateEdit(QDateEdit):
    """``name`` is what a screen reader says where no field's label does."""

    def __init__(self, day: QDate, name: str = "") -> None:
        super().__init__(day)
        self.setCalendarPopup(True)
        self.setDisplayFormat(DAY)
        self.setAccessibleName(name)
