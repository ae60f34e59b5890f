"""Vendors' prices as a list, the best vendor of a product, past prices, one vendor's facts."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor
from desktop.jobs.opening import Shop
from desktop.queries.columns import Filter
from desktop.queries.vendor_prices import (
    VENDOR_PRICES,
    best_vendors,
    price_history,
    price_of,
)
from desktop.queries.vendors import VENDORS, vendor_card
from tests import trade

ODD = "Ünï 'x' %_\\ 😀"


def head(shop: Shop) -> tuple[UUID, Actor, datetime]:
    return shop.ids.new(), shop.actor, shop.clock.now()


def vendor(shop: Shop, name: str, **values: Any) -> UUID:
    return shop.database.run(save_vendor, SaveVendor(*head(shop), name, **values))


def price(shop: Shop, by: UUID, product: UUID, unit: str, **values: Any) -> UUID:
    command = SetVendorPrice(*head(shop), by, product, Decimal(unit), **values)
    return shop.database.run(set_vendor_price, command)


def test_prices_are_listed_for_one_vendor_with_the_best_marked(shop: Shop) -> None:
    roastery, union = vendor(shop, "Roastery"), vendor(shop, ODD)
    closed = vendor(shop, "Closed", is_active=False)
    tea, espresso = (trade.add_product(shop, sku, name=sku) for sku in ("Tea", "Espresso"))
    price(shop, roastery, tea, "3.10", vendor_sku=ODD, lead_time_days=3, pack_qty=Decimal(6))
    price(shop, union, tea, "2.90", lead_time_days=6)
    price(shop, closed, tea, "0.10")
    price(shop, roastery, espresso, "7.60")
    rows = trade.rows_of(shop, VENDOR_PRICES, Filter("vendor", "is", roastery))
    assert [(row.name, row.unit_price, row.is_best) for row in rows] == [
        ("Espresso", Decimal("7.60"), False),
        ("Tea", Decimal("3.10"), False),
    ]
    assert (rows[1].vendor_sku, rows[1].lead_time_days, rows[1].pack_qty) == (ODD, 3, 6)
    best = [row for row in trade.rows_of(shop, VENDOR_PRICES) if row.is_best]
    assert [(row.vendor_name, row.name) for row in best] == [(ODD, "Tea")]
    found = trade.rows_of(shop, VENDOR_PRICES, Filter("vendor", "is", roastery), search="'X' %_\\")
    assert [row.name for row in found] == ["Tea"]
    with shop.database.read() as session:
        assert best_vendors(session, [tea, espresso]) == {tea: union}
        assert price_of(session, union, tea) == Decimal("2.90")
        assert price_of(session, union, espresso) is None
    means = {row.name: (row.products, row.lead_days) for row in trade.rows_of(shop, VENDORS)}
    assert means == {"Roastery": (2, 2), ODD: (1, 6), "Closed": (1, 0)}


def test_past_prices_come_newest_first_and_other_changes_are_left_out(shop: Shop) -> None:
    roastery, tea = vendor(shop, "Roastery"), trade.add_product(shop, "T")
    for unit in ("1", "2", "2.00", "3", "4", "5", "6"):
        key = price(shop, roastery, tea, unit)
    price(shop, roastery, tea, "6", lead_time_days=9)
    with shop.database.read() as session:
        found = price_history(session, key)
        assert [(each.before, each.after) for each in found] == [
            (5, 6),
            (4, 5),
            (3, 4),
            (2, 3),
            (1, 2),
        ]
        assert price_history(session, key, 9)[-1].before is None
        assert {each.user for each in found} != {""}


def test_a_card_holds_every_field_as_it_was_typed(shop: Shop) -> None:
    texts = {
        "code": "R-1", "phone": "+1 2", "email": "a@b.cd", "address": "a\nb", "terms": ODD,
        "notes": "=1+1",
    }  # fmt: skip
    key = vendor(shop, ODD, **texts)
    with shop.database.read() as session:
        card = vendor_card(session, key)
        assert {name: getattr(card, name) for name in texts} == texts
        assert (card.name, card.is_active, card.version) == (ODD, True, 1)
        with pytest.raises(UserError, match="gone"):
            vendor_card(session, shop.ids.new())
