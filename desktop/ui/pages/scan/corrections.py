"""Undo, redo and remove: counter-movements for what was booked here, newest first."""

from uuid import UUID

from desktop.commands.undo import RedoBooking, UndoBooking, Undone, redo_booking, undo_booking
from desktop.domain.ids import ZERO
from desktop.queries.tickets import MODES, Booking
from desktop.ui.pages.scan import events
from desktop.ui.pages.scan.till import Till
from desktop.ui.text import tr


class Corrections:
    """Each waits for the bookings asked for before it, so that it means what the clerk saw last."""

    def __init__(self, till: Till) -> None:
        self._till = till

    def undo(self) -> None:
        """Takes back the last booking; asked again, the one before."""
        till = self._till
        taken: list[Booking] = []

        def make() -> UndoBooking | None:
            booking = till.history.newest()
            if booking is None:
                hint = tr("Earlier bookings are taken back in Movements.")
                till.refuse(tr("There is nothing to undo here."), hint)
                return None
            taken.append(booking)
            return UndoBooking(*till.signed(), booking.id)

        till.book(undo_booking, make, lambda undone: self._on_undone(taken[0], undone))

    def redo(self) -> None:
        """Books again what was taken back last."""
        till = self._till
        till.book(redo_booking, lambda: RedoBooking(*till.signed()), self._on_redone)

    def remove(self, line: UUID) -> None:
        """Takes back all that was booked on a line of the list."""
        till = self._till
        mode = till.list_mode

        def then(undone: Undone) -> None:
            till.history.forget_line(line)
            document = till.baskets[mode].shown or ZERO
            self._on_undone(Booking(undone.target, mode, document, line), undone)

        till.book(undo_booking, lambda: UndoBooking(*till.signed(), line), then)

    def _on_undone(self, booking: Booking, undone: Undone) -> None:
        till = self._till
        till.history.took_back(booking)
        till.happened.emit(events.TakenBack(undone, booking.mode))
        till.reload(booking.mode)

    def _on_redone(self, undone: Undone) -> None:
        till = self._till
        before = till.history.again()
        mode = before.mode if before else _mode_of(undone.what)
        document, line = (before.document, before.line) if before else (ZERO, ZERO)
        till.history.booked_again(Booking(undone.id, mode, document, line))
        till.happened.emit(events.TakenBack(undone, mode, is_redo=True))
        till.reload(mode)


def _mode_of(kind: str) -> str:
    """The mode whose list a kind of movement belongs to."""
    return MODES.get({"receive": "receipt"}.get(kind, kind), "sell")
