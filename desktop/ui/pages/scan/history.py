"""What can be taken back from the Scan page: its bookings in order, and those just taken back."""

from uuid import UUID

from desktop.queries.tickets import Booking

Step = tuple[Booking, ...]


class History:
    """Steps that stand, newest last. Anything newly booked ends what could be booked again.

    A step is what the clerk means by one booking: in a count the scan with the number after it.
    """

    def __init__(self) -> None:
        self._standing: list[Step] = []
        self._taken_back: list[Step] = []

    def seed(self, bookings: list[Booking]) -> None:
        """What was booked before the program was started goes before all booked since."""
        self._standing = [*((booking,) for booking in bookings), *self._standing]

    def add(self, booking: Booking) -> None:
        """One more booking, a step of its own."""
        self._standing.append((booking,))
        self._taken_back.clear()

    def add_to(self, first: UUID, booking: Booking) -> None:
        """One more booking of the newest step, if that began with ``first``."""
        if self._standing and self._standing[-1][0].id == first:
            self._standing[-1] = (*self._standing[-1], booking)
            self._taken_back.clear()
        else:
            self.add(booking)

    def newest(self) -> Step:
        """The step to take back now; it leaves the list, as it is asked for only once."""
        return self._standing.pop() if self._standing else ()

    def took_back(self, step: Step) -> None:
        """It can be booked again."""
        self._taken_back.append(step)

    def again(self) -> Step:
        """The step taken back last."""
        return self._taken_back.pop() if self._taken_back else ()

    def booked_again(self, step: Step) -> None:
        """A redo; those taken back before it can still follow."""
        self._standing.append(step)

    def forget_line(self, line: UUID) -> None:
        """A removed line took all its bookings along."""
        self._standing = [step for step in self._standing if step[0].line != line]
