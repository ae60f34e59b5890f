"""What the dialog needs of its surroundings, with or without an open shop."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Qt

from desktop.domain.errors import UserError
from desktop.domain.progress import Progress
from desktop.settings import Settings
from desktop.ui.aside import Aside
from desktop.ui.doing import Doing


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


def beside(
    owner: QObject,
    run: Callable[[Progress], Any],
    then: Callable[[Any], None],
    failed: Callable[[UserError], None],
    told: Callable[[int, int, str], None] | None = None,
) -> Doing:
    """Does something in a thread of its own; the answers come on the GUI thread."""
    aside = Aside("", run, lambda _, found: then(found), lambda _, error: failed(error))
    doing = Doing(aside, owner)
    doing.ended.connect(lambda: doing.tell(None, failed), Qt.ConnectionType.QueuedConnection)
    if told is not None:
        doing.progressed.connect(told, Qt.ConnectionType.QueuedConnection)
    doing.start()
    return doing
