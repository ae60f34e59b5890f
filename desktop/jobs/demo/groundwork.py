"""What must be there before the first movement: shop, people, places, desks, vendors, products."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID, uuid5

from desktop.commands.shop import LANES
from desktop.domain.barcode import describe
from desktop.domain.ids import ZERO, no_lot
from desktop.domain.permissions import Role
from desktop.domain.search import folded, search_text
from desktop.jobs.demo.catalogue import QUANTITY, Catalogue, Goods
from desktop.jobs.demo.ledger import Desk, Identity, Keys, Times
from desktop.jobs.demo.purchasing import Policy
from desktop.jobs.demo.site import MANAGER, STAMPED, Site
from desktop.jobs.demo.write import Row, Sink
from desktop.schema import (
    AppUser,
    Barcode,
    Category,
    Location,
    Lot,
    Product,
    Vendor,
    VendorPrice,
    Workstation,
    Writer,
)
from desktop.schema.base import Base, table_of

CLERKS = (("ines", "Ines Okafor", Role.CLERK), ("tomas", "Tomas Berg", Role.CLERK))
ROOMS = ("Back room", "Warehouse A")
STATIONS = ("Front register", "Back register", "Office")


class Groundwork:
    """Writes the rows in the order in which they depend on each other, all dated ``at`` (µs)."""

    def __init__(self, sink: Sink, keys: Keys, site: Site, at: int) -> None:
        self._sink = sink
        self._keys = keys
        self._site = site
        self._at = at
        self._now = Times().text(at)

    def _key(self) -> bytes:
        return self._keys.new(self._at).to_bytes(16, "big")

    def rooms(self, after: str) -> list[bytes]:
        """Shop floor and the two others, which come ``after`` it, so that it stays the first."""
        keys = [self._key() for _ in ROOMS]
        self._write(
            Location,
            ("id", "store", "parent", "name", "kind", "path", "is_sellable", "version", *STAMPED),
            (
                (key, self._site.store.bytes, key, name, "room", f"/{key.hex()[-12:]}", True, 1,
                 after, after)
                for key, name in zip(keys, ROOMS, strict=True)
            ),
        )  # fmt: skip
        return [self._site.floor.bytes, *keys]

    def people(self, after: str) -> dict[str, bytes]:
        """Manager and clerks that are not there yet, by user name."""
        there = {name: key.bytes for name, key in self._site.people.items()}
        people = [person for person in (MANAGER, *CLERKS) if person[0] not in there]
        keys = {person[0]: self._key() for person in people}
        self._write(
            AppUser,
            ("id", "username", "full_name", "password_hash", "role", "store", "is_active",
             "version", *STAMPED),
            (
                (keys[name], name, full_name, "", str(role), self._site.store.bytes, True, 1,
                 after, after)
                for name, full_name, role in people
            ),
        )  # fmt: skip
        return there | keys

    def desks(self, people: dict[str, bytes]) -> list[Desk]:
        """Two registers and the office, each with its three lanes; the first is the one used."""
        desks, stations, writers = [], [], []
        for number, name in enumerate(STATIONS):
            user = people[(CLERKS[0][0], CLERKS[1][0], MANAGER[0])[number]]
            key, code = self._key(), f"{self._site.stations + number + 1:02d}"
            lanes = [uuid5(UUID(bytes=key), lane).bytes for lane in LANES]
            stations.append((key, code, name, self._site.store.bytes, 0, "", 0, self._now,
                             self._now))  # fmt: skip
            writers += [
                (writer, key, lane, 0, bytes(32)) for writer, lane in zip(lanes, LANES, strict=True)
            ]
            desks.append(Desk(code, key, lanes[0], user))
        columns = ("id", "code", "name", "store", "clock_offset_ms", "app_version", "last_document")
        self._write(Workstation, (*columns, *STAMPED), stations)
        self._write(Writer, ("id", "workstation", "lane", "last_seq", "head_hash"), writers)
        return desks

    def vendors(self, catalogue: Catalogue) -> list[bytes]:
        """The vendors' keys, in the catalogue's order."""
        keys = [self._key() for _ in catalogue.sellers]
        self._write(
            Vendor,
            ("id", "code", "name", "email", "phone", "address", "terms", "currency", "is_active",
             "notes", "version", *STAMPED),
            (
                (key, seller.code, seller.name, f"orders@{seller.code.lower()}.example",
                 f"555-01{number:02d}", seller.place, seller.terms, self._site.currency, True, "",
                 1, self._now, self._now)
                for number, (key, seller) in enumerate(zip(keys, catalogue.sellers, strict=True))
            ),
        )  # fmt: skip
        return keys

    def categories(self, catalogue: Catalogue) -> list[bytes]:
        """The categories' keys, in the catalogue's order."""
        keys = [self._key() for _ in catalogue.shelves]
        self._write(
            Category,
            ("id", "parent", "name", "slug", "path", "level", "description", "colour", "sort",
             "version", *STAMPED),
            (
                (key, ZERO.bytes, shelf.name, _slug(shelf.name), f"/{key.hex()[-12:]}", 1, "",
                 "", number, 1, self._now, self._now)
                for number, (key, shelf) in enumerate(zip(keys, catalogue.shelves, strict=True))
            ),
        )  # fmt: skip
        return keys

    def products(
        self, catalogue: Catalogue, policies: Sequence[Policy], categories: Sequence[bytes],
        made_at: Callable[[int], int], archived: frozenset[int],
    ) -> list[Identity]:  # fmt: skip
        """Products with their "no lot" rows and barcodes; ``made_at``: when each was created."""
        times = Times()
        identities, rows, lots, codes = [], [], [], []
        for number, good in enumerate(catalogue.goods):
            at = made_at(number)
            made, key = times.text(at), UUID(int=self._keys.new(at))
            of = self._identity(good, key, categories[good.shelf])
            status = "archived" if number in archived else "active"
            identities.append(of)
            rows.append(_product(good, policies[number], of, status, made))
            lots.append((of.lot, of.id, "-", made, ""))
            codes += [
                ((key.int + 1 + at_code).to_bytes(16, "big"), code.key, of.id, code.pack * QUANTITY,
                 describe(code.key).kind, at_code == 0, made, made)
                for at_code, code in enumerate(good.codes)
            ]  # fmt: skip
        self._write(Product, PRODUCT_COLUMNS, rows)
        self._write(Lot, ("id", "product", "code", "received_at", "notes"), lots)
        columns = ("id", "code", "product", "pack_qty", "symbology", "is_primary")
        self._write(Barcode, (*columns, *STAMPED), codes)
        return identities

    def _identity(self, good: Goods, key: UUID, category: bytes) -> Identity:
        tax = self._site.low_tax if good.tax == "low" else self._site.high_tax
        unit = self._site.units[good.unit].bytes
        return Identity(key.bytes, no_lot(key).bytes, good.name, unit, category, tax)

    def prices(
        self, catalogue: Catalogue, vendors: Sequence[bytes], goods: Sequence[Identity]
    ) -> None:
        """Every vendor's price; the first is the preferred one."""
        self._write(
            VendorPrice,
            ("id", "vendor", "product", "unit_price", "currency", "pack_qty", "min_order_qty",
             "lead_time_days", "is_preferred", "version", *STAMPED),
            (
                (self._key(), vendors[offer.vendor], of.id, offer.unit_price, self._site.currency,
                 good.pack * QUANTITY, offer.minimum, offer.lead, at == 0, 1, self._now, self._now)
                for good, of in zip(catalogue.goods, goods, strict=True)
                for at, offer in enumerate(good.offers)
            ),
        )  # fmt: skip

    def _write(self, table: type[Base], columns: Sequence[str], rows: Iterable[Row]) -> None:
        self._sink.write(table_of(table), columns, rows)


PRODUCT_COLUMNS = (
    "id", "sku", "name", "description", "status", "category", "options", "options_key", "unit",
    "brand", "manufacturer", "mpn", "price", "unit_cost", "tax_rate", "reorder_point",
    "reorder_qty", "tracking", "shelf_life_days", "is_template", "attributes", "custom",
    "search_text", "version", *STAMPED,
)  # fmt: skip


def _product(good: Goods, rules: Policy, of: Identity, status: str, made: str) -> Row:
    words = search_text(good.sku, good.name, [code.key for code in good.codes])
    return (
        of.id, good.sku, good.name, "", status, of.category, "{}", "", of.unit, "", "", "",
        good.price, good.cost, of.tax, rules.reorder, rules.pack, "none", good.keeps or None,
        False, json.dumps({"icon": good.icon}), "{}", words, 1, made, made,
    )  # fmt: skip


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", folded(name)).strip("-")
