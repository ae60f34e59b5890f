"""The close of a day: its figures by kind, tax rate and user, what is still open."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.domain.shop import currency_decimals
from desktop.jobs.closing import Closing, close
from desktop.queries.closing import DayFigures, day_figures
from desktop.ui.context import Context
from desktop.ui.paper import day_report
from desktop.ui.rights import Right
from desktop.ui.text import calendar_day, money, number, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.date_edit import DateEdit
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.scrolled import Scrolled, clear

TALL = 330
WIDTHS = (56, 92, 92, 100)


class CloseDayDialog(Dialog):
    """Enter closes the day that is shown; the files stand in the data's folder.

    Enter before the figures are there waits for them, and for nothing else.
    """

    def __init__(self, parent: QWidget, context: Context, day: date) -> None:
        about = tr("Onhand takes no payment and is no fiscal register.")
        super().__init__(parent, tr("Close of day"), about, "calendar-clock", width=640)
        self._context = context
        self._id = context.ids.new()
        self._day = day
        self._figures: DayFigures | None = None
        self._is_agreed = False
        self._date = DateEdit(QDate(day.year, day.month, day.day), tr("Day"))
        self._date.setMaximumDate(QDate(day.year, day.month, day.day))
        self._date.dateChanged.connect(self._on_date)
        self._total = Label("", "display")
        self._closed = Label("", "body", "secondary", wrap=True)
        self._warning = Banner("warn", "")
        self._warning.hide()
        self._problem = Label("", "medium", "bad", wrap=True)
        self._problem.hide()
        self._table = QVBoxLayout()
        self._build()
        self._read()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(Field(tr("Day"), self._date))
        head.addStretch(1)
        head.addWidget(self._total, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(head)
        self.body.addWidget(self._closed)
        self.body.addWidget(self._warning)
        self._table.setContentsMargins(0, 0, 10, 0)
        area = Scrolled(self._table, tr("Figures of the day"))
        area.setFixedHeight(TALL)
        self.body.addWidget(area)
        self.body.addWidget(self._problem)
        csv = Button(tr("Save CSV"), icon="file-down", on_click=self._save_csv)
        pdf = Button(tr("Save PDF"), icon="printer", on_click=self._save_pdf)
        self.add_button(csv, left=True)
        self.add_button(pdf, left=True)
        self.add_cancel(tr("Leave"))
        self._agree = self.add_button(Button(tr("Close the day"), "primary", "check"))
        self._agree.clicked.connect(self._on_agreed)
        self._may_close = Right(self, self._context, Permission.CLOSE_DAY, self._agree)

    def _focus_first(self) -> None:
        """Enter is for the day that is shown."""
        self._agree.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_date(self, chosen: QDate) -> None:
        self._day = date(chosen.year(), chosen.month(), chosen.day())
        self._id = self._context.ids.new()
        self._figures = None
        self._is_agreed = False
        self._read()

    def _read(self) -> None:
        context = self._context
        context.work.read(
            self, day_figures, context.shop, self._day, then=self._show, failed=self._refused
        )

    def _show(self, figures: DayFigures) -> None:
        if figures.day != self._day:
            return
        self._figures = figures
        decimals = currency_decimals(figures.currency)
        self._total.setText(f"{money(figures.total, decimals)} {figures.currency}")
        self._say_state(figures)
        clear(self._table)
        self._fill(figures, decimals)
        self._table.addStretch(1)
        self.place()
        if self._is_agreed:
            self._is_agreed = False
            self._on_agreed()

    def _say_state(self, figures: DayFigures) -> None:
        changes = figures.changes()
        closed = day_report.closed_words(figures, self._context.shop.zone)
        tickets = ""
        if figures.first_ticket:
            tickets = tr("Tickets {first} to {last}", first=figures.first_ticket,
                         last=figures.last_ticket)  # fmt: skip
        self._closed.setText(" · ".join(filter(None, (tickets, closed))))
        self._closed.setVisible(bool(self._closed.text()))
        warnings = day_report.warnings_of(figures)
        strong = tr("Changed since it was closed.") if changes else ""
        self._warning.say("warn", strong, ". ".join(warnings))
        self._warning.setVisible(bool(warnings or changes))
        is_done = bool(figures.closed) and not changes
        self._agree.setText(tr("Close again") if figures.closed else tr("Close the day"))
        self._agree.setVisible(not is_done)

    def _fill(self, figures: DayFigures, decimals: int) -> None:
        lines = day_report.lines_of(figures)
        if not lines:
            self._table.addWidget(Label(tr("Nothing was booked on this day."), "body", "muted"))
        for section in dict.fromkeys(line.section for line in lines):
            mine = [line for line in lines if line.section == section]
            self._table.addLayout(_section(section, mine, decimals))
        changes = figures.changes()
        if changes:
            grid = _grid(tr("Changed since"), (tr("then"), tr("now")))
            for row, (name, then, now) in enumerate(changes, 1):
                _put(grid, row, name, ("", "", then, now))
            self._table.addLayout(grid)

    def _on_agreed(self) -> None:
        if self._figures is None:
            self._is_agreed = True
            return
        if self._may_close.reason or not self._agree.isVisible():
            return
        context = self._context
        wanted = Closing(self._id, context.actor(), context.clock.now(), context.shop, self._day)
        context.work.write(self, close, wanted, then=self._on_closed, failed=self._refused)

    def _on_closed(self, figures: DayFigures) -> None:
        self._id = self._context.ids.new()
        self._show(figures)
        words = tr("{day} is closed.", day=calendar_day(figures.day, "d MMMM yyyy"))
        self._context.notify(words, "ok")

    def _save_csv(self) -> None:
        self._save(day_report.save_csv, ".csv")

    def _save_pdf(self) -> None:
        self._save(day_report.save_pdf, ".pdf", self._context.shop)

    def _save(self, write: Callable[..., Path], ending: str, *more: Any) -> None:
        if self._figures is None:
            return
        name = f"{self._day.isoformat()}{ending}"
        place = self._context.settings.data_dir / "closings" / name
        self._context.work.job(
            self, write, self._figures, *more, place, then=self._on_saved, failed=self._refused
        )

    def _on_saved(self, path: Path) -> None:
        self._context.notify(tr("Saved as {path}.", path=path), "ok")

    def _refused(self, error: UserError) -> None:
        self._problem.setText(str(error))
        self._problem.show()


def _section(title: str, lines: list[day_report.Line], decimals: int) -> QGridLayout:
    """Name, how many, and where there is money net, tax and total."""
    has_tax = any(line.tax is not None for line in lines)
    has_money = any(line.total is not None for line in lines)
    heads = (
        "" if has_tax else tr("Number"),
        tr("Net") if has_tax else "",
        tr("Tax") if has_tax else "",
        tr("Total") if has_money else "",
    )
    grid = _grid(title, heads[-2:], heads[:2])

    def spell(amount: Decimal | None) -> str:
        return "" if amount is None else money(amount, decimals)

    for row, line in enumerate(lines, 1):
        count = "" if line.documents is None else number(line.documents)
        name = f"{line.name} ({line.note})" if line.note else line.name
        _put(grid, row, name, (count, spell(line.net), spell(line.tax), spell(line.total)))
    return grid


def _grid(title: str, last: tuple[str, str], first: tuple[str, str] = ("", "")) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 6, 0, 8)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(0, 1)
    grid.addWidget(Label(title, "strong"), 0, 0)
    for column, (words, width) in enumerate(zip((*first, *last), WIDTHS, strict=True), 1):
        grid.setColumnMinimumWidth(column, current_theme().px(width))
        grid.addWidget(Label(words, "small", "muted"), 0, column, Qt.AlignmentFlag.AlignRight)
    return grid


def _put(grid: QGridLayout, row: int, name: str, figures: tuple[str, str, str, str]) -> None:
    grid.addWidget(ElideLabel(name, "body", "secondary"), row, 0)
    for column, words in enumerate(figures, 1):
        role = "strong" if column == len(figures) else "body"
        grid.addWidget(Label(words, role), row, column, Qt.AlignmentFlag.AlignRight)
