"""Work that is to be done on a closed shop, as a page or a dialog asks for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from desktop.domain.errors import UserError
from desktop.domain.progress import Progress


@dataclass(frozen=True)
class Aside:
    """``run`` is called in a thread while nobody here has the shop open.

    ``steps``: what it does, in order; of each the words and what else it reports meanwhile.
    ``then`` and ``failed`` are called with the new window's context, once the shop is open again;
    without ``failed`` the sentence is shown in a dialog. A stopped one ends as if never begun.
    """

    title: str
    run: Callable[[Progress], Any]
    then: Callable[[Any, Any], None]  # Context, what ``run`` gave
    failed: Callable[[Any, UserError], None] | None = None
    steps: tuple[tuple[str, ...], ...] = ()
    is_cancellable: bool = True
    kind: str = ""  # of the row of ``job`` that tells of it afterwards; none without
    told: Callable[[Any], str] = str  # what that row says of what ``run`` gave
    about: str = ""  # for those who wait: how long, and what is safe
    counts: Callable[[int, int, str], str] | None = None  # of a report, in other words
