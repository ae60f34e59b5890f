"""Purchase orders: drafted, changed, sent, closed, voided. They move no stock; deliveries do.

A draft may be changed in all; a sent one (``open``) too, down to what came in of it. It is posted
when everything came in or somebody says that nothing more is waited for.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from desktop.commands import deliveries, documents
from desktop.commands.audit import Trail, fields_of, was_done
from desktop.commands.conflicts import newest_of
from desktop.commands.parents import refuse_parent
from desktop.commands.posting import Posting, begin
from desktop.commands.texts import check_text
from desktop.domain.conflict import ChangedMeanwhile, Clash
from desktop.domain.errors import UserError
from desktop.domain.ids import member
from desktop.domain.money import check_price, check_total, line_total
from desktop.domain.permissions import Actor, Permission
from desktop.domain.quantity import check_quantity
from desktop.domain.shop import currency_decimals
from desktop.schema import Document, DocumentLine, Product, Unit, Vendor, VendorPrice

KIND = "purchase"
LIVE = ("draft", "open")
# Where a command's orders and their lines take their ids, beyond those of its trail.
_ORDERS, _LINES = 1 << 17, 1 << 18
_NONE = Decimal(0)


@dataclass(frozen=True)
class NewLine:
    """So much of a product; without a price what the vendor asks, else what it has cost."""

    product: UUID
    quantity: Decimal
    unit_price: Decimal | None = None


@dataclass(frozen=True)
class NewOrder:
    """One order to one vendor. Two lines of one product are added up."""

    vendor: UUID
    lines: tuple[NewLine, ...] = ()
    due_date: date | None = None
    note: str = ""


@dataclass(frozen=True)
class DraftOrders:
    """Draft orders to several vendors at once."""

    id: UUID
    by: Actor
    at: datetime
    orders: tuple[NewOrder, ...]


@dataclass(frozen=True)
class SetOrderLine:
    """``quantity`` 0 takes the product off the order; a price of None stays, or is looked up.

    ``seen``: the quantity that the editor was shown; None: nothing is compared.
    """

    id: UUID
    by: Actor
    at: datetime
    order: UUID
    product: UUID
    quantity: Decimal
    unit_price: Decimal | None = None
    seen: Decimal | None = None


@dataclass(frozen=True)
class ChangeOrder:
    """When it is due, and what is noted on it."""

    id: UUID
    by: Actor
    at: datetime
    order: UUID
    due_date: date | None
    note: str


class OnOrder(Protocol):
    """What every command on one order says."""

    @property
    def id(self) -> UUID: ...
    @property
    def by(self) -> Actor: ...
    @property
    def at(self) -> datetime: ...
    @property
    def order(self) -> UUID: ...


@dataclass(frozen=True)
class Ordered:
    """An order as a command left it."""

    document: UUID
    number: str
    vendor: str
    status: str


def draft_orders(session: Session, command: DraftOrders) -> tuple[Ordered, ...]:
    """One draft per order given; all or none. Locks: the writer."""
    posting = begin(session, command.id, command.by, command.at, Permission.ORDER)
    if was_done(session, command.id):
        return _drafted(session, command.id)
    if not command.orders:
        raise UserError("There is nothing to order.", "Choose some products first.", code="empty")
    trail = Trail(session, command.id, command.by, posting.stamp)
    lines = 0
    for number, order in enumerate(command.orders):
        key = member(command.id, _ORDERS + number)
        paper = _create(session, posting, key, order, trail)
        for line in _added_up(order.lines):
            _add_line(session, paper, line, member(command.id, _LINES + lines), trail)
            lines += 1
        _sum_up(session, paper, posting.stamp)
    session.flush()
    return _drafted(session, command.id)


def _create(
    session: Session, posting: Posting, key: UUID, order: NewOrder, trail: Trail
) -> Document:
    vendor = session.get(Vendor, order.vendor)
    if vendor is None:
        raise UserError("This vendor is gone.", "Refresh the list.", field="vendor", code="gone")
    if not vendor.is_active:
        raise UserError(
            f"{vendor.name} is inactive.", "Make it active first.", field="vendor", code="inactive"
        )
    note = check_text(order.note, "note", 2000)
    more = {"vendor": vendor.id, "currency": vendor.currency, "due_date": order.due_date}
    documents.create(posting, key, KIND, status="draft", note=note, **more)
    paper = session.get_one(Document, key)
    trail.created(paper)
    return paper


def _added_up(lines: tuple[NewLine, ...]) -> list[NewLine]:
    """One line a product, in the order of their first."""
    found: dict[UUID, NewLine] = {}
    for line in lines:
        before = found.get(line.product)
        more = before.quantity if before is not None else _NONE
        found[line.product] = replace(line, quantity=line.quantity + more)
    return list(found.values())


def _drafted(session: Session, command: UUID) -> tuple[Ordered, ...]:
    first, last = member(command, _ORDERS), member(command, _LINES - 1)
    keys = select(Document.id).where(Document.id.between(first, last)).order_by(Document.id)
    return tuple(told(session, session.get_one(Document, key)) for key in session.scalars(keys))


def set_order_line(session: Session, command: SetOrderLine) -> Ordered:
    """One product of an order: new, more, fewer, or off it. Locks: the writer, the order."""
    _, paper, trail = held(session, command)
    if trail is None:
        return told(session, paper)
    require(paper, *LIVE)
    put_line(session, paper, command, trail)
    return settle(session, paper, trail)


def put_line(
    session: Session, paper: Document, command: SetOrderLine, trail: Trail, number: int = 0
) -> None:
    """One line of an order that is held; ``number`` counts the lines of one command."""
    wanted = select(DocumentLine).where(
        DocumentLine.document == paper.id, DocumentLine.product == command.product
    )
    line = session.scalars(wanted).first()
    if line is None:
        new = NewLine(command.product, command.quantity, command.unit_price)
        _add_line(session, paper, new, member(command.id, _LINES + number), trail)
    else:
        _check_seen(session, paper, line, command.seen)
        _change_line(session, paper, line, command, trail)


def settle(session: Session, paper: Document, trail: Trail | None) -> Ordered:
    """Sums the order up after its lines changed; without a trail they did before."""
    if trail is not None:
        _sum_up(session, paper, trail.at)
        deliveries.settle_order(session.connection(), paper.id, trail.at)
        session.refresh(paper)
    return told(session, paper)


def _check_seen(
    session: Session, paper: Document, line: DocumentLine, seen: Decimal | None
) -> None:
    if seen is None or seen == line.qty:
        return
    who, at = newest_of(session, {(line.__tablename__, line.id): {"qty"}})
    clash = Clash("quantity", seen, line.qty, seen)
    raise ChangedMeanwhile(f"{line.description} on {paper.number}", who, (clash,), 0, at)


def _add_line(session: Session, paper: Document, line: NewLine, key: UUID, trail: Trail) -> None:
    product, decimals = _product(session, line.product)
    quantity = _quantity(line.quantity, decimals, _NONE)
    if not quantity:
        raise UserError("An order is for more than zero.", field="quantity", code="negative")
    price = _price(session, paper, product) if line.unit_price is None else line.unit_price
    newest = select(func.coalesce(func.max(DocumentLine.position), 0))
    last = session.scalars(newest.where(DocumentLine.document == paper.id)).one()
    row = DocumentLine(
        id=key, document=paper.id, position=last + 1, product=product.id,
        description=product.name, unit=product.unit, category=product.category,
        qty=quantity, unit_price=check_price(price, "unit_price"), discount=_NONE,
        tax_rate=_NONE, total=_NONE,
    )  # fmt: skip
    row.total = _worth(paper, row)
    session.add(row)
    session.flush()
    trail.created(row)


def _change_line(
    session: Session, paper: Document, line: DocumentLine, command: SetOrderLine, trail: Trail
) -> None:
    product, decimals = _product(session, command.product)
    here = deliveries.received(session.connection(), paper.id).get(product.id, _NONE)
    before = fields_of(line)
    line.qty = _quantity(command.quantity, decimals, here)
    if command.unit_price is not None:
        line.unit_price = check_price(command.unit_price, "unit_price")
    line.total = _worth(paper, line)
    if line.qty:
        trail.changed(line, before)
    else:
        trail.deleted(line)
        session.delete(line)
    session.flush()


def _quantity(quantity: Decimal, decimals: int, here: Decimal) -> Decimal:
    wanted = check_quantity(quantity, decimals)
    if wanted < 0:
        raise UserError("An order is for more than zero.", field="quantity", code="negative")
    if wanted < here:
        raise UserError(
            f"{here.normalize():f} came in already.",
            "Order as much at least, or take the delivery back first.",
            field="quantity",
            code="received",
        )
    return wanted


def _worth(paper: Document, line: DocumentLine) -> Decimal:
    decimals = currency_decimals(paper.currency)
    return check_total(line_total(line.qty, line.unit_price, decimals))


def _product(session: Session, product: UUID) -> tuple[Product, int]:
    wanted = select(Product, Unit.decimals).join(Unit, Unit.id == Product.unit)
    row = session.execute(wanted.where(Product.id == product)).first()
    if row is None:
        raise UserError("This product is gone.", "Refresh.", field="product", code="gone")
    refuse_parent(row.Product)
    return row.Product, row.decimals


def _price(session: Session, paper: Document, product: Product) -> Decimal:
    """What the vendor asks; where it has no price, what the product has cost."""
    asked = session.scalars(
        select(VendorPrice.unit_price).where(
            VendorPrice.vendor == paper.vendor, VendorPrice.product == product.id
        )
    ).first()
    return asked if asked is not None else product.unit_cost or _NONE


def _sum_up(session: Session, paper: Document, at: datetime) -> None:
    total = select(func.coalesce(func.sum(DocumentLine.total), _NONE))
    paper.total = check_total(session.scalars(total.where(DocumentLine.document == paper.id)).one())
    _stamp(paper, at)
    session.flush()


def _stamp(paper: Document, at: datetime) -> None:
    """The command's time, also where the row has it already: no clock is asked then."""
    paper.updated_at = at
    flag_modified(paper, "updated_at")


def change_order(session: Session, command: ChangeOrder) -> Ordered:
    """Its due date and note, as long as goods are waited for."""
    _, paper, trail = held(session, command)
    if trail is None:
        return told(session, paper)
    require(paper, *LIVE)
    before = fields_of(paper)
    paper.due_date = command.due_date
    paper.note = check_text(command.note, "note", 2000)
    return kept(session, paper, before, trail)


def held(session: Session, command: OnOrder) -> tuple[Posting, Document, Trail | None]:
    """The order, held until the commit; no trail where the command was done before."""
    posting = begin(session, command.id, command.by, command.at, Permission.ORDER)
    paper = hold(session, command.order)
    if was_done(session, command.id):
        return posting, paper, None
    return posting, paper, Trail(session, command.id, command.by, posting.stamp)


def hold(session: Session, order: UUID) -> Document:
    """The order, held until the commit."""
    wanted = select(Document).where(Document.id == order, Document.kind == KIND)
    paper = session.scalars(wanted.with_for_update(key_share=True)).first()
    if paper is None:
        raise UserError("This order is gone.", "Refresh the list.", code="gone")
    return paper


def require(paper: Document, *states: str) -> None:
    """Passes in silence when the order is in one of these states."""
    if paper.status not in states:
        state = {"open": "sent", "posted": "closed", "draft": "a draft"}.get(
            paper.status, paper.status
        )
        raise UserError(f"{paper.number} is {state}.", "Nothing was changed.", code="closed")


def kept(session: Session, paper: Document, before: dict[str, Any], trail: Trail) -> Ordered:
    """Writes what was changed of the order, with its trail."""
    _stamp(paper, trail.at)
    session.flush()
    trail.changed(paper, before)
    session.flush()
    return told(session, paper)


def told(session: Session, paper: Document) -> Ordered:
    """The answer to a command."""
    name = session.scalars(select(Vendor.name).where(Vendor.id == paper.vendor)).one()
    return Ordered(paper.id, paper.number, name, paper.status)
