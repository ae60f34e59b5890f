"""What the dialog needs of its surroundings, with or without an open shop."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.progress import Progress
from desktop.jobs.backup.making import Weighed
from desktop.jobs.backup.upkeep import upkeep_of
from desktop.settings import Settings
from desktop.ui.aside import Aside
from desktop.ui.backup_counts import MESSAGES, counts_of


class Written:
    """How much of the backup before the change is written, for the line below the bar."""

    def __init__(self, settings: Settings) -> None:
        self._folder = upkeep_of(settings).folder
        self._weighed: Weighed | None = None

    def of(self, progress: Progress) -> Progress:
        """Passes on what is told, and looks at the file."""
        self._weighed = Weighed(self._folder, progress)
        return self._weighed

    def counts(self, done: int, total: int, message: str) -> str:
        """Rows and size while it is made; nothing of the steps after it."""
        size = self._weighed.size if self._weighed is not None else 0
        return counts_of(message, done, total, size) if message in MESSAGES else ""


@dataclass(frozen=True)
class Going:
    """Whose schema it is and who asks.

    ``aside`` closes an open shop first; None where no shop is open: then the dialog does it itself
    and ``after`` is called.
    """

    settings: Settings
    now: Callable[[], datetime]
    user: str
    aside: Callable[[Aside], None] | None = None
    after: Callable[[], object] | None = None
