"""Shelf labels: noted when printed, wanted by hand, forgotten; and all of it taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, was_done
from desktop.commands.edits import UndoneChange
from desktop.commands.revert import require_as_made, revert_batch
from desktop.db.bulk import insert_rows, update_rows
from desktop.domain.errors import UserError
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor, Permission
from desktop.schema import AuditEntry, Product, ShelfLabel
from desktop.schema.base import table_of

SL, P, A = table_of(ShelfLabel), table_of(Product), table_of(AuditEntry)
FIELDS = (
    "printed_price", "printed_name", "printed_unit", "template", "printed_at", "wanted_at", "copies"
)  # fmt: skip
MOST = 10_000
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PrintedLabel:
    """What a label says that came out of the printer."""

    product: UUID
    price: Decimal | None
    name: str
    unit: str
    copies: int = 1


@dataclass(frozen=True)
class NotePrinted:
    """These labels are printed: they are up to date until something of them changes."""

    id: UUID
    by: Actor
    at: datetime
    labels: tuple[PrintedLabel, ...]
    template: str


@dataclass(frozen=True)
class WantLabels:
    """Print labels of these products next time."""

    id: UUID
    by: Actor
    at: datetime
    products: tuple[UUID, ...]


@dataclass(frozen=True)
class ForgetLabels:
    """These products have no label at the shelf any more."""

    id: UUID
    by: Actor
    at: datetime
    products: tuple[UUID, ...]


@dataclass(frozen=True)
class UndoLabels:
    """Takes one of the above back; ``batch`` is its id."""

    id: UUID
    by: Actor
    at: datetime
    batch: UUID


def note_printed(session: Session, command: NotePrinted) -> int:
    """How many products. Lock: their labels in the acting person's store, by product."""
    told = {one.product: one for one in command.labels}

    def printed(row: Row) -> Row:
        one = told[row["product"]]
        return {
            "printed_price": one.price, "printed_name": one.name, "printed_unit": one.unit,
            "template": command.template, "printed_at": command.at, "wanted_at": None,
            "copies": one.copies,
        }  # fmt: skip

    return _set(session, command, list(told), printed)


def want_labels(session: Session, command: WantLabels) -> int:
    """How many products; one that is wanted already stays so. At most MOST at once."""
    if len(command.products) > MOST:
        raise UserError(
            f"At most {MOST} labels are asked for at once.", "Choose fewer.", code="too_many"
        )
    return _set(
        session,
        command,
        command.products,
        lambda row: {"wanted_at": row["wanted_at"] or command.at},
    )


def forget_labels(session: Session, command: ForgetLabels) -> int:
    """How many were forgotten."""
    require(session, command.by, Permission.PRINT_LABELS)
    if was_done(session, command.id):
        return len(command.products)
    rows = list(_held(session, command.by.store, command.products).values())
    _delete(session, [row["id"] for row in rows])
    Trail(session, command.id, command.by, command.at).removed(SL, rows)
    return len(rows)


def undo_labels(session: Session, command: UndoLabels) -> UndoneChange:
    """Whole or not at all: refused where a label was printed or changed since."""
    require(session, command.by, Permission.PRINT_LABELS)
    of_batch = (A.c.batch == command.batch, A.c.entity == SL.name)
    count = session.scalar(select(func.count()).select_from(A).where(*of_batch)) or 0
    if not count:
        raise UserError("There is nothing to take back of this.", "Refresh.", code="gone")
    if not was_done(session, command.id):
        require_as_made(session, command.batch, SL)
        trail = Trail(session, command.id, command.by, command.at)
        taken = "This was taken back already, or the product is gone by now."
        revert_batch(session, command.batch, trail, taken)
    return UndoneChange(command.id, count)


def _set(session: Session, command: Any, products: Sequence[UUID], of: Any) -> int:
    require(session, command.by, Permission.PRINT_LABELS)
    if was_done(session, command.id):
        return len(products)
    held = _held(session, command.by.store, products)
    trail = Trail(session, command.id, command.by, command.at)
    made, changed = [], []
    for product in _there(session, products):
        row = held.get(product)
        if row is None:
            new = _new(command.by.store, product)
            made.append({**new, **of(new)})
        else:
            values = {name: value for name, value in of(row).items() if value != row[name]}
            changed.append((row["id"], {name: row[name] for name in values}, {**row, **values}))
    _insert(session, made)
    changed = [one for one in changed if one[1]]
    _update(session, [row for _, _, row in changed])
    trail.made(SL, made)
    trail.replaced(SL, [(k, b, {name: row[name] for name in b}) for k, b, row in changed])
    return len(made) + len(changed)


def _new(store: UUID, product: UUID) -> Row:
    return {
        "id": uuid5(product, str(store)), "product": product, "store": store, "printed_price": None,
        "printed_name": "", "printed_unit": "", "template": "", "printed_at": None,
        "wanted_at": None, "copies": 1,
    }  # fmt: skip


def _held(session: Session, store: UUID, products: Sequence[UUID]) -> dict[UUID, Row]:
    found: dict[UUID, Row] = {}
    for part in parts(sorted(set(products))):
        asked = select(SL).where(SL.c.store == store, SL.c.product.in_(part))
        rows = session.execute(asked.order_by(SL.c.product).with_for_update()).mappings()
        found |= {row["product"]: dict(row) for row in rows}
    return found


def _there(session: Session, products: Sequence[UUID]) -> list[UUID]:
    """Those that have not been deleted meanwhile, each once, in their order."""
    wanted = sorted(set(products))
    return [
        key
        for part in parts(wanted)
        for key in session.scalars(select(P.c.id).where(P.c.id.in_(part)).order_by(P.c.id))
    ]


def _insert(session: Session, rows: Sequence[Row]) -> None:
    names = tuple(column.name for column in SL.c)
    if rows:
        insert_rows(session.connection(), SL, names, ([row[n] for n in names] for row in rows))


def _update(session: Session, rows: Sequence[Row]) -> None:
    if rows:
        values = ([row[name] for name in ("id", *FIELDS)] for row in rows)
        update_rows(session.connection(), SL, FIELDS, values)


def _delete(session: Session, keys: Sequence[UUID]) -> None:
    for part in parts(keys):
        session.execute(delete(SL).where(SL.c.id.in_(part)))
