"""A day that may be none: typed in several ways, or chosen in a calendar."""

from datetime import date

from PySide6.QtCore import QDate, QLocale, QPoint
from PySide6.QtGui import QAction, QFocusEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QMenu, QWidgetAction

from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.date_edit import DAY
from desktop.ui.widgets.line_edit import LineEdit

ISO = "yyyy-MM-dd"


class DayEdit(LineEdit):
    """On leaving, what was understood is written out, so that it can be checked by eye."""

    def __init__(self, day: date | None = None) -> None:
        super().__init__()
        self.setPlaceholderText(tr("No day"))
        drawing = QAction(current_theme().icon("calendar", "text.muted"), tr("Choose a day"), self)
        drawing.triggered.connect(self.open_calendar)
        self.addAction(drawing, QLineEdit.ActionPosition.TrailingPosition)
        self.set_day(day)

    def day(self) -> str:
        """ISO 8601 of what is typed, "" for nothing, else the text as it is."""
        return day_typed(self.text())

    def set_day(self, day: date | None) -> None:
        """Shows a day, or none."""
        self.setText(words_of(day) if day is not None else "")

    def open_calendar(self) -> None:
        """Below the line; a click there chooses."""
        menu, calendar = QMenu(self), QCalendarWidget()
        found = _found(self.text())
        calendar.setSelectedDate(found if found.isValid() else QDate.currentDate())
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)

        def choose(day: QDate) -> None:
            menu.close()
            self.setText(QLocale().toString(day, DAY))

        calendar.clicked.connect(choose)
        calendar.activated.connect(choose)
        menu.aboutToShow.connect(calendar.setFocus)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        found = _found(self.text())
        if found.isValid():
            self.setText(QLocale().toString(found, DAY))


def day_typed(text: str) -> str:
    """ISO 8601 of a day as typed, "" for nothing, else the text as it is."""
    found = _found(text)
    return found.toString(ISO) if found.isValid() else text.strip()


def _found(text: str) -> QDate:
    """As it is shown, as files have it, or as the locale writes it."""
    typed, locale = text.strip(), QLocale()
    short = locale.dateFormat(QLocale.FormatType.ShortFormat).replace("yy", "yyyy")
    for pattern in (DAY, ISO, short.replace("yyyyyyyy", "yyyy"), "d.M.yyyy"):
        found = locale.toDate(typed, pattern)
        if found.isValid():
            return found
    return QDate()


def words_of(day: date) -> str:
    """As days are written everywhere else."""
    return QLocale().toString(QDate(day.year, day.month, day.day), DAY)
