"""Whether the data can be read and written just now, learned from the answers of the database."""

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import Unavailable, UserError

# A row that is held, a slow moment, a missing right: the next question may be answered at once.
PASSING = frozenset({"busy", "too_slow", "pool_busy", "no_right"})
# Reading goes on; only a write that succeeds proves that writing does too.
UNWRITABLE = frozenset({"read_only", "disk_full", "disk_error"})


def can_read(trouble: UserError | None) -> bool:
    """Whether reading goes on in spite of this trouble."""
    return trouble is None or trouble.code in UNWRITABLE


class Reach(QObject):
    """``changed`` tells of a new ``trouble``: out of reach, else not to be written, else None."""

    changed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lost: UserError | None = None
        self._unwritable: UserError | None = None
        self.is_for_looking = False  # as long as this program runs, nothing may be written
        self._told = ""

    @property
    def trouble(self) -> UserError | None:
        """Why the data is out of reach or cannot be written, as long as that is so."""
        return self._lost or self._unwritable

    @property
    def is_read_only(self) -> bool:
        """Whether the data said so at the last write."""
        return self._unwritable is not None and self._unwritable.code == "read_only"

    def answered(self, is_write: bool) -> None:
        """A question was answered."""
        self._lost = None
        if is_write and not self.is_for_looking:
            self._unwritable = None
        self._tell()

    def failed(self, error: Unavailable, is_write: bool = False) -> None:
        """A question was not answered, for a reason that may last."""
        if is_write and error.code in UNWRITABLE:
            self._lost, self._unwritable = None, error
        elif error.code not in PASSING:
            self._lost = error
        self._tell()

    def looked(self, error: UserError | None) -> None:
        """Without anybody's question, it was seen whether the data is there."""
        self._lost = error
        self._tell()

    def only_looks(self, why: UserError) -> None:
        """It is known from the start why this program may write nothing."""
        self._unwritable, self.is_for_looking = why, True
        self._tell()

    def writable(self) -> None:
        """Without anybody's question, it was seen that it is read-only no more."""
        if self.is_read_only and not self.is_for_looking:
            self._unwritable = None
            self._tell()

    def _tell(self) -> None:
        trouble = self.trouble
        now = trouble.code if trouble else ""
        if now != self._told:
            self._told = now
            self.changed.emit(trouble)
