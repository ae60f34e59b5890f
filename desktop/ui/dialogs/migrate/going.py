"""What the dialog needs of its surroundings, with or without an open shop."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from desktop.settings import Settings
from desktop.ui.aside import Aside


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
