"""Whose turn it is: one program forecasts at a time; whoever asks meanwhile waits or not."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from desktop.db.lease import lease
from desktop.domain.ids import Ids
from desktop.domain.permissions import Actor
from desktop.domain.progress import Cancelled, Progress
from desktop.jobs.forecasting.worker import in_worker, order_of
from desktop.queries.forecasts import last_run
from desktop.settings import Settings

Read = Callable[[], AbstractContextManager[Session]]  # opens a session
LOOK_S = 0.5
ELSEWHERE = "Another program or workstation is forecasting."


@dataclass(frozen=True)
class Asked:
    """``products``: some, None for all; ``is_patient``: wait for another's run."""

    by: Actor
    at: datetime
    products: list[UUID] | None = None
    is_patient: bool = True


def forecast(
    settings: Settings, read: Read, ids: Ids, asked: Asked, progress: Progress
) -> dict[str, Any]:
    """What the run tells, see ``running.Ran``. Where another made one meanwhile, that.

    Cancelled with words where it is made elsewhere and nobody waits for it.
    """
    before = _last(read, asked.by.store)
    with _turn(settings, asked, progress) as has_waited:
        if has_waited and asked.products is None and _last(read, asked.by.store) != before:
            return {"products": 0, "totals": {}, "is_elsewhere": True}
        order = order_of(ids.new(), asked.by, asked.at, asked.products)
        return in_worker(settings, order, progress)


def _last(read: Read, store: UUID) -> UUID | None:
    with read() as session:
        run = last_run(session, store)
    return None if run is None else run.run


@contextmanager
def _turn(settings: Settings, asked: Asked, progress: Progress) -> Iterator[bool]:
    """Tells whether it had to be waited for."""
    url, name, has_waited = make_url(settings.url), f"forecast:{asked.by.store}", False
    while True:
        with ExitStack() as stack:
            if stack.enter_context(lease(url, name)):
                yield has_waited
                return
        if not asked.is_patient:
            raise Cancelled(ELSEWHERE)
        has_waited = True
        progress.report(0, 0, ELSEWHERE)
        time.sleep(LOOK_S)
