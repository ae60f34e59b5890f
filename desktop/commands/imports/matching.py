"""Compares the file's products with those that are there, and lists everything that clashes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.custom_fields import check_new
from desktop.commands.imports.items import (
    MOST_ITEMS,
    MOST_ROWS,
    ImportCategory,
    Imported,
    ImportItem,
    ImportProblem,
    ImportProducts,
    ImportRefused,
)
from desktop.commands.imports.lookups import categories_of, codes_of, names_of, units_of
from desktop.commands.imports.store_prices import store_changes, store_problems
from desktop.commands.imports.variants import RARE, Families, rare_of, skus_of
from desktop.commands.search_words import choice_words, words_besides
from desktop.db.compact import Compact
from desktop.domain.barcode import shown
from desktop.domain.custom_field import PREFIX, FieldInfo
from desktop.domain.errors import UserError
from desktop.domain.parts import parts
from desktop.domain.permissions import Permission
from desktop.domain.quantity import check_quantity, plain
from desktop.schema import Barcode, Location, Product, StockLevel, StockMove
from desktop.schema.base import table_of

P, B = table_of(Product), table_of(Barcode)
MOVE, LEVEL, PLACE = table_of(StockMove), table_of(StockLevel), table_of(Location)
EDITED = (
    *("name", "description", "price", "unit_cost", "tax_rate", "category", "unit"),
    *("reorder_point", "reorder_qty", "status"),
)
# What many products have alike.
_ALIKE = frozenset(EDITED) - {"name", "description"} | {
    *("brand", "manufacturer", "parent", "tracking", "shelf_life_days"),
}
NOTHING = Decimal(0)
# Where the product's field has another name than the item's.
_ITEM_FIELDS = {"unit_cost": "cost"}


@dataclass(slots=True)
class Match:
    """An item with the product it belongs to (None: a new one) and what is to be done.

    ``codes`` are the keys to add, ``changes`` the fields of a known product that differ, with a
    category as its names and a parent as its SKU. ``held``: what is there of it. ``booking`` is ""
    (stock is as the file says, or the file says nothing), "opening" (nothing stands in the ledger
    yet) or "count".
    """

    item: ImportItem
    product: Any = None
    codes: list[str] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    booking: str = ""
    held: Decimal | None = None

    @property
    def is_changed(self) -> bool:
        """Whether a known product gets another value or one more code."""
        return self.product is not None and bool(self.changes or self.codes)


@dataclass
class Plan:
    """Every item matched, and what writing needs to know of the shop."""

    matches: list[Match]
    units: dict[str, Any]
    categories: dict[tuple[str, ...], UUID]
    known_codes: dict[UUID, list[str]]
    known_words: dict[UUID, list[str]]
    edited: tuple[str, ...] = EDITED
    parents: dict[str, UUID] = field(default_factory=dict)
    branches: tuple[ImportCategory, ...] = ()
    choices: dict[str, dict[str, str]] = field(default_factory=dict)
    store_prices: int = 0
    fields: int = 0
    pictures: int = 0

    def counts(self, command: UUID) -> Imported:
        """What writing this plan does."""
        known = [match for match in self.matches if match.product is not None]
        changed = [match for match in known if match.is_changed]
        return Imported(
            id=command,
            created=len(self.matches) - len(known),
            changed=len(changed),
            unchanged=len(known) - len(changed),
            codes=sum(len(match.codes) for match in self.matches),
            store_prices=self.store_prices,
            fields=self.fields,
            pictures=self.pictures,
            categories=len(self.branches),
            counted=sum(bool(match.booking) for match in self.matches),
            reactivated=sum(
                match.product.status == "archived" and "status" in match.changes
                for match in changed
            ),
        )


def check_import(session: Session, command: ImportProducts, locks: bool = False) -> Plan:
    """The plan; ImportRefused with every problem. Reads only; ``locks`` holds the products."""
    require(session, command.by, Permission.IMPORT)
    rows = sum(2 + len(item.codes) for item in command.items)
    if len(command.items) > MOST_ITEMS or rows > MOST_ROWS:
        raise UserError(
            f"The file holds {len(command.items):,} products with all that belongs to them;"
            f" at most {MOST_ITEMS:,} can be taken in at once.",
            "Split it.",
            field="file",
            code="too_large",
        )
    if command.fields:
        require(session, command.by, Permission.DEFINE_FIELDS)
        check_new(session, command.fields)
    matcher = _Matcher(session.connection(), command, locks)
    plan = matcher.plan()
    if matcher.problems:
        raise ImportRefused(matcher.problems)
    return plan


def book_anew(
    session: Session, command: ImportProducts, plan: Plan, matches: Sequence[Match]
) -> None:
    """Decides again how known products get their stock: they moved since the plan was made.

    ImportRefused where the stock of one cannot be booked.
    """
    matcher = _Matcher(session.connection(), command, locks=False)
    matcher.book_anew(plan, matches)
    if matcher.problems:
        raise ImportRefused(matcher.problems)


class _Matcher:
    """One comparison; collects problems instead of stopping at the first."""

    def __init__(self, connection: Connection, command: ImportProducts, locks: bool) -> None:
        self.problems: list[ImportProblem] = []
        self._locks = locks
        self._connection = connection
        self._command = command
        self._rows_of_code: dict[str, int] = {}
        self._rows_of_sku: dict[str, int] = {}

    def plan(self) -> Plan:
        items = self._command.items
        self._edited = (*EDITED, *rare_of(items))
        products = self._products([item.sku for item in items])
        self._units = units_of(self._connection)
        keys = [row.id for row in products.values()]
        self._look_at_stock(
            {products[i.sku].id for i in items if i.stock is not None and i.sku in products}
        )
        categories = categories_of(self._connection)
        names = {key: path for path, key in categories.items()}
        matches = [Match(item, products.get(item.sku)) for item in items]
        families = self._families(matches) if "parent" in self._edited else None
        self._compare(matches, names, families.skus if families is not None else {})
        branches = tuple(b for b in self._command.categories if names_of(b.path) not in categories)
        known = {sku: row.id for sku, row in families.known.items()} if families else {}
        found = codes_of(self._connection, keys)
        words = words_besides(self._connection, (m.product.id for m in matches if m.is_changed))
        named = choice_words(self._connection) | _words_of(self._command.fields)
        priced = self._store_prices(matches)
        return Plan(
            *(matches, self._units, categories, found, words, self._edited, known, branches, named),
            *(priced, len(self._command.fields), self._command.pictures),
        )

    def _compare(
        self, matches: list[Match], names: dict[UUID, tuple[str, ...]], skus: dict[UUID, str]
    ) -> None:
        items = self._command.items
        codes = self._codes({code.code for item in items for code in item.codes})
        for match in matches:
            self._check(match, codes)
            if match.product is not None:
                match.changes = _changes(match, self._edited, self._units, names, skus)

    def _store_prices(self, matches: list[Match]) -> int:
        """How many prices of stores are other ones; of new products, all."""
        wrong = list(store_problems(self._connection, self._command.items))
        self.problems += wrong
        known = [match for match in matches if match.product is not None]
        ids = {match.item.sku: match.product.id for match in known}
        new = sum(len(m.item.store_prices) for m in matches if m.product is None)
        items = [match.item for match in known]
        return (
            0
            if wrong
            else new + len(store_changes(self._connection, items, ids, self._command.by.store))
        )

    def _families(self, matches: list[Match]) -> Families:
        """Checks all variants; parents stand first, so that they are there when theirs come."""
        families = Families(self._connection, self._command.items)
        for match in matches:
            self.problems += families.problems(match.item)
        held = {m.product.parent for m in matches if m.product is not None} - {None}
        families.skus.update(skus_of(self._connection, held - families.skus.keys()))
        matches.sort(key=lambda match: match.item.parent is not None)
        return families

    def book_anew(self, plan: Plan, matches: Sequence[Match]) -> None:
        self._units = plan.units
        self._look_at_stock({match.product.id for match in matches})
        for match in matches:
            match.booking = ""
            self._check_stock(match)

    def _look_at_stock(self, products: set[UUID]) -> None:
        self._held = self._levels(products)
        self._standing = self._with_standing_moves(products)

    def _products(self, skus: Sequence[str]) -> dict[str, Any]:
        own = (P.c[name] for name in {**dict.fromkeys(self._edited), "custom": None})
        also = dict.fromkeys((P.c.is_template, *own))
        columns = [P.c.id, P.c.sku, P.c.version, P.c.merged_into, *also]
        compact = Compact((column.name for column in columns), _ALIKE)
        found = {}
        for part in parts(skus):
            wanted = select(*columns).where(P.c.sku.in_(part))
            wanted = wanted.with_for_update(key_share=True) if self._locks else wanted
            rows = compact.rows(self._connection.execute(wanted).all())
            found.update({row.sku: row for row in rows})
        return found

    def _codes(self, keys: Iterable[str]) -> dict[str, Any]:
        """Which product has each of the codes."""
        found = {}
        for part in parts(keys):
            rows = self._connection.execute(
                select(B.c.code, P.c.id, P.c.name, P.c.sku)
                .join_from(B, P, P.c.id == B.c.product)
                .where(B.c.code.in_(part))
            )
            found.update({row.code: row for row in rows})
        return found

    def _levels(self, products: Iterable[UUID]) -> dict[UUID, tuple[Decimal, Decimal]]:
        """Per product what the store's sellable places hold, and how much of it elsewhere."""
        held: dict[UUID, tuple[Decimal, Decimal]] = {}
        for part in parts(products):
            rows = self._connection.execute(
                select(LEVEL.c.product, LEVEL.c.location, LEVEL.c.on_hand)
                .join_from(LEVEL, PLACE, PLACE.c.id == LEVEL.c.location)
                .where(PLACE.c.store == self._command.by.store, PLACE.c.is_sellable)
                .where(LEVEL.c.product.in_(part))
            )
            for product, location, on_hand in rows:
                total, elsewhere = held.get(product, (NOTHING, NOTHING))
                is_here = location == self._command.by.location
                held[product] = (total + on_hand, elsewhere if is_here else elsewhere + on_hand)
        return held

    def _with_standing_moves(self, products: Iterable[UUID]) -> set[UUID]:
        """Those of which something stands in the ledger; what was undone altogether counts not."""
        undo = MOVE.alias("undo")
        standing = (
            select(MOVE.c.id)
            .where(MOVE.c.product == P.c.id, MOVE.c.reverses.is_(None))
            .where(~select(undo.c.id).where(undo.c.reverses == MOVE.c.id).exists())
            .exists()
        )
        found: set[UUID] = set()
        for part in parts(products):
            wanted = select(P.c.id).where(P.c.id.in_(part), standing)
            found.update(self._connection.execute(wanted).scalars())
        return found

    def _check(self, match: Match, codes: dict[str, Any]) -> None:
        item = match.item
        before = self._rows_of_sku.setdefault(item.sku, item.row)
        if before != item.row:
            self._refuse(item.row, "sku", item.sku, f"It is in row {before} too.")
        if match.product is not None and match.product.merged_into is not None:
            self._refuse(item.row, "sku", item.sku, "It was merged into another product.")
        if match.product is None and item.name is None:
            self._refuse(item.row, "name", "", "The product is new and has no name.")
        if item.unit is not None and item.unit not in self._units:
            self._refuse(item.row, "unit", item.unit, f"The units are: {', '.join(self._units)}.")
        missing = (key for key, kept in item.custom if kept is None and match.product is None)
        for key in missing:
            self._refuse(item.row, PREFIX + key, "", "A new product must have a value there.")
        self._check_codes(match, codes)
        self._check_stock(match)

    def _check_codes(self, match: Match, codes: dict[str, Any]) -> None:
        for code in match.item.codes:
            key = code.code
            owner = codes.get(key)
            is_own = owner is not None and owner.id == getattr(match.product, "id", None)
            before = self._rows_of_code.setdefault(key, code.row)
            if before != code.row:
                self._refuse(code.row, "barcode", shown(key), f"It is in row {before} too.")
            elif owner is not None and not is_own:
                reason = f"The code belongs to {owner.name} ({owner.sku})."
                self._refuse(code.row, "barcode", shown(key), reason)
            elif not is_own and key not in match.codes:
                match.codes.append(key)

    def _check_stock(self, match: Match) -> None:
        item, product = match.item, match.product
        if item.stock is None or _is_parent(match):
            return
        if not self._fits_unit(match, item.stock):
            return
        nothing = (NOTHING, NOTHING)
        held = nothing if product is None else self._held.get(product.id, nothing)
        match.held, elsewhere = held
        if match.held == item.stock:
            return
        if elsewhere != 0:
            reason = "The goods lie in several places: count them there."
            self._refuse(item.row, "stock", plain(item.stock), reason)
        elif product is None or product.id not in self._standing:
            match.booking = "opening"
        elif item.stock < 0:
            self._refuse(
                item.row,
                "stock",
                plain(item.stock),
                "What moved before cannot be counted as less than nothing.",
            )
        else:
            match.booking = "count"

    def _fits_unit(self, match: Match, stock: Decimal) -> bool:
        unit = self._units.get(match.item.unit or "piece")
        if match.item.unit is None and match.product is not None:
            unit = next(row for row in self._units.values() if row.id == match.product.unit)
        try:
            check_quantity(stock, unit.decimals if unit is not None else 3)
        except UserError as error:
            self._refuse(match.item.row, "stock", plain(stock), error.message)
            return False
        return True

    def _refuse(self, row: int, field_: str, value: str, reason: str) -> None:
        self.problems.append(ImportProblem(row, field_, value, reason))


def _words_of(fields: Sequence[FieldInfo]) -> dict[str, dict[str, str]]:
    return {info.key: {each.key: each.label for each in info.options} for info in fields}


def _is_parent(match: Match) -> bool:
    """What it has on hand is the sum of its variants: it is told, but never booked.

    A plain product that becomes a parent is counted as none, where that is said.
    """
    known = match.product is not None and match.product.is_template
    return known or (bool(match.item.is_template) and match.item.stock != 0)


def _changes(
    match: Match,
    edited: Sequence[str],
    units: dict[str, Any],
    names: dict[UUID, tuple[str, ...]],
    skus: dict[UUID, str],
) -> dict[str, Any]:
    """The given fields that differ. Goods that are there make an archived product active."""
    item, product = match.item, match.product
    given = {name: getattr(item, _ITEM_FIELDS.get(name, name)) for name in EDITED}
    given |= {name: RARE[name](item) for name in edited if name in RARE}
    if given["status"] is None and product.status == "archived" and item.stock:
        given["status"] = "active"
    now = {name: getattr(product, name) for name in edited}
    if item.category is not None:
        given["category"], now["category"] = names_of(item.category), names.get(product.category)
    if item.unit is not None and item.unit in units:
        given["unit"] = units[item.unit].id
    if item.parent is not None:
        now["parent"] = skus.get(product.parent)
    if item.custom and given.get("custom"):
        given["custom"] = {**product.custom, **given["custom"]}
    if item.tags:
        given["attributes"] = {**product.attributes, **given["attributes"]}
    return {key: new for key, new in given.items() if new is not None and new != now[key]}
