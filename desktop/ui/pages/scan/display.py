"""Shows what happened: tone, band and card, and the line in the list, in one go."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from desktop.queries.product import Found
from desktop.ui.pages.scan import events, screens
from desktop.ui.pages.scan.basket import Line
from desktop.ui.pages.scan.cards import Cards
from desktop.ui.pages.scan.modes import MODES
from desktop.ui.pages.scan.screens import Band, Screen
from desktop.ui.pages.scan.ticket_list import TicketList
from desktop.ui.pages.scan.till import Till
from desktop.ui.widgets.choice_row import ChoiceRow
from desktop.ui.widgets.status_page import Action

UNDONE_MS = 3000


class Display(QObject):
    """``show`` takes any event but the two that ask something; those are for ``Questions``."""

    def __init__(self, till: Till, cards: Cards, tickets: TicketList) -> None:
        super().__init__(cards)
        self._till = till
        self._cards = cards
        self._list = tickets
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(UNDONE_MS)
        self._back.timeout.connect(self.rest)
        self._is_waiting = False

    def rest(self) -> None:
        """The newest line of the list, or that the till is ready."""
        till, shop = self._till, self._till.context.shop
        if till.is_held:
            till.say_held()
            return
        mode = MODES[till.mode]
        newest = till.basket.newest if till.mode == till.list_mode else None
        screen = screens.line_again(mode, newest, shop) if newest else screens.ready(mode, shop)
        self.show_screen(screen)

    def show_list(self) -> None:
        """The whole list anew."""
        self._list.order = self._till.order
        self._list.show_basket(self._till.list_mode, self._till.basket)

    def show(self, event: object) -> None:
        """One event, after the commit where something was booked."""
        shop = self._till.context.shop
        match event:
            case events.Scanned():
                self._show_booked(event.booked.mode, event.line, screens.scanned(event, shop))
            case events.LineChanged():
                self._show_booked(event.mode, event.line, screens.line_changed(event, shop))
            case events.LookedUp():
                self.show_screen(screens.looked_up(event, shop))
            case events.Refused():
                self.show_screen(screens.refused(event))
            case events.Waiting():
                self.show_screen(screens.waiting(event))
                self._is_waiting = True
            case events.LeftOut():
                self.show_screen(screens.left_out(event))
            case events.TakenBack():
                self.show_screen(screens.taken_back(event))
                self._back.start()
            case events.Reloaded(mode):
                if mode == self._till.list_mode:
                    self.show_list()
                if self._is_waiting:
                    self.rest()

    def show_screen(self, screen: Screen, actions: Sequence[Action] = ()) -> None:
        """Tone, band and card."""
        self._back.stop()
        self._is_waiting = False
        self.sound(screen.band.sound, screen.band.token)
        self._cards.show_screen(screen, actions)

    def show_choices(self, screen: Screen, rows: Sequence[ChoiceRow]) -> None:
        """A question with its answers; it stays until something else is shown."""
        self._back.stop()
        self._is_waiting = False
        self.sound(screen.band.sound, screen.band.token)
        self._cards.show_choices(screen, rows)

    def show_hits(self, band: Band, products: Sequence[Found], has_keys: bool = False) -> None:
        """Products to choose from; they stay until something else is shown."""
        self._back.stop()
        self.sound(band.sound, band.token)
        self._cards.show_hits(band, products, has_keys)

    def sound(self, name: str, token: str) -> None:
        """A tone, where this computer can make one."""
        sound = self._till.context.sound
        if name and sound is not None:
            sound.play(name, token)

    def _show_booked(self, mode: str, line: Line, screen: Screen) -> None:
        self.show_screen(screen)
        if mode != self._till.list_mode:
            return
        is_ordered = mode == "receive" and self._till.order is not None
        if is_ordered or self._till.basket.line(line.id) is None:
            self.show_list()
        else:
            self._list.put_first(line, self._till.basket)
