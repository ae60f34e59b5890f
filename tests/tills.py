"""A till for tests: one workstation, a clock that the test sets, commands by short names."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop.commands.documents import Completed, CompleteDocument, complete_document
from desktop.commands.goods_back import Back, GoodsReturned, ReturnGoods, return_goods
from desktop.commands.holding import (
    HoldDocument,
    OpenPaper,
    ResumeDocument,
    hold_document,
    resume_document,
)
from desktop.commands.products import CreateProduct, NewBarcode, create_product
from desktop.commands.scans import Booked, BookScan, book_scan
from desktop.commands.shop import Enrol, enrol
from desktop.commands.stock import BookStock, ChangeLine, StockBooked, book_stock, change_line
from desktop.commands.undo import RedoBooking, UndoBooking, Undone, redo_booking, undo_booking
from desktop.commands.voiding import VoidDocument, Voided, void_document
from desktop.db.engine import Database
from desktop.domain.ids import Ids
from desktop.domain.permissions import Actor
from desktop.jobs.opening import Shop
from desktop.schema import Writer

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class TestClock:
    """Stands still until the test moves it."""

    __test__ = False

    def __init__(self, at: datetime = BEGIN) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def pass_by(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Till:
    """Books as ``actor``; every command that was taken is kept, to be sent again."""

    database: Database
    actor: Actor
    clock: TestClock
    ids: Ids
    sent: list[tuple[Callable[..., Any], Any]] = field(default_factory=list)
    reserve: list[UUID] = field(default_factory=list)

    def send(self, function: Callable[..., Any], command: Any) -> Any:
        result = self.database.run(function, command)
        self.sent.append((function, command))
        return result

    def head(self) -> tuple[UUID, Actor, datetime]:
        """Id, actor, time. Ids in ``reserve`` were made earlier and come to be used only now."""
        key = self.reserve.pop() if self.reserve else self.ids.new()
        return key, self.actor, self.clock.now()

    def product(
        self, name: str = "Tea", cost: Decimal | None = None, unit: str = "piece", **more: Any
    ) -> UUID:
        """A product with its SKU as only code."""
        key = self.ids.new()
        command = CreateProduct(
            key, self.actor, self.clock.now(), f"T-{key.hex}", name, Decimal("2.50"), cost,
            unit=unit, **more,
        )  # fmt: skip
        return self.send(create_product, command)  # type: ignore[no-any-return]

    def scan(
        self, code: str, mode: str, document: UUID, quantity: Decimal | int | None = None
    ) -> Booked:
        number = None if quantity is None else Decimal(quantity)
        command = BookScan(*self.head(), code, mode, document, number)
        return self.send(book_scan, command)  # type: ignore[no-any-return]

    def stock(
        self, action: str, product: UUID, quantity: Decimal | int, **more: Any
    ) -> StockBooked:
        command = BookStock(*self.head(), action, product, Decimal(quantity), **more)
        return self.send(book_stock, command)  # type: ignore[no-any-return]

    def change(self, line: UUID, quantity: Decimal | int) -> StockBooked:
        command = ChangeLine(*self.head(), line, Decimal(quantity))
        return self.send(change_line, command)  # type: ignore[no-any-return]

    def undo(self, target: UUID | None = None) -> Undone:
        return self.send(undo_booking, UndoBooking(*self.head(), target))  # type: ignore[no-any-return]

    def redo(self) -> Undone:
        return self.send(redo_booking, RedoBooking(*self.head()))  # type: ignore[no-any-return]

    def complete(self, document: UUID) -> Completed:
        command = CompleteDocument(*self.head(), document)
        return self.send(complete_document, command)  # type: ignore[no-any-return]

    def bring_back(
        self, source: UUID | None, *backs: tuple[UUID, Decimal | int], reason: str = ""
    ) -> GoodsReturned:
        """Lines of a sale with how many, or products when there is no ticket."""
        lines = tuple(Back(of, Decimal(quantity)) for of, quantity in backs)
        command = ReturnGoods(*self.head(), source, lines, reason)
        return self.send(return_goods, command)  # type: ignore[no-any-return]

    def void(self, document: UUID, reason: str = "") -> Voided:
        command = VoidDocument(*self.head(), document, reason)
        return self.send(void_document, command)  # type: ignore[no-any-return]

    def hold(self, document: UUID) -> OpenPaper:
        return self.send(hold_document, HoldDocument(*self.head(), document))  # type: ignore[no-any-return]

    def resume(self, document: UUID) -> OpenPaper:
        return self.send(resume_document, ResumeDocument(*self.head(), document))  # type: ignore[no-any-return]


def till(shop: Shop, clock: TestClock | None = None) -> Till:
    """A fresh workstation of the shop: its own writer, its own chain."""
    ids = Ids()
    clock = clock or TestClock()
    command = Enrol(ids.new(), clock.now(), "Test till", "till", "0")
    return Till(shop.database, shop.database.run(enrol, command), clock, ids)


def with_codes(till: Till, *codes: tuple[str, int], **more: Any) -> UUID:
    """A product with these barcodes and pack quantities."""
    barcodes = tuple(NewBarcode(code, Decimal(pack)) for code, pack in codes)
    return till.product(barcodes=barcodes, **more)


def acting_as(till: Till, user: UUID) -> Till:
    """The same workstation with another person at it."""
    return replace(till, actor=replace(till.actor, user=user), sent=[])


def beside(till: Till) -> Till:
    """Another writer of the same workstation: the command line next to the window."""
    with till.database.read() as session:
        of = select(Writer.workstation).where(Writer.id == till.actor.writer)
        key = session.scalars(of).one()
    command = Enrol(key, till.clock.now(), "Test till", "command", "0")
    actor = till.database.run(enrol, command)
    return replace(till, actor=actor, sent=[], reserve=[])
