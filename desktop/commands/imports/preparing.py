"""An import made ready beside the shop: read, compared and staged before anything is locked."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.audit import Trail
from desktop.commands.categories import keys_to_come
from desktop.commands.imports.goods import Goods, Marks, keys_of, usual_tax
from desktop.commands.imports.items import ImportProducts
from desktop.commands.imports.matching import (
    Plan,
    book_anew,
    categories_of,
    check_import,
    names_of,
    units_of,
)
from desktop.commands.posting import Posting
from desktop.db.staging import Outdated, Stage
from desktop.domain.ledger import MICROSECOND
from desktop.domain.progress import Progress
from desktop.schema import Writer


@dataclass(frozen=True)
class Prepared:
    """A plan whose products wait on a stage.

    ``found`` are the categories that are there, ``made`` those that come by ``paths``;
    ``entries``: how many rows the trail has with the stage's last; ``keys``: each product's by SKU.
    """

    plan: Plan
    marks: Marks
    stage: Stage
    paths: list[str]
    found: dict[tuple[str, ...], UUID]
    made: dict[tuple[str, ...], UUID]
    entries: int
    keys: dict[str, UUID]


def job_lane(workstation: UUID) -> UUID:
    """The writer of a workstation's jobs."""
    return uuid5(workstation, "job")


def prepare_import(
    session: Session, command: ImportProducts, stage: Stage, progress: Progress
) -> Prepared:
    """Reads only, locks nothing; ImportRefused with every problem."""
    plan = check_import(session, command)
    marks = _marks(session, command)
    found = dict(plan.categories)
    paths = missing(plan)
    made = keys_to_come(paths, found, command.id)
    plan.categories.update(made)
    trail = Trail(session, command.id, command.by, marks.stamp, stage, len(made))
    done = 0

    def tell(rows: int) -> None:
        nonlocal done
        done += rows
        progress.report(done, 0, "Preparing")

    keys = keys_of(command, plan)
    Goods(command, plan, marks, stage, trail, tell).write(keys)
    return Prepared(plan, marks, stage, paths, found, made, trail.number, keys)


def missing(plan: Plan) -> list[str]:
    """The paths of categories that are not there, in the order in which they are made."""
    wanted = {match.item.category for match in plan.matches} - {None}
    return sorted(path for path in wanted if path and names_of(path) not in plan.categories)


def check_again(
    session: Session, command: ImportProducts, prepared: Prepared, posting: Posting
) -> None:
    """Under the lock: Outdated where what all rows stand on has changed since.

    The rows themselves are looked at where they are written: what is new by the unique indexes,
    what changes by its version.
    """
    connection, plan = session.connection(), prepared.plan
    rate = usual_tax(session, command.by.store)
    is_same = (
        prepared.marks == Marks(posting.stamp, posting.workstation, rate)
        and units_of(connection) == plan.units
        and categories_of(connection) == prepared.found
        and book_anew(session, command, plan)
    )
    if not is_same:
        raise Outdated


def _marks(session: Session, command: ImportProducts) -> Marks:
    own = select(Writer.workstation).where(Writer.id == command.by.writer)
    workstation = session.scalars(own).one()
    lane = select(Writer.last_at).where(Writer.id == job_lane(workstation))
    last = session.scalars(lane).first()
    stamp = command.at if last is None else max(command.at, last + MICROSECOND)
    return Marks(stamp, workstation, usual_tax(session, command.by.store))
