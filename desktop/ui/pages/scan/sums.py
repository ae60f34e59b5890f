"""The words and figures under the list: subtotal, tax and total, or what came in or was counted."""

from dataclasses import dataclass
from decimal import Decimal

from desktop.domain.shop import ShopInfo
from desktop.ui.pages.scan.basket import Basket
from desktop.ui.text import money, number, percent, plural, quantity, tr


@dataclass(frozen=True)
class Sums:
    """Small rows, then one large figure; ``count`` is for the head of the list."""

    count: str
    rows: tuple[tuple[str, str], ...]
    label: str
    value: str


def sums_of(mode: str, basket: Basket, shop: ShopInfo) -> Sums:
    """What the list adds up to."""
    lines = number(len(basket))
    if mode == "count":
        count = plural("{n} product", "{n} products", len(basket))
        return Sums(count, (), tr("Products counted"), lines)
    count = _items(basket.pieces)
    if mode == "receive":
        rows = ((tr("Lines"), lines), (tr("Cost"), money(basket.total(), shop.decimals)))
        return Sums(count, rows, tr("Received"), quantity(basket.pieces))
    return _sale(count, basket, shop)


def _sale(count: str, basket: Basket, shop: ShopInfo) -> Sums:
    taxes = basket.taxes(shop.prices_include_tax)
    net = sum((tax.net for tax in taxes), Decimal(0))
    taxed = [tax for tax in taxes if tax.rate]
    rows = [(tr("Subtotal"), money(net, shop.decimals))] if taxed else []
    for tax in taxed:
        rows.append((tr("Tax {rate}", rate=percent(tax.rate)), money(tax.tax, shop.decimals)))
    gross = money(basket.gross(shop.prices_include_tax), shop.decimals)
    return Sums(count, tuple(rows), tr("Total"), gross)


def _items(pieces: Decimal) -> str:
    """Weighed goods count as one item each."""
    return plural("{n} item", "{n} items", int(pieces))
