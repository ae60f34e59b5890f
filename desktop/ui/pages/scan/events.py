"""What can happen at the till, as values; the page turns each into band, card and tone."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from desktop.commands.documents import Completed
from desktop.commands.receiving import OfOrder
from desktop.commands.scanned_lots import Expired, WhichLot
from desktop.commands.scans import Booked, BookScan
from desktop.commands.stock import StockBooked
from desktop.commands.undo import Undone
from desktop.domain.errors import UserError
from desktop.queries.product import Found, ProductCard
from desktop.ui.pages.scan.basket import Line


@dataclass(frozen=True)
class Scanned:
    """A scan was committed. ``is_again``: the same product came less than 400 ms before."""

    booked: Booked
    line: Line
    is_again: bool = False


@dataclass(frozen=True)
class LineChanged:
    """The quantity of a line was raised or lowered by hand; ``of_order`` in its delivery."""

    mode: str
    line: Line
    booked: StockBooked
    of_order: OfOrder | None = None


@dataclass(frozen=True)
class LookedUp:
    """Price and stock of a product; nothing was written."""

    product: ProductCard
    code: str
    at: datetime


@dataclass(frozen=True)
class Unknown:
    """No product has this code; the scan waits for an answer.

    ``link``: what a product is given so that the code finds it.
    """

    scan: BookScan
    link: str


@dataclass(frozen=True)
class OutOfDate:
    """The label says that the goods are out of date; the scan waits for an answer."""

    scan: BookScan
    error: Expired


@dataclass(frozen=True)
class LotAsked:
    """The product keeps lots and the code says none; the scan waits for it."""

    scan: BookScan
    error: WhichLot


@dataclass(frozen=True)
class Several:
    """A typed text that is no code, and the products it may mean; ``scan`` waits for one.

    ``family``: the code is that of a product with variants, and these are they.
    """

    scan: BookScan
    products: tuple[Found, ...]
    family: str = ""


@dataclass(frozen=True)
class Refused:
    """A command was refused for a reason the clerk can act on; what came after it goes on."""

    error: UserError
    mode: str


@dataclass(frozen=True)
class Waiting:
    """The data has not answered for a second; ``waiting`` commands are kept in order."""

    mode: str
    waiting: int


@dataclass(frozen=True)
class Held:
    """The data is out of reach: nothing is booked, and ``waiting`` commands are kept in order."""

    error: UserError
    mode: str
    waiting: int


@dataclass(frozen=True)
class LeftOut:
    """What was kept was given up by the clerk."""

    count: int
    mode: str


@dataclass(frozen=True)
class TakenBack:
    """An undo, or with ``is_redo`` its contrary, was committed."""

    undone: Undone
    mode: str
    is_redo: bool = False


@dataclass(frozen=True)
class DocumentDone:
    """A document was completed; ``pieces``, ``total`` with tax and ``lines`` are of its list.

    ``with_ticket``: its ticket was asked for with it.
    """

    completed: Completed
    mode: str
    pieces: Decimal
    total: Decimal
    lines: int
    with_ticket: bool = False


@dataclass(frozen=True)
class Reloaded:
    """The list of a mode was read anew."""

    mode: str
