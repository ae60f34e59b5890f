"""The vendors of an import, and what they ask: the file's cost is the price of its vendor."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from desktop.commands.audit import Trail
from desktop.commands.imports.items import ImportProducts
from desktop.commands.imports.matching import Match, Plan, parts
from desktop.db.bulk import insert_rows
from desktop.domain.ids import member
from desktop.schema import Store, Vendor, VendorPrice
from desktop.schema.base import table_of

V, VP = table_of(Vendor), table_of(VendorPrice)


def write_offers(
    session: Session, command: ImportProducts, plan: Plan, ids: dict[str, UUID], trail: Trail
) -> tuple[int, int]:
    """Makes missing vendors and their prices, changes prices that differ; how many of each."""
    matches = [match for match in plan.matches if match.item.vendor is not None]
    if not matches:
        return 0, 0
    currency = session.scalars(select(Store.currency).where(Store.id == command.by.store)).one()
    vendors = {name.casefold(): key for key, name in session.execute(select(V.c.id, V.c.name))}
    made = _make(session, command, vendors, currency, trail)
    prices, preferred = _prices(session, [ids[match.item.sku] for match in matches])
    rows: list[dict[str, Any]] = []
    changed = 0
    for match in matches:
        item = match.item
        product, vendor = ids[item.sku], vendors[(item.vendor or "").casefold()]
        there = prices.get((vendor, product))
        if item.cost is None:
            continue
        if there is None:
            rows.append(
                {
                    "id": member(command.id, len(rows)),
                    "vendor": vendor,
                    "product": product,
                    "unit_price": item.cost,
                    "currency": currency,
                    "is_preferred": product not in preferred,
                }
            )
        elif there.unit_price != item.cost and _is_news(match):
            _set_price(session, there, item.cost, trail)
            changed += 1
    if rows:
        values = (tuple(row.values()) for row in rows)
        insert_rows(session.connection(), VP, tuple(rows[0]), values)
    trail.made(VP, rows)
    return made, len(rows) + changed


def _is_news(match: Match) -> bool:
    """A cost that the product has already says nothing about what its vendor asks by now."""
    return match.product is None or "unit_cost" in match.changes


def _make(
    session: Session, command: ImportProducts, vendors: dict[str, UUID], currency: str, trail: Trail
) -> int:
    taken = set(session.scalars(select(V.c.code)))
    made = 0
    for item in command.items:
        name = item.vendor
        if name is None or name.casefold() in vendors:
            continue
        code = _free_code(name, taken)
        vendor = Vendor(id=member(command.id, made), code=code, name=name, currency=currency)
        session.add(vendor)
        session.flush()
        trail.created(vendor)
        vendors[name.casefold()] = vendor.id
        taken.add(code)
        made += 1
    session.flush()
    return made


def _free_code(name: str, taken: set[str]) -> str:
    """The name in capitals, with a number where another vendor has it."""
    code, number = name.upper()[:20].strip(), 1
    while code in taken:
        number += 1
        code = f"{name.upper()[:16].strip()}-{number}"
    return code


def _prices(
    session: Session, products: list[UUID]
) -> tuple[dict[tuple[UUID, UUID], Any], set[UUID]]:
    """The prices that are there, by vendor and product, and which products prefer a vendor."""
    prices: dict[tuple[UUID, UUID], Any] = {}
    preferred: set[UUID] = set()
    for part in parts(products):
        wanted = select(VP.c.id, VP.c.vendor, VP.c.product, VP.c.unit_price, VP.c.is_preferred)
        for row in session.execute(wanted.where(VP.c.product.in_(part))):
            prices[(row.vendor, row.product)] = row
            if row.is_preferred:
                preferred.add(row.product)
    return prices, preferred


def _set_price(session: Session, there: Any, cost: Decimal, trail: Trail) -> None:
    session.connection().execute(
        update(VP)
        .where(VP.c.id == there.id)
        .values(unit_price=cost, version=VP.c.version + 1, updated_at=func.now())
    )
    trail.replaced(VP, [(there.id, {"unit_price": there.unit_price}, {"unit_price": cost})])
