"""What can be taken back from the Scan page: its bookings in order, and those just taken back."""

from uuid import UUID

from desktop.queries.tickets import Booking


class History:
    """Bookings that stand, newest last. Anything newly booked ends what could be booked again."""

    def __init__(self) -> None:
        self._standing: list[Booking] = []
        self._taken_back: list[Booking] = []

    def seed(self, bookings: list[Booking]) -> None:
        """What was booked before the program was started goes before all booked since."""
        self._standing = [*bookings, *self._standing]

    def add(self, booking: Booking) -> None:
        """One more booking."""
        self._standing.append(booking)
        self._taken_back.clear()

    def newest(self) -> Booking | None:
        """The one to take back now; it leaves the list, as it is asked for only once."""
        return self._standing.pop() if self._standing else None

    def took_back(self, booking: Booking) -> None:
        """It can be booked again."""
        self._taken_back.append(booking)

    def again(self) -> Booking | None:
        """The one taken back last."""
        return self._taken_back.pop() if self._taken_back else None

    def booked_again(self, booking: Booking) -> None:
        """A redo; those taken back before it can still follow."""
        self._standing.append(booking)

    def forget_line(self, line: UUID) -> None:
        """A removed line took all its bookings along."""
        self._standing = [booking for booking in self._standing if booking.line != line]
