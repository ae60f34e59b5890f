"""The lot of what is scanned: named by its label, or by the person; and which lots are booked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from desktop.commands import documents, lots
from desktop.commands.posting import Posting
from desktop.domain.errors import UserError
from desktop.domain.gs1 import Label
from desktop.domain.lot import LotGiven


class Expired(UserError):
    """The label says that the goods are out of date, or a day that was typed (``is_typed``)."""

    def __init__(self, name: str, day: date, is_typed: bool = False) -> None:
        hint = "Put it aside and write it off, or book it all the same."
        if is_typed:
            hint = "Look at the day again; what is out of date is received in Scan."
        sentence, field = f"{name} expired on {day.isoformat()}.", "expiry" if is_typed else "code"
        super().__init__(sentence, hint, field, code="expired")
        self.name = name
        self.day = day


class WhichLot(UserError):
    """The product keeps lots, and nothing says which one came in."""

    def __init__(self, product: UUID, name: str, quantity: Decimal, decimals: int) -> None:
        super().__init__(
            f"{name} is kept by lot.", "Type its lot and expiry.", field="lot", code="which_lot"
        )
        self.product = product
        self.name = name
        self.quantity = quantity
        self.decimals = decimals


class ScanLot(NamedTuple):
    """The lot that is named, and what is to be said of it."""

    lot: lots.Named | None = None
    notes: tuple[str, ...] = ()


def said_of(label: Label | None, given: LotGiven | None) -> Label | None:
    """The label with what the person says in place of it."""
    if given is None or given.is_none:
        return label
    return replace(label or Label(""), lot=given.code, expiry=given.expiry)


class Kept(NamedTuple):
    """A product, and whether it keeps lots."""

    id: UUID
    name: str
    tracking: str


def typed_lot(
    posting: Posting, product: Any, given: LotGiven | None, cost: Decimal | None
) -> UUID | None:
    """The lot of goods that come in without a scan; ``product``: with id, name and tracking."""
    label = said_of(None, given)
    if label is None or product.tracking != lots.BY_LOT:
        return None
    _check_expiry(posting, product.name, label.expiry, is_typed=True)
    named = lots.of_label(posting, product.id, label, cost)
    return named.id if named is not None else None


def lot_of(
    posting: Posting,
    product: Any,
    label: Label | None,
    cost: Decimal | None,
    accepts_expired: bool,
) -> ScanLot:
    """The lot's row, made on the fly; out of date goods are refused unless somebody accepts it."""
    if label is None:
        return ScanLot()
    if not accepts_expired:
        _check_expiry(posting, product.name, label.expiry)
    code = lots.code_of(label)
    if product.tracking != lots.BY_LOT:
        note = f"Lot {code} was not noted: the product is not tracked by lot." if code else ""
        return ScanLot(None, (note,))
    lot = lots.of_label(posting, product.id, label, cost)
    if lot is None or lot.other is None:
        return ScanLot(lot)
    known = f"Lot {lot.code} is known to expire on {lot.expiry}; this label says {lot.other}."
    return ScanLot(lot, (known,))


def _check_expiry(posting: Posting, name: str, expiry: date | None, is_typed: bool = False) -> None:
    if expiry is not None and expiry < documents.business_day(posting):
        raise Expired(name, expiry, is_typed)


def shares_of(
    posting: Posting, mode: str, product: Any, lot: lots.Named | None, quantity: Decimal
) -> Sequence[lots.Share]:
    """Which lots are booked, each with its part."""
    if product.tracking != lots.BY_LOT:
        return [(None, quantity)]
    if lot is not None:
        return [(lot.id, quantity)]
    place = posting.by.location
    if mode == "sell":
        return lots.taken(posting, product.id, place, quantity)
    if mode == "count":
        return lots.counted(posting, product.id, place, quantity)
    return [(None, quantity)]
