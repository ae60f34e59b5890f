"""Reorder: what to order today and why, changed in place; one key makes the orders."""

from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.domain.reorder import Proposed
from desktop.domain.reorder_line import NAMES, line_of
from desktop.domain.reorder_policy import Policy
from desktop.ui.actions import Command, install, key_words
from desktop.ui.chart_file import ChartFile, ask_and_save
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.pages.reorder.category import CategoryChoice
from desktop.ui.pages.reorder.pasting import ProposalPasting
from desktop.ui.pages.reorder.policy import PolicyButtons
from desktop.ui.pages.reorder.rows import ProposalRows, by_vendor, said
from desktop.ui.pages.reorder.table import ProposalTable
from desktop.ui.rights import Right
from desktop.ui.text import money, number, plural, tr
from desktop.ui.watch.forecasts import forecast_now
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.card import Card, line
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.skeleton import Skeleton
from desktop.ui.widgets.status_page import Action, State, StatusPage, failed

TABLES = frozenset({"*", "forecast", "setting"})


class ReorderPage(QWidget):
    """Reads when it is shown, and again when forecasts changed and nothing was edited here."""

    keys = (
        ("↑ ↓", "Choose a line"),
        ("12", "Type another quantity"),
        ("Ctrl V Ctrl D", "Paste quantities; fill down"),
        ("Ctrl Z", "Undo the last change"),
        ("V", "Another vendor"),
        ("Space", "Leave it out, take it in"),
        ("/", "Only one category"),
        ("Enter", "Open the product"),
        ("Ctrl Enter", "Make the draft orders"),
        ("Ctrl E", "Export the taken lines"),
        ("Ctrl Shift P", "The policy that is ordered by"),
        ("Ctrl Shift Y", "Last year with this policy"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.rows = ProposalRows(lambda: context.shop, lambda words: context.notify(words, "warn"))
        self.table = ProposalTable(self.rows)
        self._count = Pill(small=True)
        self.category = CategoryChoice(self.rows)
        self._total = Label("", "strong")
        self._make = Button(
            tr("Make orders"), "primary", "shopping-cart", self.make, key_words("Ctrl+Return")
        )
        self._save = IconButton("download", tr("Export"), self.save, key_words("Ctrl+E"))
        self._reason = Label("", "body", "secondary", wrap=True)
        self._vendors = ElideLabel("", "small", "muted")
        self._left_out = Label("", "small", "muted", wrap=True)
        self._stack = QStackedWidget()
        self._skeleton, self._page = Skeleton(rows=10), StatusPage()
        self.is_reading = self._is_stale = self._is_void = False
        edits = Edits(self, context)
        self.pasting = ProposalPasting(self, context, self.table, edits)
        self.policy = PolicyButtons(self, context, edits, lambda: self.refresh(is_void=True))
        self._build()
        self._right = Right(self, context, Permission.ORDER, self._make)
        self._right.changed.connect(self._show_sums)  # it gives the button back, wanted or not
        self.first = self.table
        self.rows.changed_sums.connect(self._show_sums)
        self.table.chosen.connect(self._on_chosen)
        self.table.opened.connect(self._on_opened)
        install(
            self,
            [
                Command(tr("Make the draft orders"), "Ctrl+Return", self.make, "shopping-cart"),
                Command(tr("Another vendor"), "", self.table.choose_vendor, "truck"),
                Command(tr("Order of one category"), "/", self.category.setFocus, "list-filter"),
                Command(tr("Export what to order"), "Ctrl+E", self.save, "download"),
            ],
        )
        context.work.changed.connect(self._on_changed)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()

    def _on_changed(self, tables: frozenset[str]) -> None:
        if tables & TABLES:
            self._is_stale = True
            self._follow()

    def _follow(self) -> None:
        """What was typed here is never taken away: F5 does that."""
        if self._is_stale and self.isVisible() and not self.rows.is_edited:
            self._read()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 12, 10)
        head.setSpacing(10)
        head.addWidget(Label(tr("Proposal"), "subtitle"))
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self.category)
        head.addWidget(self._total)
        head.addWidget(self._save)
        head.addWidget(self._make)
        told = QVBoxLayout()
        told.setSpacing(4)
        for part in (self._reason, self._vendors, self._left_out):
            told.addWidget(part)
        below = QHBoxLayout()
        below.setContentsMargins(16, 10, 12, 10)
        below.setSpacing(16)
        below.addLayout(told, 1)
        below.addWidget(self.policy)
        card = Card(padding=0, spacing=0)
        card.add(head)
        card.add(line())
        for widget in (self.table, self._skeleton, self._page):
            self._stack.addWidget(widget)
        card.add(self._stack, 1)
        card.add(line())
        card.add(below)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    def refresh(self, *, is_void: bool = False) -> None:
        """Works it out again; what was changed here by hand is given up.

        ``is_void``: of what stands here nothing can be ordered any more, as by another policy.
        """
        if is_void:
            self.rows.show((), self.rows.today, self.rows.policy)
            self._stack.setCurrentWidget(self._skeleton)
            self._is_void = self.is_reading
        self.rows.is_edited = False
        self._read()

    def _read(self) -> None:
        if self.is_reading:
            return
        self.is_reading, self._is_stale = True, False
        if not self.rows.rows:
            self._stack.setCurrentWidget(self._skeleton)
        context, now = self._context, self._context.clock.now()
        opened, shop = context.work.patient, context.shop

        def read() -> tuple[Proposed, Policy, bool]:
            # NumPy is imported when it is first wanted.
            from desktop.jobs.forecasting.proposing import proposals
            from desktop.queries.forecasts import last_run
            from desktop.queries.reorder_policy import reorder_policy

            with opened() as session:
                policy = reorder_policy(session, shop.store)
                has_run = last_run(session, shop.store) is not None
                return proposals(session, shop, now, policy), policy, has_run

        context.work.job(self, read, then=self._show, failed=self._on_failed)

    def _show(self, found: tuple[Proposed, Policy, bool]) -> None:
        self.is_reading = False
        if self._is_void:
            self._is_void = False  # begun under the policy before
            self._read()
            return
        if self.rows.is_edited:
            self._is_stale = True  # begun before somebody typed
            return
        told, policy, has_run = found
        context = self._context
        self.rows.show(told.proposals, context.shop.day_of(context.clock.now()), policy)
        was_away = self._stack.currentWidget() is not self.table
        self._stack.setCurrentWidget(self.table if told.proposals else self._page)
        keys = self.window().focusWidget()
        has_keys = keys is self or (keys is not None and self.isAncestorOf(keys))
        if told.proposals and was_away and has_keys:
            self.table.setFocus()  # it could not take the keys while it was not to be seen
        if not told.proposals:
            self._page.show_state(self._nothing() if has_run else self._unknown())
        self._follow()
        self._left_out.setText(_left_words(told))
        self._left_out.setVisible(bool(told.left_out))
        self._left_out.setToolTip("\n".join(f"{o.goods.name}: {o.reason}" for o in told.left_out))

    def _nothing(self) -> State:
        sentence = tr("There is enough of everything that has a forecast.")
        again = Action(tr("Look again"), self.refresh, "refresh-cw")
        told = Action(tr("Forecasts"), lambda: self._context.go("forecasts"), "trending-up")
        return State("circle-check", tr("Nothing to order"), sentence, "ok", [again, told])

    def _unknown(self) -> State:
        """Before the first run nobody knows what will be sold."""
        sentence = tr("What to order is worked out from forecasts. The first takes some seconds.")
        now = Action(tr("Forecast now"), self._forecast, "refresh-cw", "primary")
        return State("trending-up", tr("No forecasts yet"), sentence, actions=[now])

    def _forecast(self) -> None:
        """In a process of its own; the forecasts that come are read by themselves."""
        forecast_now(self._context)

    def _on_failed(self, error: UserError) -> None:
        self.is_reading = False
        words = tr("What to order could not be worked out")
        self._page.show_state(failed(words, error, self.refresh))
        self._stack.setCurrentWidget(self._page)

    def _show_sums(self) -> None:
        taken = self.rows.taken
        decimals, currency = self._context.shop.decimals, self._context.shop.currency
        vendors = by_vendor(taken)
        products = plural("{n} product", "{n} products", len(taken))
        whom = plural("{n} vendor", "{n} vendors", len(vendors))
        self._count.set(f"{products} · {whom}" if taken else "")
        total = money(sum(each.cost for each in taken), decimals) if taken else ""  # type: ignore[arg-type]
        self._total.setText(tr("Total {sum}", sum=f"{total} {currency}") if taken else "")
        sums = (
            f"{lines[0].offer.name} {money(sum(each.cost for each in lines), decimals)}"  # type: ignore[arg-type]
            for lines in vendors.values()
        )
        self._vendors.setText("   ·   ".join(sums))
        words = plural("Make {n} order", "Make {n} orders", len(vendors))
        self._make.setText(words if vendors else tr("Make orders"))
        self._make.setEnabled(bool(taken) and not self._right.reason)

    def _on_chosen(self, row: int) -> None:
        is_there = 0 <= row < len(self.rows.rows)
        self._reason.setText(said(self.rows.rows[row].proposal) if is_there else "")

    def _on_opened(self, row: int) -> None:
        self._context.go("products", product=self.rows.rows[row].proposal.goods.product)

    def save(self) -> None:
        """The lines that are taken, as the command line's ``reorder --csv`` has them."""
        if not self.rows.taken:
            self._context.notify(tr("There is nothing to order."), "info")
            return
        ask_and_save(self, self._context, self.figures())

    def figures(self) -> ChartFile:
        """What is taken, for a file."""
        lines = [line_of(each) for each in self.rows.taken]
        day = self.rows.today.isoformat()
        rows = [[getattr(line, name) for name in NAMES] for line in lines]
        return ChartFile(f"{tr('What to order')} {day}", NAMES, rows)

    def make(self) -> None:
        """A draft for each vendor; then Purchasing opens with them."""
        taken, context = self.rows.taken, self._context
        if self._right.reason or not taken:
            words = self._right.reason or tr("There is nothing to order.")
            context.notify(tr("Still working it out.") if self.is_reading else words, "info")
            return
        from desktop.commands.purchases import DraftOrders, NewLine, NewOrder, draft_orders

        orders = tuple(
            NewOrder(
                vendor,
                tuple(NewLine(e.goods.product, e.quantity, e.offer.unit_price) for e in lines),
                max(each.arrives for each in lines),
            )
            for vendor, lines in by_vendor(taken).items()
        )
        command = DraftOrders(*context.signed(), orders)
        self._make.setEnabled(False)
        context.work.write(
            self, draft_orders, command, then=lambda made: self._on_made(command.id, made),
            failed=self._refused,
        )  # fmt: skip

    def _on_made(self, command: Any, made: tuple[Any, ...]) -> None:
        self.rows.show((), self.rows.today, self.rows.policy)
        words = plural("{n} draft order is made.", "{n} draft orders are made.", len(made))
        self._context.go("purchasing", view="live", made=command, words=words)
        self.refresh()

    def _refused(self, error: UserError) -> None:
        self._show_sums()
        self._context.notify(str(error), "bad")


def _left_words(told: Proposed) -> str:
    """What was left out, in a line; the whole of it is in the tooltip."""
    if not told.left_out:
        return ""
    first = told.left_out[0]
    count = plural("{n} product is left out", "{n} products are left out", len(told.left_out))
    more = number(len(told.left_out) - 1)
    words = f"{count}: {first.goods.name}. {first.reason}"
    return f"{words} (+{more})" if len(told.left_out) > 1 else words
