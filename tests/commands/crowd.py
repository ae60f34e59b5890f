"""Many processes at one shelf: each books, counts, takes back, sends some commands again."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from uuid import UUID

from desktop.commands.shop import Enrol, enrol
from desktop.db.engine import Database
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.ids import Ids
from desktop.settings import Settings
from tests.tills import TestClock, Till

STEPS = (*["sell"] * 8, *["receive"] * 3, *["count"] * 2, *["undo"] * 3, "redo", "complete")


@dataclass(frozen=True)
class Place:
    """What a process is told: where the shop is, what to sell, who it is and how much to do."""

    settings: Settings
    code: str
    seed: int
    rounds: int
    shared: UUID | None = None


@dataclass
class Told:
    """What a process was answered: ids booked, and refusals by code."""

    booked: list[UUID] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class RunningClock(TestClock):
    """Tells the real time, for processes that meet in it."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def work(place: Place) -> Told:
    """One process: its own connections, its own workstation or the shared one."""
    database = Database(place.settings)
    ids, clock = Ids(), RunningClock()
    sign_on = Enrol(place.shared or ids.new(), clock.now(), "Crowd", "till", "0")
    till = Till(database, database.run(enrol, sign_on), clock, ids)
    told, dice = Told(), Random(place.seed)
    documents = {mode: ids.new() for mode in ("sell", "receive", "count")}
    for _ in range(place.rounds):
        try:
            _step(till, dice, place.code, documents, told)
        except Unavailable as error:
            told.refused.append(f"unavailable: {error.code}")
        except UserError as error:
            told.refused.append(error.code)
    database.close()
    return told


def _step(till: Till, dice: Random, code: str, documents: dict[str, UUID], told: Told) -> None:
    step = dice.choice(STEPS)
    if step == "complete":
        document, documents["sell"] = documents["sell"], till.ids.new()
        till.complete(document)
    elif step == "undo":
        till.undo()
    elif step == "redo":
        till.redo()
    else:
        quantity = dice.randrange(50) if step == "count" else dice.randrange(1, 4)
        told.booked.append(till.scan(code, step, documents[step], quantity).id)
    if dice.random() < 0.2 and till.sent:
        function, command = till.sent[-1]
        till.database.run(function, command)


def at_once(places: list[Place]) -> list[Told]:
    """Runs ``work`` in as many real processes as there are places, all at the same time."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.commands.crowd"])
    with ProcessPoolExecutor(len(places), context) as pool:
        return list(pool.map(work, places))
