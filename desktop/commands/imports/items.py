"""What an import is made of: plain values, checked one by one before they come here."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from desktop.domain.custom_field import FieldInfo
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor

MOST_ITEMS = 250_000
# Products, codes and prices: each leaves a row in the trail, within the command's range of ids.
MOST_ROWS = 900_000
PICTURES, MOST_PICTURES = 900_000, 80_000  # in the same trail behind them


@dataclass(frozen=True, slots=True)
class ImportCode:
    """A barcode as ``barcode_key`` spells it, and the row it stands in."""

    row: int
    code: str


@dataclass(frozen=True, slots=True)
class ImportItem:
    """One product of the file. None: the file says nothing, a product that is there keeps its own.

    ``row`` is the line in the file as a spreadsheet numbers it. ``stock`` is what is on hand.
    ``parent`` is the SKU of the template whose variant it is, told by its ``options``. ``custom``:
    values of the shop's own fields as they are stored; None where one that must be is missing.
    ``ref`` and ``handle``: what the system that wrote the file calls it. ``images``: where its
    pictures are, files or addresses.
    """

    row: int
    sku: str
    name: str | None = None
    description: str | None = None
    codes: tuple[ImportCode, ...] = ()
    price: Decimal | None = None
    cost: Decimal | None = None
    tax_rate: Decimal | None = None
    category: str | None = None
    unit: str | None = None
    reorder_point: Decimal | None = None
    reorder_qty: Decimal | None = None
    status: str | None = None
    stock: Decimal | None = None
    vendor: str | None = None
    brand: str | None = None
    manufacturer: str | None = None
    mpn: str | None = None
    parent: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    is_template: bool | None = None
    tags: tuple[str, ...] = ()
    custom: tuple[tuple[str, Any], ...] = ()
    store_prices: tuple[tuple[str, Decimal], ...] = ()
    ref: str = ""
    handle: str = ""
    images: tuple[str, ...] = ()
    tracking: str | None = None
    shelf_life_days: int | None = None


@dataclass(frozen=True, slots=True)
class ImportCategory:
    """A category of a file that holds nothing else; one that is there stays as it is."""

    path: str
    description: str = ""


@dataclass(frozen=True)
class ImportProducts:
    """The import as a command; its id becomes the job's, by which it is undone as one.

    ``fields``: the shop's own that the file brings along, with their values in the items.
    ``pictures``: so many come after it, told in its trail from entry ``PICTURES`` on.
    """

    id: UUID
    by: Actor
    at: datetime
    file: str
    items: tuple[ImportItem, ...]
    categories: tuple[ImportCategory, ...] = ()
    fields: tuple[FieldInfo, ...] = ()
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """Why a row cannot come in; ``field`` is a field of ImportItem."""

    row: int
    field: str
    value: str
    reason: str


class ImportRefused(UserError):
    """Everything that is wrong with a file, not only the first."""

    def __init__(self, problems: list[ImportProblem]) -> None:
        number = f"{len(problems)} problems" if len(problems) > 1 else "a problem"
        super().__init__(
            f"The file has {number}.", "Nothing was imported.", field="file", code="bad_file"
        )
        self.problems = sorted(problems, key=lambda problem: (problem.row, problem.field))


@dataclass(frozen=True)
class Imported:
    """What an import did, or in a dry run would do.

    ``categories``: those of a file that holds nothing else. ``offers``: prices of vendors that
    were made or changed; ``number`` is the count document's. ``sales``: what ``days`` of the past
    sold, each product once a day. ``sold_here``: days of products that the shop sold itself and
    that stay out. ``store_prices``: those that differ in one store. ``fields``: new ones;
    ``pictures`` that come after it.
    """

    id: UUID
    created: int
    changed: int
    unchanged: int
    codes: int
    counted: int
    reactivated: int
    vendors: int = 0
    offers: int = 0
    number: str = ""
    categories: int = 0
    sales: int = 0
    days: int = 0
    store_prices: int = 0
    sold_here: int = 0
    fields: int = 0
    pictures: int = 0

    @property
    def is_empty(self) -> bool:
        """Nothing differs: nothing was written, and there is nothing to take back."""
        goods = self.created or self.changed or self.counted or self.sales or self.store_prices
        return not (
            goods or self.vendors or self.offers or self.categories or self.fields or self.pictures
        )
