"""An import made ready beside the shop: read, compared and staged before anything is locked."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands import alerts, price_alerts
from desktop.commands.audit import Trail
from desktop.commands.categories import keys_to_come
from desktop.commands.imports.goods import Goods, Marks, keys_of, usual_tax
from desktop.commands.imports.items import ImportProducts
from desktop.commands.imports.lookups import categories_of, names_of, units_of
from desktop.commands.imports.matching import Plan, check_import
from desktop.commands.imports.offers import Changed, Offered, Offers, known_vendors
from desktop.commands.imports.staged_stock import Shelf, StagedStock
from desktop.commands.posting import Posting, foresee
from desktop.db.staging import Outdated, Stage
from desktop.domain.alert_rules import Rules
from desktop.domain.permissions import Permission
from desktop.domain.progress import Progress
from desktop.schema import Writer

# Looks at what would be done before it is: the same command, or one that leaves something out.
Agree = Callable[[Session, ImportProducts, Plan], ImportProducts]


@dataclass(frozen=True)
class Branches:
    """The categories that are ``found``, and those that are ``made`` by ``paths``."""

    paths: list[str]
    found: dict[tuple[str, ...], UUID]
    made: dict[tuple[str, ...], UUID]


@dataclass(frozen=True)
class Prepared:
    """A plan whose rows wait on a stage, and the command as it was agreed on.

    ``vendors`` and ``rules``: what is there of them; ``rising``: prices whose alerts are to be
    looked at; ``entries``: how many rows the trail has with the stage's last.
    """

    command: ImportProducts
    plan: Plan
    marks: Marks
    stage: Stage
    branches: Branches
    vendors: list[Any]
    offered: Offered
    rules: Rules
    rising: list[UUID]
    stock: StagedStock
    entries: int


def job_lane(session: Session, writer: UUID) -> UUID:
    """The chain of the jobs of a writer's workstation."""
    workstation = session.scalars(select(Writer.workstation).where(Writer.id == writer)).one()
    return uuid5(workstation, "job")


def marks_of(session: Session, command: ImportProducts, posting: Posting) -> Marks:
    """What the rows share, as the shop is now."""
    rate = usual_tax(session, command.by.store)
    return Marks(posting.stamp, posting.workstation, rate, posting.currency)


def agreed_plan(
    session: Session, command: ImportProducts, agree: Agree | None, locks: bool = False
) -> tuple[ImportProducts, Plan]:
    """Compared once; again only where something in it is to stay as it is in the shop."""
    plan = check_import(session, command, locks)
    wanted = command if agree is None else agree(session, command, plan)
    return wanted, plan if wanted is command else check_import(session, wanted, locks)


def prepare_import(
    session: Session,
    command: ImportProducts,
    stage: Stage,
    progress: Progress,
    agree: Agree | None = None,
) -> Prepared:
    """Reads only, locks nothing; ImportRefused with every problem."""
    command, plan = agreed_plan(session, command, agree)
    by = replace(command.by, writer=job_lane(session, command.by.writer))
    posting = foresee(session, command.id, by, command.at, Permission.IMPORT)
    marks = marks_of(session, command, posting)
    branches = _branches(command, plan)
    trail = Trail(session, command.id, command.by, marks.stamp, stage, len(branches.made))
    tell = telling(progress, "Preparing")
    into = (command, plan, marks, stage, trail, tell)
    keys, vendors = keys_of(command, plan), known_vendors(session, command.items)
    Goods(*into).write(keys)
    connection, store = session.connection(), command.by.store
    rules, rising = alerts.rules_in(connection, store), list[UUID]()
    rule = rules[price_alerts.KIND]

    def look(changed: Changed) -> None:
        rising.extend(price_alerts.to_review(connection, store, changed, marks.stamp, rule))

    offered = Offers(*into).write(connection, vendors, keys, look)
    stock = Shelf(connection, command, plan, posting, stage, rules, tell).put(keys)
    return Prepared(
        *(command, plan, marks, stage, branches, vendors, offered, rules, rising, stock),
        trail.number,
    )


def _branches(command: ImportProducts, plan: Plan) -> Branches:
    """The plan knows the keys of all categories afterwards."""
    found, paths = dict(plan.categories), missing(plan)
    made = keys_to_come(paths, found, command.id)
    plan.categories.update(made)
    return Branches(paths, found, made)


def telling(progress: Progress, word: str) -> Callable[[int], None]:
    """Adds up the rows that it is told, and reports them."""
    done = 0

    def tell(rows: int) -> None:
        nonlocal done
        done += rows
        progress.report(done, 0, word)

    return tell


def missing(plan: Plan) -> list[str]:
    """The paths of categories that are not there, in the order in which they are made."""
    wanted = {match.item.category for match in plan.matches} - {None}
    new = {path for path in wanted if path and names_of(path) not in plan.categories}
    return sorted(new | {branch.path for branch in plan.branches})


def check_again(
    session: Session, command: ImportProducts, prepared: Prepared, posting: Posting
) -> None:
    """Under the lock: Outdated where what all rows stand on has changed since.

    The rows themselves are looked at where they are written: what is new by the unique indexes,
    what changes by its version, what is counted by its levels.
    """
    connection, plan = session.connection(), prepared.plan
    is_same = (
        prepared.marks == marks_of(session, command, posting)
        and posting.follows(prepared.stock.posting)
        and units_of(connection) == plan.units
        and categories_of(connection) == prepared.branches.found
        and known_vendors(session, command.items) == prepared.vendors
        and alerts.rules_in(connection, command.by.store) == prepared.rules
    )
    if not is_same:
        raise Outdated
