"""Stock then: what was on hand at a moment beside what is there now; and the way back to it."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.domain.ledger import Basis
from desktop.domain.moments import HINT, parse_past
from desktop.domain.permissions import Permission
from desktop.queries.chosen import Chosen
from desktop.queries.columns import Request
from desktop.queries.stock_then import STOCK_THEN, WorthThen, worth_then
from desktop.ui.actions import Command, install, key_words
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.rights import Right
from desktop.ui.table.page import LIST_KEYS, ListPage
from desktop.ui.text import calendar_day, money, time_of_day, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.line_edit import LineEdit
from desktop.ui.widgets.segments import Segments
from desktop.ui.widgets.status_page import State

TYPED = 220
WAY_BACK = "Ctrl+Shift+R"


class StockThenPage(QWidget):
    """Type a time, Enter shows the stock of then; Ctrl+E saves it, a button brings it back."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.moment = context.clock.now()
        self.basis = Basis.HAPPENED
        self.line = LineEdit("", tr("14:05, or a day"))
        self.line.setAccessibleName(tr("As it was at"))
        self._said = ElideLabel("", "body", "secondary")
        self._clocks = Segments(
            (
                (Basis.HAPPENED, tr("As it happened"), tr("What is known today of then")),
                (Basis.KNOWN, tr("As it was known"), tr("What the program showed then")),
            ),
            self.basis,
        )
        restore = Button(
            tr("Restore stock to then …"), icon="rotate-ccw", on_click=self.restore,
            key=key_words(WAY_BACK),
        )  # fmt: skip
        empty = State(
            "package-open", tr("No products yet"), tr("What they held at any time stands here.")
        )
        self.list = ListPage(context, STOCK_THEN, empty=empty, given=self._given())
        self.list.add_action(restore)
        self._right = Right(self, context, Permission.ADJUST, restore)
        self._edits = Edits(self, context)
        self._put_together()
        self.first = self.line
        install(self, [Command(tr("Restore stock to then"), WAY_BACK, self.restore, "rotate-ccw")])
        self.line.returnPressed.connect(self._on_typed)
        self._clocks.chosen.connect(self._on_clock)
        self.list.model.counted.connect(self._on_counted)
        self._say()

    @property
    def keys(self) -> list[tuple[str, str]]:
        """For F1."""
        return [
            ("Enter", tr("Show the stock of the time that was typed")),
            (key_words(WAY_BACK), tr("Restore the stock to then")),
            (key_words("Ctrl+Z"), tr("Take that back, from the rows")),
            *LIST_KEYS,
        ]

    def _put_together(self) -> None:
        head = Card(padding=12, spacing=0)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.line.setMinimumWidth(TYPED)
        row.addWidget(Label(tr("As it was at"), "medium"))
        row.addWidget(self.line)
        row.addWidget(self._said, 1)
        row.addWidget(self._clocks, 0, Qt.AlignmentFlag.AlignVCenter)
        head.body.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(head)
        column.addWidget(self.list, 1)

    def open_with(self, at: datetime | None = None) -> None:
        """The stock of a moment."""
        if at is not None:
            self._show(at)

    def refresh(self) -> None:
        """Reads the list again."""
        self.list.reload()

    def restore(self) -> None:
        """Asks why, shows what would change; of the chosen products, or of all."""
        if self._right.reason:
            self._context.notify(self._right.reason, "warn")
            return
        if not self._understood():
            return
        from desktop.ui.dialogs.restore_stock import RestoreStockDialog, Wanted

        wanted = Wanted(self.moment, self.basis, self._words(), self._chosen())
        self.list.table.setFocus()  # in the line Ctrl+Z would take back what was typed
        RestoreStockDialog(self, self._context, wanted, self._edits).open()

    def _chosen(self) -> Chosen | None:
        """Several chosen rows, or what the filters leave; None: everything."""
        chosen, request = self.list.chosen(), self.list.request
        if chosen.count > 1:
            return chosen
        if request.filters or request.search.strip():
            return Chosen(request, self.list.model.rowCount())
        return None

    def _given(self) -> tuple[tuple[str, Any], ...]:
        return (
            ("store", self._context.shop.store),
            ("moment", self.moment),
            ("known", self.basis == Basis.KNOWN),
        )

    def _understood(self) -> bool:
        """Whether the line says a moment; the list shows it then."""
        shop = self._context.shop
        if not self.line.text().strip():
            return True
        try:
            now = self._context.clock.now()
            at = parse_past(self.line.text(), now, shop.zone, shop.day_starts_at)
        except UserError as error:
            self._said.setText(str(error))
            self._said.set_tone("bad")
            self.line.setAccessibleDescription(str(error))
            self.line.setFocus()
            return False
        self._show(at)
        return True

    def _on_typed(self) -> None:
        """Then the keys are the list's: Ctrl+E saves it."""
        if self._understood():
            self.list.table.setFocus()

    def _on_clock(self, basis: Basis) -> None:
        self.basis = basis
        self._ask()

    def _show(self, at: datetime) -> None:
        if at != self.moment:
            self.moment = at
            self._ask()
        self._say()

    def _ask(self) -> None:
        self.list.about = self._about()
        self.list.ask(replace(self.list.request, given=self._given()))

    def _about(self) -> str:
        """For the heading of what is shared, and the name of its file."""
        local = self.moment.astimezone(ZoneInfo(self._context.shop.zone))
        return tr("as of {time}", time=local.strftime("%Y-%m-%d %H.%M"))

    def _words(self) -> str:
        """The moment in full, as the shop's clock shows it."""
        zone = self._context.shop.zone
        day = self.moment.astimezone(ZoneInfo(zone)).date()
        clock = time_of_day(self.moment, zone, seconds=True)
        return f"{calendar_day(day, 'dddd d MMMM yyyy')}, {clock}"

    def _say(self) -> None:
        self._said.set_tone("secondary")
        self._said.setText(self._words() if self.line.text().strip() else tr(HINT))
        self.line.setAccessibleDescription(self._said.text())

    def _on_counted(self, rows: int, is_whole: bool) -> None:
        if is_whole:
            request = self.list.request
            told = partial(self._on_worth, request)
            self._context.work.job(self, _worth, self._context, request, then=told)

    def _on_worth(self, request: Request, worth: WorthThen) -> None:
        if request != self.list.request:
            return
        places = self._context.shop.decimals
        said = tr(
            "Stock value then {then}, now {now}, at today’s average cost",
            then=money(worth.then, places),
            now=money(worth.now, places),
        )
        self.list.foot.set_summary(said)


def _worth(context: Context, request: Request) -> WorthThen:
    """Adds up all of the list, which far back takes longer than a read of a page may."""
    with context.work.patient() as session:
        return worth_then(session, request)
