"""Long verbs as rows of ``job``: what ran, and how it ended; never in the way of the verb."""

import logging
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desktop.cli.access import chosen, open_shop
from desktop.commands.jobs import NoteJob, note_job
from desktop.db.version import State
from desktop.domain.clock import SystemClock
from desktop.domain.errors import UserError
from desktop.domain.job import CANCELLED, DONE, FAILED
from desktop.jobs import opening
from desktop.jobs.noting import FAULT

_log = logging.getLogger("onhand.cli")


@dataclass
class Ending:
    """What the verb says of itself; ``error`` where it ended, but not well."""

    words: str = ""
    error: str = ""
    is_stopped: bool = False
    payload: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> str:
        return CANCELLED if self.is_stopped else FAILED if self.error else DONE


@contextmanager
def noted(options: Namespace, kind: str, title: str) -> Iterator[Ending]:
    """One row, written when the block has ended: meanwhile no connection is held for it."""
    begun, ending = SystemClock().now(), Ending()
    try:
        yield ending
    except UserError as error:
        ending.error = str(error)
        raise
    except Exception:
        ending.error = FAULT
        raise
    except BaseException:  # Ctrl+C
        ending.is_stopped = True
        raise
    finally:
        _keep(options, kind, title, begun, ending)


def _keep(options: Namespace, kind: str, title: str, begun: datetime, ending: Ending) -> None:
    """Only in a shop of this program's schema, which is not made or migrated for a note."""
    try:
        if opening.look(chosen(options)) is not State.CURRENT:
            return
        with open_shop(options) as shop:
            if shop.read_only is not None:
                return
            note = NoteJob(
                shop.ids.new(),
                shop.actor,
                shop.clock.now(),
                kind,
                title,
                ending.status,
                message=ending.words,
                error=ending.error,
                started_at=begun,
                payload={"from": "command line", **ending.payload},
            )
            shop.database.run(note_job, note)
    except Exception as error:  # the verb has done its work, or says itself why not
        _log.info("the row of %s was not written: %s", kind, type(error).__name__)
