"""Sales of the past from a file: day, goods and quantity of each row, gathered by product."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.imports import ImportProblem
from desktop.commands.imports.sales import MOST, DaySale, Sold
from desktop.domain.barcode import barcode_key
from desktop.domain.cells import unguarded
from desktop.domain.dates import Order, order_of, read_date
from desktop.domain.errors import UserError
from desktop.domain.money import parse_price
from desktop.domain.parts import parts
from desktop.domain.progress import Progress
from desktop.domain.quantity import parse_quantity
from desktop.domain.shop import ShopInfo
from desktop.jobs.importing.choices import Choices
from desktop.jobs.importing.numerals import decimal_of, with_point
from desktop.jobs.importing.reading import Table
from desktop.jobs.importing.sales_columns import require_sales
from desktop.schema import Barcode, Product
from desktop.schema.base import table_of

P, B = table_of(Product), table_of(Barcode)
NOON = timedelta(hours=12)
_NO = frozenset({"", "0", "no", "false", "n", "f", "nein", "non", "nao", "none"})
_TOLD_EVERY = 5_000


@dataclass
class FoundSales:
    """What a file tells. ``order``: how its dates are written; ``last``: its last day."""

    columns: dict[str, int]
    order: Order = Order()  # noqa: RUF009 - frozen
    decimal: str = ""
    sales: dict[Any, DaySale] = field(default_factory=dict)
    problems: list[ImportProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    last: date = date.min


def sales_of(
    session: Session,
    shop: ShopInfo,
    now: datetime,
    table: Table,
    choices: Choices,
    progress: Progress,
) -> FoundSales:
    """Reads only. UserError where the columns are not known; every other problem has its row."""
    columns = require_sales(table, choices.columns)
    order = Order(choices.dates) if choices.dates else order_of(_column(table, columns["date"]))
    found = FoundSales(columns, order)
    numbers = [_column(table, columns[n]) for n in ("quantity", "price", "amount") if n in columns]
    found.decimal = choices.decimal or decimal_of(numbers)
    if order.example:
        return _asked(found, table)
    if not columns.keys() & {"price", "amount"}:
        found.notes.append("The file tells no prices: what was sold is worth today's prices.")
    reader = _Rows(found, shop, now, _Goods(session, table, columns), table.delimiter)
    for done, (row, cells) in enumerate(table.rows):
        if done % _TOLD_EVERY == 0:
            progress.report(done, len(table.rows), "Reading")
        reader.take(row, cells)
    if len(found.sales) > MOST:
        raise UserError(
            f"The file tells {len(found.sales):,} days of products; at most {MOST:,} go at once.",
            "Split it. Nothing was imported.", field="file", code="too_large",
        )  # fmt: skip
    return found


def _asked(found: FoundSales, table: Table) -> FoundSales:
    """No row tells whether the day or the month comes first."""
    at, example = found.columns["date"], found.order.example
    row = next(row for row, cells in table.rows if at < len(cells) and cells[at] == example)
    reason = "It may be one of two days: say whether the day or the month comes first."
    found.problems.append(ImportProblem(row, "date", example, reason))
    return found


def _column(table: Table, at: int) -> list[str]:
    return [cells[at] for _, cells in table.rows if at < len(cells)]


class _Goods:
    """Products by what a file calls them: SKU, barcode, or a name that only one has."""

    def __init__(self, session: Session, table: Table, columns: Mapping[str, int]) -> None:
        self._by: dict[str, dict[str, Sold]] = {}
        for name in ("sku", "barcode", "name"):
            if name in columns:
                texts = {unguarded(text).strip() for text in _column(table, columns[name])} - {""}
                self._by[name] = _WAYS[name](session, texts)

    def of(self, told: Mapping[str, str]) -> Sold | None:
        """The first way that knows it."""
        keys = {name: barcode_key(told[name]) if name == "barcode" else told[name] for name in told}
        ways = (self._by[name].get(keys[name]) for name in self._by if keys.get(name))
        return next((product for product in ways if product is not None), None)


_LEFT = P.alias("left")  # of what was merged; of other products themselves
_FIELDS = ("id", "sku", "name", "unit", "category", "tax_rate", "price")


def _by_sku(session: Session, texts: set[str]) -> dict[str, Sold]:
    return dict(_asked_for(session, P.c.sku, texts))


def _by_name(session: Session, texts: set[str]) -> dict[str, Sold]:
    found: dict[str, Sold | None] = {}
    for name, sold in _asked_for(session, P.c.name, texts):
        found[name] = sold if found.get(name, sold) == sold else None
    return {name: sold for name, sold in found.items() if sold is not None}


def _by_code(session: Session, texts: set[str]) -> dict[str, Sold]:
    return dict(_asked_for(session, B.c.code, {barcode_key(text) for text in texts} - {""}))


def _asked_for(session: Session, column: Any, texts: set[str]) -> list[tuple[str, Sold]]:
    found: list[tuple[str, Sold]] = []
    wanted = select(column, *(_LEFT.c[name] for name in _FIELDS)).select_from(P)
    wanted = wanted.join(_LEFT, _LEFT.c.id == func.coalesce(P.c.merged_into, P.c.id))
    if column is B.c.code:
        wanted = wanted.join(B, B.c.product == P.c.id)
    for part in parts(texts):
        rows = session.connection().execute(wanted.where(column.in_(part)))
        found += [(text, Sold(*rest)) for text, *rest in rows]
    return found


_WAYS = {"sku": _by_sku, "barcode": _by_code, "name": _by_name}


class _Rows:
    """Reads one row after another and adds it to its product's day."""

    def __init__(
        self, found: FoundSales, shop: ShopInfo, now: datetime, goods: _Goods, delimiter: str
    ) -> None:
        self._found = found
        self._shop = shop
        self._now = now
        self._goods = goods
        self._signs = found.decimal, "." if delimiter in (",", "") else ","
        self._zone = ZoneInfo(shop.zone)
        self._moments: dict[str, tuple[date, datetime]] = {}

    def take(self, row: int, cells: Sequence[str]) -> None:
        """Every fault is noted with its column."""
        told = {
            name: unguarded(cells[at]).strip() if at < len(cells) else ""
            for name, at in self._found.columns.items()
        }
        name = "date"
        try:
            day, at = self._moment(told["date"])
            name = "quantity"
            quantity = self._quantity(told["quantity"])
            product = self._goods.of(told)
            if product is None:
                name = next(n for n in ("sku", "barcode", "name") if n in told)
                raise UserError("There is no such product: take the goods in first.")
            name = "amount" if told.get("amount") else "price"
            amount = self._amount(told, quantity, product.price)
        except UserError as error:
            problem = ImportProblem(row, name, told.get(name, "")[:100], error.message)
            self._found.problems.append(problem)
            return
        self._found.last = max(self._found.last, day)
        if quantity:
            is_promo = told.get("promo", "").casefold() not in _NO
            self._add(DaySale(row, product, day, at, quantity, amount, is_promo))

    def _add(self, sale: DaySale) -> None:
        before = self._found.sales.get(sale.key)
        if before is None:
            self._found.sales[sale.key] = sale
            return
        whole = before.quantity + sale.quantity
        if not whole:
            del self._found.sales[sale.key]
            return
        self._found.sales[sale.key] = replace(
            before, at=min(before.at, sale.at), quantity=whole, amount=before.amount + sale.amount
        )

    def _moment(self, text: str) -> tuple[date, datetime]:
        if text not in self._moments:
            self._moments[text] = self._read(text)
        return self._moments[text]

    def _read(self, text: str) -> tuple[date, datetime]:
        """A time without a zone is the shop's; a day alone counts from its noon."""
        written = read_date(text, self._found.order.name)
        if written.clock is None:
            day, at = written.day, self._shop.begins(written.day) + NOON
        else:
            local = datetime.combine(written.day, written.clock, self._zone)
            if written.offset is not None:
                local = local.replace(tzinfo=ZoneInfo("UTC")) - written.offset
            at = local.astimezone(ZoneInfo("UTC"))
            day = self._shop.day_of(at)
        if day > self._shop.day_of(self._now) or day.year < 1970:
            raise UserError("A sale of the past is from before today's evening.")
        return day, min(at, self._now)

    def _quantity(self, text: str) -> Decimal:
        return parse_quantity(with_point(text, *self._signs), 3, "quantity")

    def _amount(self, told: Mapping[str, str], quantity: Decimal, usual: Decimal) -> Decimal:
        """What was paid in all; where the file has no price, at today's."""
        if told.get("amount"):
            text = with_point(told["amount"], *self._signs)
            value = parse_price(text.removeprefix("-"), "amount")
            return -value if quantity < 0 else value
        text = with_point(told.get("price", ""), *self._signs)
        return (parse_price(text, "price") if text else usual) * quantity
