"""The chosen alert at the side: its figures, why it was raised, the course, and what to do."""

from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.domain.shop import currency_decimals
from desktop.queries.alert_card import AlertCard, alert_card
from desktop.queries.alerts import AlertRow
from desktop.ui.alerts.words import deed_of, kind_of, rule_of, since, soon, title_of
from desktop.ui.context import Context
from desktop.ui.pages.alerts.course import Course
from desktop.ui.rights import Right
from desktop.ui.text import calendar_day, money, percent, quantity, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card, line
from desktop.ui.widgets.key_value import KeyValue
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.scrolled import Scrolled
from desktop.ui.widgets.thumb import Thumb, thumb_of

TABLES = {"*", "alert", "stock_level", "stock_move", "product", "vendor_price", "app_user"}


class AlertPanel(Card):
    """Reads off the GUI thread, and again when its data changed; what stood there stays so long."""

    deed_wanted = Signal(object)  # AlertRow
    snooze_wanted = Signal(object, QPoint)  # AlertRow, where the button is
    movements_wanted = Signal(object)  # AlertRow
    assign_wanted = Signal(object, QPoint)  # AlertCard, where the button is

    def __init__(self, context: Context) -> None:
        super().__init__(padding=0, spacing=0)
        self._context = context
        self._alert: UUID | None = None
        self._card: AlertCard | None = None
        self.is_busy = False
        self._thumb = Thumb(side=52)
        self._name = ElideLabel("", "subtitle")
        self._code = ElideLabel("", "small", "muted")
        self._pill, self._state = Pill(small=True), Pill(small=True)
        self._on_hand = Button("", "link", on_click=self._on_movements)
        self._on_hand.setToolTip(tr("Show the movements behind this number"))
        self._whose = Button("", "link", on_click=self._on_assign)
        self._facts, self._arrival = KeyValue(), KeyValue()
        self._rule = Label("", "body", "secondary", wrap=True)
        self._course = Course()
        self._trouble = Label("", "body", "bad", wrap=True)
        self._trouble.hide()
        self._snooze = Button(tr("Snooze"), icon="clock", on_click=self._on_snooze)
        self._deed = Button("", "primary", on_click=self._on_deed)
        self._put_together()
        for part in (self._parts, self._snooze, self._deed):
            part.hide()  # until there is an alert to show
        right = Right(self, context, Permission.HANDLE_ALERTS, self._snooze, self._whose)
        right.changed.connect(self._on_right)
        context.work.changed.connect(self._on_changed)

    def show_alert(self, alert: UUID) -> None:
        """Reads and shows an alert."""
        self._alert = alert
        self._read()

    def _read(self) -> None:
        context = self._context
        self.is_busy = True
        context.work.read(
            self, alert_card, self._alert, context.shop, context.clock.now(),
            then=self._on_card, failed=self._on_failed,
        )  # fmt: skip

    def _on_changed(self, tables: frozenset[str]) -> None:
        if self.isVisible() and self._alert is not None and tables & TABLES:
            self._read()

    def _on_failed(self, error: UserError) -> None:
        self.is_busy = False
        self._trouble.setText(str(error))
        self._trouble.show()

    def _on_card(self, card: AlertCard) -> None:
        self.is_busy = False
        if card.row.id != self._alert:
            return
        self._trouble.hide()
        self._parts.show()
        if card != self._card:
            self._card = card
            self._show_head(card.row)
            self._show_facts(card)
            self._rule.setText(rule_of(card.row))
            self._course_part.setVisible(len(card.course) > 1)
            if card.course:
                self._course.show_values(card.course, card.row.decimals)
            self._show_foot(card.row)

    def _show_head(self, row: AlertRow) -> None:
        now, zone = self._context.clock.now(), self._context.shop.zone
        kind = kind_of(row)
        self._thumb.set_look(thumb_of(row.name or "", row.category))
        self._thumb.setVisible(row.product is not None)
        self._name.setText(row.name or title_of(row))
        self._code.setText(" · ".join(filter(None, (row.sku, row.category))))
        tone, icon = (kind.tone, kind.icon)
        if row.status == "resolved":
            tone, icon = "ok", "circle-check"
        self._pill.set(since(row, now, zone), tone, icon)
        self._state.setVisible(row.status in ("snoozed", "acknowledged"))
        if row.status == "snoozed" and row.snooze_until is not None:
            when = soon(row.snooze_until, now, zone)
            self._state.set(tr("Snoozed until {when}", when=when), "info", "clock")
        elif row.status == "acknowledged":
            self._state.set(tr("Acknowledged"), "info", "check")

    def _show_facts(self, card: AlertCard) -> None:
        row, shop = card.row, self._context.shop
        on_hand = quantity(row.on_hand, row.decimals)
        self._on_hand.setText(on_hand)
        self._on_hand.setAccessibleName(tr("{n} on hand: its movements", n=on_hand))
        self._on_hand.updateGeometry()
        self._whose.setText(row.assignee or tr("Nobody"))
        self._whose.setAccessibleName(tr("Assigned to {name}", name=row.assignee or tr("nobody")))
        self._whose.updateGeometry()
        facts, arrival = price_facts(row), []
        if row.reorder_point and row.rise is None:
            facts.append((tr("Reorder at"), quantity(row.reorder_point, row.decimals)))
        if row.product is not None:
            facts.append((tr("Sold, 7 days"), quantity(row.sold, row.decimals)))
        if card.offer is not None:
            price = money(card.offer.unit_price, shop.decimals)
            foreign = "" if card.offer.currency == shop.currency else f" {card.offer.currency}"
            facts.append((tr("Best vendor"), card.offer.vendor))
            facts.append((tr("Its price"), f"{price}{foreign}"))
            if card.offer.arrives is not None:
                day = calendar_day(card.offer.arrives, "ddd d MMM")
                arrival.append((tr("Arrives if ordered now"), day))
        self._facts.set_rows(facts)
        self._arrival.set_rows(arrival)  # apart: its long words would narrow the others

    def _show_foot(self, row: AlertRow) -> None:
        deed = deed_of(row, not self._context.work.reach.is_read_only)
        self._deed.setVisible(deed is not None)
        self._snooze.setVisible(row.status in ("open", "snoozed"))
        if deed is not None:
            self._deed.setText(tr(deed.text))
            self._deed.set_icon(deed.icon)

    def _on_right(self) -> None:
        if self._card is not None:
            self._show_foot(self._card.row)

    def _on_deed(self) -> None:
        if self._card is not None:
            self.deed_wanted.emit(self._card.row)

    def _on_snooze(self) -> None:
        if self._card is not None:
            self.snooze_wanted.emit(self._card.row, _above(self._snooze))

    def _on_movements(self) -> None:
        if self._card is not None:
            self.movements_wanted.emit(self._card.row)

    def _on_assign(self) -> None:
        if self._card is not None:
            self.assign_wanted.emit(self._card, _below(self._whose))

    def _put_together(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._thumb)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._code)
        words.addStretch(1)
        head.addLayout(words, 1)
        parts = QVBoxLayout()
        parts.setContentsMargins(16, 16, 16, 16)
        parts.setSpacing(10)
        parts.addLayout(head)
        for pill in (self._pill, self._state):
            parts.addWidget(pill, 0, Qt.AlignmentFlag.AlignLeft)
        parts.addWidget(line())
        figures = QVBoxLayout()
        figures.setSpacing(0)
        figures.addLayout(_pair(tr("On hand"), self._on_hand))
        figures.addWidget(self._facts)
        figures.addWidget(self._arrival)
        figures.addLayout(_pair(tr("Assigned to"), self._whose))
        parts.addLayout(figures)
        parts.addWidget(line())
        parts.addWidget(Label(tr("Why you see this"), "strong"))
        parts.addWidget(self._rule)
        self._course_part = QWidget()
        course = QVBoxLayout(self._course_part)
        course.setContentsMargins(0, 0, 0, 0)
        course.setSpacing(10)
        course.addWidget(line())
        course.addWidget(Label(tr("Last 14 days"), "strong"))
        course.addWidget(self._course)
        parts.addWidget(self._course_part)
        parts.addStretch(1)
        self._put_around(parts)

    def _put_around(self, parts: QVBoxLayout) -> None:
        self._parts = Scrolled(parts)
        self.body.addWidget(self._trouble)
        self.body.addWidget(self._parts, 1)
        self.body.addStretch(0)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 16)
        foot.setSpacing(8)
        foot.addWidget(self._snooze)
        foot.addWidget(self._deed, 1)
        self.body.addLayout(foot)


def price_facts(row: AlertRow) -> list[tuple[str, str]]:
    """A price that went up: who asks it, from what to what, and what is left."""
    rise = row.rise
    if rise is None:
        return []
    digits = currency_decimals(rise.currency)
    facts = [
        (tr("Vendor"), rise.vendor_name),
        (tr("Asked before"), money(rise.old, digits)),
        (tr("Asks now"), f"{money(rise.new, digits)} {rise.currency}"),
        (tr("Up by"), percent(rise.percent)),
    ]
    if rise.margin is not None:
        facts.append((tr("Margin at that price"), percent(rise.margin)))
    return facts


def _pair(what: str, button: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(ElideLabel(what, "body", "secondary"), 1)
    row.addWidget(button)
    row.addSpacing(-button.look.pad)  # its words end where the figures end
    return row


def _below(button: Button) -> QPoint:
    return button.mapToGlobal(QPoint(0, button.height() + 4))


def _above(button: Button) -> QPoint:
    return button.mapToGlobal(QPoint(0, 0))
