"""The Scan page: its parts put together, and what happens passed on to them."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.ui.actions import Command, install, key_words
from desktop.ui.context import Context
from desktop.ui.pages.scan import events, screens
from desktop.ui.pages.scan.aside import Aside
from desktop.ui.pages.scan.cards import Cards
from desktop.ui.pages.scan.corrections import Corrections
from desktop.ui.pages.scan.display import Display
from desktop.ui.pages.scan.entry import Entry
from desktop.ui.pages.scan.keys import Hints, commands
from desktop.ui.pages.scan.label_key import LabelKey
from desktop.ui.pages.scan.left_open import LeftOpen
from desktop.ui.pages.scan.looking import only_look
from desktop.ui.pages.scan.modes import buttons
from desktop.ui.pages.scan.notes import Notes
from desktop.ui.pages.scan.orders import Orders
from desktop.ui.pages.scan.papers import Papers
from desktop.ui.pages.scan.questions import Questions
from desktop.ui.pages.scan.receipts import Receipts
from desktop.ui.pages.scan.scans import Scans
from desktop.ui.pages.scan.ticket_list import TicketList
from desktop.ui.pages.scan.till import Till
from desktop.ui.reach import can_read
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.scan_field import ScanField
from desktop.ui.widgets.scan_mode_bar import ScanModeBar
from desktop.ui.widgets.status_page import Action

LIST_WIDTH = 352
LIST_WIDEST = 480
LIST_LARGE_LETTERS = 390
LIST_SHARE = 0.29


class ScanPage(QWidget):
    """Never waits for the data: what comes next may come at once, and is done in order.

    ``shown`` comes when the answer to what was done last has been painted.
    """

    shown = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._till = till = Till(context, self)
        self.outbox = till.outbox  # what the window does not close over
        self._scans = Scans(till)
        self._corrections = Corrections(till)
        self._papers = Papers(till)
        self._receipts = Receipts(self, context)
        self._label = LabelKey(self, till)
        self._modes = ScanModeBar(buttons())
        self._cards = Cards(context)
        self._list = TicketList(context)
        self._field = ScanField()
        self._hints = Hints()
        self._left_open = LeftOpen(till, self._papers)
        self._display = Display(till, self._cards, self._list)
        self._questions = Questions(self, till, self._scans, self._cards, self._display)
        self._aside = Aside(self, till, self._papers, self._receipts)
        self._orders = Orders(self, till, self._aside)
        self._entry = Entry(self._field, till, self._scans, self._questions, self._orders.is_paper)
        self._notes = Notes(self, till, self._corrections, self._orders)
        self._commands = self._keys()
        self._only_looks = context.work.reach.is_for_looking
        self._build()
        if self._only_looks:
            why, hidden = str(context.work.reach.trouble), (self._list, self._hints)
            self._commands = only_look(why, self._modes, self._commands, *hidden)
        self._connect(context)
        self.set_mode("sell")
        self._left_open.look()

    def _keys(self) -> list[Command]:
        """What each key does; what leads elsewhere ends a typed number first."""
        corrections, leaving = self._corrections, self._entry.leaving
        return commands(
            self.set_mode,
            self.complete,
            corrections.undo,
            corrections.redo,
            self._scans.change,
            lambda: corrections.remove(self._list.chosen()),
            self._print,
            leaving(self._aside.hold),
            leaving(self._aside.take_back),
            leaving(self._orders.choose),
            leaving(self._notes.choose),
            self._label.print,
            self._questions.lots.another,
        )

    @property
    def keys(self) -> Sequence[tuple[str, str]]:
        """For F1."""
        typed = [
            ("+ −", tr("One more or less of the last")),
            ("5 *", tr("Five of the next item; also 2 kg *, 3x6 *, 1 case + 4 *")),
            ("17", tr("In Count: the number found, after a scan")),
            ("↑ ↓", tr("Choose a line")),
            ("1 2 3", tr("Link, create or skip an unknown code")),
            ("P", tr("Ticket of the sale just completed")),
            ("Esc", tr("Empty the line, leave a question")),
        ]
        firsts = {c.text: c for c in reversed(self._commands)}  # of two keys for one thing
        named = [
            (key_words(c.key), c.text)
            for c in self._commands
            if firsts[c.text] is c and c.key not in ("+", "-")
        ]
        return [*named, *typed]

    def open_with(
        self,
        mode: str = "",
        code: str = "",
        typed: str = "",
        count: str = "",
        resume: UUID | None = None,
        order: UUID | None = None,
    ) -> None:
        """Asked for by others: a mode, a code that was scanned there, or one for Enter to book.

        ``count``: a product's code; the number typed next is how many of it are there. ``resume``:
        a document that was laid aside. ``order``: a purchase order to be received.
        """
        if order is not None:
            self._orders.begin(order)
        if resume is not None:
            self._aside.resume(resume)
        if mode:
            self.set_mode(mode)
        if code:
            self._entry.scanned(code)
        if typed:
            self._field.write(typed)
        if count:
            self.set_mode("count")
            self._scans.await_count(count)
            self._entry.prompt()

    def refresh(self) -> None:
        """F5: the list and what was left open are read again."""
        self._till.reload(self._till.list_mode)
        self._left_open.look()

    def set_mode(self, mode: str) -> None:
        """What the next scan does; where nothing may be booked, it looks up."""
        mode = "lookup" if self._only_looks else mode
        self._entry.end_number()
        self._questions.drop()
        self._receipts.completed = None  # what is typed now is not about its ticket
        self._till.set_mode(mode)
        self._modes.set_mode(mode)
        self._hints.show_mode(mode)
        self._display.show_list()
        self._display.rest()
        self._entry.prompt()

    def complete(self, with_ticket: bool = False) -> None:
        """F12: freezes the sale, delivery or count in the list."""
        self._entry.leave()
        if not self._orders.receive_all():
            self._papers.complete(with_ticket)

    def settle(self) -> None:
        """Before the window closes: a number that was typed and not ended is booked."""
        if self._scans.awaits_number:
            self._entry.end_number()
            self._entry.prompt()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the line has no use for."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            step = steps[Qt.Key(event.key())]
            (self._cards if self._questions.is_which else self._list).move_choice(step)
        elif event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._field.text():
            self._agree()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """On another page something of the list may have been taken back."""
        super().showEvent(event)
        if not self._till.is_held:
            self._till.reload(self._till.list_mode, failed=lambda _error: None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list takes its share of a large screen."""
        super().resizeEvent(event)
        width = min(LIST_WIDEST, max(LIST_WIDTH, round(self.width() * LIST_SHARE)))
        if width == LIST_WIDTH:
            width = min(current_theme().px(width), LIST_LARGE_LETTERS)
        self._list.setFixedWidth(width)

    def _agree(self) -> None:
        if self._till.is_held:
            self._till.try_again()
        elif self._questions.is_which:
            self._questions.pick()

    def _leave(self) -> None:
        if not self._entry.clear():
            self._questions.drop()
            self._list.choose_none()
            self._display.rest()
        self._entry.prompt()

    def _print(self) -> None:
        """Completes the open sale with its ticket; without one, the last ticket again."""
        if self._till.list_mode == "sell" and self._till.basket.document is not None:
            self.complete(with_ticket=True)
        else:
            self._receipts.show_last()

    def _on_happened(self, event: object) -> None:
        self._label.note(event)
        questions = self._questions
        is_asking = questions.is_unknown or questions.is_which or questions.is_expired
        if isinstance(event, events.Waiting) and is_asking:
            return  # a question is already on the screen, and its answer is taken meanwhile
        if not self._questions.has_dialog and not isinstance(event, events.Reloaded):
            self._questions.drop()
        if isinstance(event, events.DocumentDone):
            self._show_done(event)
        elif not self._questions.ask(event):
            self._display.show(event)
        if isinstance(event, events.TakenBack):
            self._till.lots.clear()  # perhaps it was the wrong one
        if isinstance(event, events.Scanned | events.LineChanged):
            self._receipts.completed = None
        self._entry.prompt(self._receipts.prompt)

    def _show_done(self, event: events.DocumentDone) -> None:
        actions = []
        if event.mode == "sell":
            self._receipts.sold(event.completed.document, event.with_ticket)
            actions = [
                Action(tr("Print the ticket   P"), self._receipts.print_completed, "printer")
            ]
        shop = self._till.context.shop
        self._display.show_screen(screens.document_done(event, shop), actions)
        self._display.show_list()

    def _on_key(self, key: str) -> None:
        if key in "pP" and self._receipts.print_completed():
            self._field.take()
            self._entry.prompt()

    def _on_reachable(self, error: UserError | None) -> None:
        if can_read(error):
            self._till.remember()
            self._left_open.look()

    def _connect(self, context: Context) -> None:
        context.scanner.key.connect(self._entry.heard_key)
        context.work.reachable.connect(self._on_reachable)
        self._entry.key.connect(self._on_key)
        self._modes.chosen.connect(self.set_mode)
        self._list.undo_asked.connect(self._corrections.undo)
        self._list.complete_asked.connect(self.complete)
        self._till.happened.connect(self._on_happened)
        self._aside.laid_aside.connect(self._display.rest)
        for resumed in (self._left_open.resumed, self._aside.resumed):
            resumed.connect(lambda: self.set_mode(self._till.mode))
        self._aside.resumed.connect(self._orders.go_on)
        self._left_open.resumed.connect(self._orders.go_on)
        self._notes.begun.connect(lambda: self.set_mode("receive"))
        self._orders.begun.connect(lambda: self.set_mode("receive"))
        self._cards.shown.connect(self.shown)
        install(self, self._commands)

    def _build(self) -> None:
        self.first = self._field
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._left_open)
        column.addWidget(self._modes)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.addWidget(self._cards, 0, 0)
        grid.addWidget(self._field, 1, 0)
        grid.addWidget(self._hints, 2, 0)
        grid.addWidget(self._list, 0, 1, 3, 1)
        grid.setRowStretch(0, 1)
        grid.setColumnStretch(0, 1)
        column.addLayout(grid, 1)
