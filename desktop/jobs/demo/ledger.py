"""Documents, lines and movements of the demo shop, chained and numbered as the commands do it.

The shapes follow commands/documents.py and commands/posting.py: a scan is a command with an id of
its own, its movement is that id, its line lies ``LINE_IDS`` further. Written straight as rows,
because a million commands would take hours; tests hold the two equal.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random

from desktop.commands.documents import LETTER
from desktop.domain.ids import MEMBER_BITS
from desktop.domain.ledger import NO_HASH
from desktop.domain.paper import INCLUDES_TAX
from desktop.jobs.demo.write import Row, Sink
from desktop.schema import Document, DocumentLine, StockMove
from desktop.schema.base import table_of

LINE_IDS = 1 << 18
BUFFER = 20_000
DAY_US = 86_400_000_000
DOCUMENT_COLUMNS = (
    "id", "kind", "number", "status", "store", "location", "to_location", "vendor", "party_text",
    "user", "business_date", "posted_at", "currency", "total", "note", "extra", "created_at",
    "updated_at", "origin",
)  # fmt: skip
LINE_COLUMNS = (
    "id", "document", "position", "product", "description", "qty", "unit", "unit_price", "discount",
    "tax_rate", "total", "is_promo", "expected_qty", "counted_qty", "counted_at", "category",
)  # fmt: skip
MOVE_COLUMNS = (
    "id", "product", "location", "lot", "qty", "set_qty", "kind", "reason", "unit_cost", "line",
    "user", "writer", "seq", "occurred_at", "recorded_at", "prev_hash", "hash",
)  # fmt: skip


_NOTHING = ""
_NO_REASON = '""'
_WITH_TAX = json.dumps({INCLUDES_TAX: True})


def _shown(value: int | None) -> str:
    return _NOTHING if value is None else str(value)


class Keys:
    """UUIDs of version 7 that rise with the shop's time, as integers; equal for equal seeds."""

    def __init__(self, rng: Random) -> None:
        self._bits = rng.getrandbits
        self._last = 0

    def new(self, at: int) -> int:
        """An id of the moment ``at`` (µs), higher than all before."""
        tick = self._last = max(at // 1000 << 12, self._last + 1)
        random = self._bits(42) << MEMBER_BITS
        return tick >> 12 << 80 | 7 << 76 | (tick & 0xFFF) << 64 | 2 << 62 | random


class Times:
    """Microseconds since 1970 as the database's text."""

    def __init__(self) -> None:
        self._days: dict[int, str] = {}

    def text(self, at: int) -> str:
        day, rest = divmod(at, DAY_US)
        prefix = self._days.get(day) or self._days.setdefault(day, _date(day))
        seconds, micro = divmod(rest, 1_000_000)
        minutes, second = divmod(seconds, 60)
        hour, minute = divmod(minutes, 60)
        return f"{prefix} {hour:02}:{minute:02}:{second:02}.{micro:06}"


def _date(day: int) -> str:
    from datetime import date

    return date.fromordinal(719_163 + day).isoformat()


@dataclass(slots=True)
class Desk:
    """One workstation's lane with the person at it: a hash chain and a document counter."""

    code: str
    station: bytes
    writer: bytes
    user: bytes
    seq: int = 0
    head: bytes = NO_HASH
    documents: int = 0
    last_at: int = 0
    user_hex: str = field(init=False)
    writer_hex: str = field(init=False)

    def __post_init__(self) -> None:
        self.user_hex, self.writer_hex = self.user.hex(), self.writer.hex()


@dataclass(frozen=True, slots=True)
class Identity:
    """What the rows say of a good: keys, name, tax in 1/10 000."""

    id: bytes
    lot: bytes
    name: str
    unit: bytes
    category: bytes
    tax: int

    @property
    def hexes(self) -> tuple[str, str]:
        return self.id.hex(), self.lot.hex()


@dataclass(frozen=True, slots=True)
class Paper:
    """What every document of the shop says: store, currency and its minor unit's digits."""

    store: bytes
    code: str
    currency: str
    decimals: int


@dataclass(slots=True)
class _Open:
    """The document being written."""

    key: bytes
    kind: str
    desk: Desk
    place: int
    to_place: int | None
    vendor: bytes | None
    at: int
    lines: int = 0
    total: int = 0


class Book:
    """Writes one document after the other; ``moves`` tells how many movements there are."""

    def __init__(
        self,
        sink: Sink,
        keys: Keys,
        paper: Paper,
        places: Sequence[bytes],
        goods: Sequence[Identity],
    ) -> None:
        self.moves = 0
        self.business_date = ""
        self._sink = sink
        self._keys = keys
        self._paper = paper
        self._times = Times()
        self._places = places
        self._goods = goods
        self._good_hex = [good.hexes for good in goods]
        self._place_hex = [place.hex() for place in places]
        self._step: int = 10 ** (7 - paper.decimals)
        self._minor: int = 10 ** (4 - paper.decimals)
        self._documents: list[Row] = []
        self._lines: list[Row] = []
        self._moves: list[Row] = []
        self._open: _Open | None = None

    def open(
        self, desk: Desk, kind: str, at: int, place: int,
        vendor: bytes | None = None, to_place: int | None = None,
    ) -> None:  # fmt: skip
        """Begins a document at a desk; it is written by ``close``."""
        key = self._keys.new(at).to_bytes(16, "big")
        self._open = _Open(key, kind, desk, place, to_place, vendor, at)

    def total_of(self, quantity: int, price: int) -> int:
        """Quantity × price, rounded once, half up, to the currency's minor unit."""
        return (2 * quantity * price + self._step) // (2 * self._step) * self._minor

    def line(
        self, good: int, at: int, quantity: int, price: int,
        found: int | None = None, expected: int | None = None, is_promo: bool = False,
    ) -> tuple[int, bytes]:  # fmt: skip
        """A line of the open document; returns the command's id and the line's key."""
        document = self._open
        if document is None:
            raise RuntimeError("no document is open")
        document.lines += 1
        position = document.lines
        total = self.total_of(quantity, price)
        document.total += total
        command = self._keys.new(at)
        key = (command + LINE_IDS + position).to_bytes(16, "big")
        of = self._goods[good]
        counted_at = None if found is None else self._times.text(at)
        self._lines.append((
            key, document.key, position, of.id, of.name, quantity, of.unit, price, 0, of.tax,
            total, is_promo, expected, found, counted_at, of.category,
        ))  # fmt: skip
        return command, key

    def move(
        self, desk: Desk, command: int, good: int, place: int, kind: str, at: int,
        quantity: int | None, found: int | None = None, cost: int | None = None,
        line: bytes | None = None, reason: str = "",
    ) -> None:  # fmt: skip
        """One movement, chained to the desk's last; ``found`` for a count, else ``quantity``."""
        of = self._goods[good]
        good_hex, lot_hex = self._good_hex[good]
        key = command.to_bytes(16, "big")
        desk.seq += 1
        desk.last_at = at
        previous = desk.head
        why = json.dumps(reason) if reason else _NO_REASON
        row = (
            f"{key.hex()}\x1f{good_hex}\x1f{self._place_hex[place]}\x1f{lot_hex}"
            f"\x1f{_shown(quantity)}\x1f{_shown(found)}\x1f{kind}\x1f{why}"
            f"\x1f{_shown(cost)}\x1f{line.hex() if line else _NOTHING}\x1f{desk.user_hex}"
            f"\x1f{desk.writer_hex}\x1f{desk.seq}\x1f\x1f{at}\x1f{at}\x1f"
        )
        desk.head = sha256(previous + row.encode()).digest()
        when = self._times.text(at)
        self.moves += 1
        self._moves.append((
            key, of.id, self._places[place], of.lot, quantity, found, kind, reason, cost, line,
            desk.user, desk.writer, desk.seq, when, when, previous, desk.head,
        ))  # fmt: skip

    def close(self, at: int) -> None:
        """Posts the open document; one without lines was never there."""
        document, self._open = self._open, None
        if document is None or not document.lines:
            return
        desk, paper = document.desk, self._paper
        desk.documents += 1
        number = f"{paper.code}-{desk.code}-{LETTER[document.kind]}-{desk.documents:06d}"
        extra = _WITH_TAX if document.kind == "sale" else "{}"
        to = None if document.to_place is None else self._places[document.to_place]
        began, ended = self._times.text(document.at), self._times.text(at)
        self._documents.append((
            document.key, document.kind, number, "open", paper.store,
            self._places[document.place], to, document.vendor, "", desk.user, self.business_date,
            ended, paper.currency, document.total, "", extra, began, ended, desk.station,
        ))  # fmt: skip
        if len(self._moves) >= BUFFER:
            self.flush()

    def flush(self) -> None:
        """Writes what waits. Lines only go into open documents, so these are posted last."""
        sink, documents = self._sink, self._documents
        sink.write(table_of(Document), DOCUMENT_COLUMNS, documents)
        sink.write(table_of(DocumentLine), LINE_COLUMNS, self._lines)
        sink.write(table_of(StockMove), MOVE_COLUMNS, self._moves)
        if documents:
            sink.execute(
                "UPDATE document SET status = 'posted' WHERE id BETWEEN ? AND ?",
                documents[0][0],
                documents[-1][0],
            )
        documents.clear()
        self._lines.clear()
        self._moves.clear()
