"""What the till asks, and nobody has to answer: an unknown code, several matches, a hold."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.commands.scans import BookScan
from desktop.ui.dialogs.link_product import LinkProductDialog
from desktop.ui.dialogs.new_product import NewProductDialog
from desktop.ui.pages.scan import events, screens
from desktop.ui.pages.scan.cards import Cards
from desktop.ui.pages.scan.display import Display
from desktop.ui.pages.scan.lot_question import LotQuestion
from desktop.ui.pages.scan.narrowing import has_keys, narrowed
from desktop.ui.pages.scan.scans import Scans
from desktop.ui.pages.scan.till import Till
from desktop.ui.text import tr
from desktop.ui.widgets.choice_row import ChoiceRow
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.status_page import Action


class Questions(QObject):
    """At most one is open. Whatever else the clerk does counts as a skip."""

    def __init__(self, page: QWidget, till: Till, scans: Scans, cards: Cards, display: Display):
        super().__init__(page)
        self._page = page
        self._till = till
        self._scans = scans
        self._cards = cards
        self._display = display
        self._unknown: BookScan | None = None
        self._link = ""
        self._expired: BookScan | None = None
        self._several: events.Several | None = None
        self._dialog: Dialog | None = None
        self.lots = LotQuestion(page, till, scans, display)
        cards.picked.connect(self._on_picked)

    @property
    def is_unknown(self) -> bool:
        """Whether an unknown code waits for 1, 2, 3 or a name."""
        return self._unknown is not None

    @property
    def is_expired(self) -> bool:
        """Whether goods that are out of date wait for 1 or 2."""
        return self._expired is not None

    @property
    def is_which(self) -> bool:
        """Whether one of several products is to be chosen."""
        return self._several is not None

    @property
    def is_family(self) -> bool:
        """Whether those to choose from are variants: up to nine have keys, letters lead to any."""
        return self._several is not None and bool(self._several.family)

    @property
    def has_dialog(self) -> bool:
        """Whether the clerk is answering in a dialog."""
        return self._dialog is not None or self.lots.is_asking

    def ask(self, event: object) -> bool:
        """Whether the event is a question; it is shown then."""
        match event:
            case events.Unknown() if self._till.context.work.reach.is_for_looking:
                self._display.show_screen(screens.unknown(event))
            case events.Unknown(scan, link):
                self._unknown, self._link = scan, link
                self._show_unknown(event)
            case events.OutOfDate(scan):
                self._expired = scan
                self._display.show_choices(screens.expired(event), _expired_ways(self))
            case events.LotAsked():
                self._display.sound("warn", "warn")
                self.lots.ask(event)
            case events.Several():
                self._several = event
                self._display.show_hits(screens.several(event), event.products, has_keys(event))
            case events.Held():
                self._display.show_screen(screens.held(event), _ways_on(self._till))
            case _:
                return False
        return True

    def drop(self) -> None:
        """The question is no longer of interest."""
        self._unknown = self._several = self._expired = None
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.reject()
        self.lots.skip()

    def answer(self, key: str) -> bool:
        """1, 2 or 3 to a question; whether the key was an answer."""
        if self._several is not None and self.is_family:
            picked = _numbered(self._several, key)
            if picked is not None:
                self._on_picked(picked)
            return picked is not None
        answers = {"1": self.link, "2": self.create, "3": self.skip}
        if self.is_expired:
            answers = {"1": self.book_expired, "2": self.skip}
        if not (self.is_unknown or self.is_expired) or key not in answers:
            return False
        answers[key]()
        return True

    def link(self) -> None:
        """The code is given to a product that is there; then the scan is booked."""
        if self._unknown is not None:
            context = self._till.context
            then = self._booker(self._unknown)
            self._open(LinkProductDialog(self._page, context, then, self._link))

    def create(self, name: str = "") -> None:
        """A new product has the code; then the scan is booked."""
        if self._unknown is not None:
            context = self._till.context
            then = self._booker(self._unknown)
            self._open(NewProductDialog(self._page, context, then, self._link, name))

    def skip(self) -> None:
        """The goods are put aside."""
        self.drop()
        self._display.rest()

    def book_expired(self) -> None:
        """Books the very scan that waited, out of date as the goods are."""
        if self._expired is not None:
            scan = replace(self._expired, accepts_expired=True)
            self.drop()
            self._scans.book(scan)

    def narrow(self, text: str) -> None:
        """Shows the variants that what is typed means, or all where it means none."""
        if self._several is None or not self.is_family:
            return
        left = narrowed(self._several, text)
        band = screens.several(self._several, len(left) if text else 0)
        shown = left or self._several.products
        self._cards.show_hits(band, shown, has_keys(self._several) and not text)

    def pick(self, text: str = "") -> bool:
        """Books the chosen one of several products; with a ``text`` only where it means any."""
        if text and not (self._several and self.is_family and narrowed(self._several, text)):
            return False
        chosen = self._cards.chosen()
        if isinstance(chosen, UUID):
            self._on_picked(chosen)
        return isinstance(chosen, UUID)

    def _on_picked(self, product: UUID) -> None:
        if self._several is None:
            return
        scan = self._several.scan
        found = next(each for each in self._several.products if each.product == product)
        self.drop()
        self._scans.book(replace(scan, code=found.sku), is_typed=True)

    def _booker(self, scan: BookScan) -> Callable[[UUID], None]:
        """Books the very scan that waited: same id, quantity and mode."""

        def then(_product: UUID) -> None:
            self.drop()
            self._scans.book(scan)

        return then

    def _open(self, dialog: Dialog) -> None:
        if self._dialog is not None:
            self._dialog.reject()
        self._dialog = dialog
        dialog.finished.connect(lambda _result: self._on_closed(dialog))
        dialog.open()

    def _on_closed(self, dialog: Dialog) -> None:
        if self._dialog is dialog:
            self._dialog = None
        dialog.deleteLater()

    def _show_unknown(self, event: events.Unknown) -> None:
        screen = screens.unknown(event)
        link = tr("Type a few letters, Enter adds the code to it")
        create = tr("Name and price now, the rest later")
        skip = tr("Put the goods aside and go on")
        self._display.show_choices(
            screen,
            [
                ChoiceRow("1", "link", tr("Link to a product we have"), link, self.link),
                ChoiceRow("2", "circle-plus", tr("Create a new product"), create, self.create),
                ChoiceRow("3", "skip-forward", tr("Skip it"), skip, self.skip),
            ],
        )


def _expired_ways(questions: Questions) -> list[ChoiceRow]:
    anyway, aside = tr("Book it all the same"), tr("Put it aside")
    told = tr("It is noted on its lot, where the product keeps lots")
    later = tr("Nothing is booked; write it off in Products")
    return [
        ChoiceRow("1", "check", anyway, told, questions.book_expired),
        ChoiceRow("2", "skip-forward", aside, later, questions.skip),
    ]


def _numbered(several: events.Several, key: str) -> UUID | None:
    """The variant that 1 to 9 stand for."""
    if not has_keys(several):
        return None
    number = int(key) if key.isascii() and key.isdigit() else 0
    return several.products[number - 1].product if 0 < number <= len(several.products) else None


def _ways_on(till: Till) -> list[Action]:
    """What can be done while the data is out of reach."""
    again = Action(tr("Try again"), till.try_again, "refresh-cw", "primary")
    return [Action(tr("Leave them out"), till.leave_out, "circle-minus"), again]
