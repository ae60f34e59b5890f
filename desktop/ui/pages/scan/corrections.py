"""Undo, redo and remove: counter-movements for what was booked here, newest first."""

from dataclasses import replace
from uuid import UUID

from desktop.commands.undo import RedoBooking, UndoBooking, Undone, redo_booking, undo_booking
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.queries.tickets import MODES, Booking
from desktop.ui.pages.scan import events
from desktop.ui.pages.scan.history import Step
from desktop.ui.pages.scan.till import Till
from desktop.ui.text import tr

Answers = tuple[Undone, ...]


class Corrections:
    """Each waits for the bookings asked for before it, so that it means what the clerk saw last."""

    def __init__(self, till: Till) -> None:
        self._till = till

    def undo(self) -> None:
        """Takes back the last step; asked again, the one before."""
        till = self._till
        taken: list[Step] = []

        def make() -> UndoBooking | None:
            step = till.history.newest()
            if not step:
                hint = tr("Earlier bookings are taken back in Movements.")
                till.refuse(tr("There is nothing to undo here."), hint)
                return None
            taken.append(step)
            return UndoBooking(*till.signed(), step[-1].id)

        till.book(undo_booking, make, lambda undone: self._go_back(taken[0], (undone,)))

    def _go_back(self, step: Step, done: Answers) -> None:
        """The newest of a step's bookings are taken back: next the one before them."""
        till = self._till
        left = len(step) - len(done)
        if not left:
            self._on_undone(step, _whole(done))
            return

        def failed(error: UserError) -> None:
            till.history.took_back(step[left:])
            till.history.booked_again(step[:left])
            till.refused(error)
            till.reload(step[0].mode)

        till.book(
            undo_booking,
            lambda: UndoBooking(*till.signed(), step[left - 1].id),
            lambda undone: self._go_back(step, (*done, undone)),
            failed,
            is_next=True,
        )

    def redo(self) -> None:
        """Books again what was taken back last."""
        till = self._till
        till.book(
            redo_booking,
            lambda: RedoBooking(*till.signed()),
            lambda undone: self._go_again(till.history.again(), (undone,)),
        )

    def _go_again(self, step: Step, done: Answers) -> None:
        """The first of a step's bookings stand again: next the one after them."""
        till = self._till
        if len(done) >= len(step):
            self._on_redone(step, done)
            return

        def failed(error: UserError) -> None:
            self._on_redone(step, done)
            till.refused(error)

        till.book(
            redo_booking,
            lambda: RedoBooking(*till.signed()),
            lambda undone: self._go_again(step, (*done, undone)),
            failed,
            is_next=True,
        )

    def remove(self, line: UUID | None) -> None:
        """Takes back all that was booked on a line of the list; None: there is none."""
        if line is None:
            return
        till = self._till
        mode = till.list_mode

        def then(undone: Undone) -> None:
            till.history.forget_line(line)
            document = till.baskets[mode].shown or ZERO
            self._on_undone((Booking(undone.target, mode, document, line),), undone)

        till.book(undo_booking, lambda: UndoBooking(*till.signed(), line), then)

    def _on_undone(self, step: Step, undone: Undone) -> None:
        till = self._till
        till.history.took_back(step)
        till.happened.emit(events.TakenBack(undone, step[0].mode))
        till.reload(step[0].mode)

    def _on_redone(self, step: Step, done: Answers) -> None:
        till = self._till
        mode = step[0].mode if step else _mode_of(done[0].what)
        document, line = (step[0].document, step[0].line) if step else (ZERO, ZERO)
        till.history.booked_again(tuple(Booking(each.id, mode, document, line) for each in done))
        till.happened.emit(events.TakenBack(_whole(done), mode, is_redo=True))
        till.reload(mode)


def _whole(done: Answers) -> Undone:
    """The last answer of a step, with what was on hand before the first."""
    before = {row.product: row.before for row in done[0].rows}
    last = done[-1]
    rows = tuple(replace(row, before=before.get(row.product, row.before)) for row in last.rows)
    return replace(last, rows=rows)


def _mode_of(kind: str) -> str:
    """The mode whose list a kind of movement belongs to."""
    return MODES.get({"receive": "receipt"}.get(kind, kind), "sell")
