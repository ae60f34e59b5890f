"""Alerts on vendors' prices: one per vendor and product, raised and ended by the prices themselves.

A price is compared with what the same vendor asked for the product thirty days ago (or first, where
that is later), so that several small rises add up, and a mistyped price that is put right at once
raises nothing. The alert keeps that older price: it is over as soon as the price is within the
rule's percentage of it again. One that somebody acknowledged opens again only when the price goes
up once more by as much.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, literal_column, select, update

from desktop.commands.alerts import (
    ALERT,
    PRODUCT,
    Reviewed,
    grade_alerts,
    raise_alerts,
    resolve_alerts,
    rules_in,
)
from desktop.domain.alert_rules import PRICE_RISE, Rule
from desktop.domain.ids import command_of
from desktop.domain.parts import parts
from desktop.domain.quantity import plain
from desktop.schema import AuditEntry, Vendor, VendorPrice
from desktop.schema.base import table_of

AUDIT, VENDOR, PRICE = table_of(AuditEntry), table_of(Vendor), table_of(VendorPrice)
KIND = PRICE_RISE.kind
WINDOW = timedelta(days=30)
_FIRST_ID = 3 << 18  # alerts on stock that the same command raises take the ids below

_PRICES = (
    select(
        PRICE.c.id, PRICE.c.vendor, PRICE.c.product, PRICE.c.unit_price, PRICE.c.currency,
        VENDOR.c.name.label("vendor_name"), PRODUCT.c.status,
    )
    .join_from(PRICE, VENDOR, VENDOR.c.id == PRICE.c.vendor)
    .join(PRODUCT, PRODUCT.c.id == PRICE.c.product)
    .where(PRICE.c.id.in_(bindparam("prices", expanding=True)))
)  # fmt: skip
_CHANGES = (
    select(AUDIT.c.entity_id, AUDIT.c.before, AUDIT.c.after)
    .where(
        AUDIT.c.entity == literal_column(f"'{PRICE.name}'"),
        AUDIT.c.entity_id.in_(bindparam("prices", expanding=True)),
        AUDIT.c.at > bindparam("since"),
    )
    .order_by(AUDIT.c.at, AUDIT.c.id)
)
_STANDS = select(
    ALERT.c.id, ALERT.c.dedupe_key, ALERT.c.status, ALERT.c.params, ALERT.c.severity
).where(ALERT.c.status != literal_column("'resolved'"))

_ANY = _STANDS.where(ALERT.c.type == KIND).limit(1)


def key_of(vendor: UUID, product: UUID) -> str:
    """What makes the alert the same one."""
    return f"{KIND}:{vendor}:{product}"


def review_batch(connection: Connection, store: UUID, batch: UUID, at: datetime) -> Reviewed:
    """Raises what is due, and ends what is over, for all prices that one command changed.

    What they are is read from its trail, so prices and trail are written by now. The trail calls
    this at the end of every command that set or removed vendors' prices.
    """
    of_batch = (AUDIT.c.batch == batch, AUDIT.c.entity == PRICE.name)
    if connection.execute(_ANY).first() is not None:
        removed = select(AUDIT.c.before).where(*of_batch, AUDIT.c.action == "delete")
        gone = connection.execute(removed).scalars()
        end_alerts(connection, [(UUID(was["vendor"]), UUID(was["product"])) for was in gone], at)
    told = select(AUDIT.c.entity_id, AUDIT.c.after).where(*of_batch, AUDIT.c.action != "delete")
    set_ = [price for price, after in connection.execute(told) if "unit_price" in (after or ())]
    return review_prices(connection, store, set_, at, batch)


def review_prices(
    connection: Connection, store: UUID, prices: Sequence[UUID], at: datetime, cause: UUID
) -> Reviewed:
    """The same for some prices, whose trail is written."""
    if not prices:
        return Reviewed()
    return _review_prices(connection, store, prices, at, cause, rules_in(connection, store)[KIND])


def to_review(
    connection: Connection,
    store: UUID,
    changed: Sequence[tuple[Any, Decimal]],
    at: datetime,
    rule: Rule,
) -> list[UUID]:
    """Of prices that are about to change those that ``review_prices`` would do something about.

    Each is a row as it stands with the new price. Reads only; all others may be left out.
    """
    case = _Case(store, rule, at, UUID(int=0))
    found = []
    for part in parts(changed):
        rows = [row for row, _ in part]
        earlier = _earlier(connection, [row.id for row in rows], at)
        standing = _standing(connection, rows)
        for row, new in part:
            old = earlier.get(row.id, row.unit_price)
            if case.is_up(old, new) or key_of(row.vendor, row.product) in standing:
                found.append(row.id)
    return found


def _review_prices(
    connection: Connection,
    store: UUID,
    prices: Sequence[UUID],
    at: datetime,
    cause: UUID,
    rule: Rule,
) -> Reviewed:
    done = Reviewed()
    for part in parts(prices):
        rows = connection.execute(_PRICES, {"prices": part}).all()
        earlier = _earlier(connection, part, at)
        standing = _standing(connection, rows)
        done += _review(connection, _Case(store, rule, at, cause), rows, earlier, standing, done)
    return done


@dataclass(frozen=True)
class _Case:
    """What one review works with."""

    store: UUID
    rule: Rule
    at: datetime
    cause: UUID

    def is_up(self, old: Decimal, new: Decimal) -> bool:
        """Whether a price went up by more than the rule lets pass; from nothing is no rise."""
        return self.rule.is_on and old > 0 and new * 100 > old * (100 + self.rule.percent)


def _review(
    connection: Connection,
    case: _Case,
    rows: Iterable[Any],
    earlier: dict[UUID, Decimal],
    standing: dict[str, Any],
    done: Reviewed,
) -> Reviewed:
    over: list[UUID] = []
    new: list[dict[str, Any]] = []
    graded: list[UUID] = []
    for row in rows:
        old, alert = earlier.get(row.id), standing.get(key_of(row.vendor, row.product))
        if alert is not None and (alert.status != "acknowledged" or old is None):
            old = Decimal(alert.params["old"])
        if old is None or row.status != "active" or not case.is_up(old, row.unit_price):
            over += [alert.id] if alert is not None else []
        elif alert is None:
            number = _FIRST_ID + done.raised + len(new)
            new.append(_new(case, row, old, UUID(int=command_of(case.cause).int + number)))
        else:
            _follow(connection, case, row, old, alert)
            graded += [alert.id] if alert.severity != case.rule.severity else []
    resolve_alerts(connection, over, case.at)
    grade_alerts(connection, graded, case.rule.severity, case.at)
    raise_alerts(connection, new)
    return Reviewed(len(new), len(over), len(graded))


def _follow(connection: Connection, case: _Case, row: Any, old: Decimal, alert: Any) -> None:
    """The standing alert tells the price of today."""
    told = Decimal(alert.params["new"])
    if told == row.unit_price:
        return
    values: dict[str, Any] = {"params": _facts(case, row, old), "updated_at": case.at}
    if alert.status != "open" and case.is_up(told, row.unit_price):
        values |= {"status": "open", "snooze_until": None}
    connection.execute(update(ALERT).where(ALERT.c.id == alert.id).values(values))


def _new(case: _Case, row: Any, old: Decimal, key: UUID) -> dict[str, Any]:
    return {
        "id": key,
        "type": KIND,
        "severity": case.rule.severity,
        "product": row.product,
        "store": case.store,
        "params": _facts(case, row, old),
        "status": "open",
        "dedupe_key": key_of(row.vendor, row.product),
        "created_at": case.at,
        "updated_at": case.at,
    }


def _facts(case: _Case, row: Any, old: Decimal) -> dict[str, Any]:
    """What an alert tells: whose price, from what to what."""
    return {
        "price": str(row.id),
        "vendor": str(row.vendor),
        "vendor_name": row.vendor_name,
        "currency": row.currency,
        "old": plain(old),
        "new": plain(row.unit_price),
        "percent": case.rule.percent,
    }


def _earlier(connection: Connection, prices: list[UUID], at: datetime) -> dict[UUID, Decimal]:
    """What each of these prices was when the window began; none for one that did not change."""
    found: dict[UUID, Decimal] = {}
    asked = {"prices": prices, "since": at - WINDOW}
    for price, before, after in connection.execute(_CHANGES, asked):
        told = before if before and "unit_price" in before else after
        if price not in found and told and "unit_price" in told:
            found[price] = Decimal(told["unit_price"])
    return found


def _standing(connection: Connection, rows: Sequence[Any]) -> dict[str, Any]:
    keys = [key_of(row.vendor, row.product) for row in rows]
    found = connection.execute(_STANDS.where(ALERT.c.dedupe_key.in_(keys)))
    return {alert.dedupe_key: alert for alert in found}


def end_alerts(connection: Connection, pairs: Iterable[tuple[UUID, UUID]], at: datetime) -> None:
    """The vendor asks nothing any more for these products."""
    keys = [key_of(*pair) for pair in pairs]
    for some in parts(keys):
        part = _STANDS.where(ALERT.c.dedupe_key.in_(some))
        resolve_alerts(connection, [row.id for row in connection.execute(part)], at)


def review_all_prices(
    connection: Connection, store: UUID, rule: Rule, at: datetime, cause: UUID
) -> Reviewed:
    """After the rule changed: what stands, and every price that was set within the window."""
    stands = _STANDS.where(ALERT.c.type == KIND, ALERT.c.store == store)
    alerts = connection.execute(stands).all()
    if not rule.is_on:
        resolve_alerts(connection, [row.id for row in alerts], at)
        return Reviewed(resolved=len(alerts))
    told = {UUID(row.params["price"]) for row in alerts}
    wanted = select(AUDIT.c.entity_id).where(AUDIT.c.entity == PRICE.name, AUDIT.c.at > at - WINDOW)
    changed = set(connection.execute(wanted).scalars())
    return _review_prices(connection, store, sorted(told | changed), at, cause, rule)
