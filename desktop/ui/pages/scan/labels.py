"""What a scanned label says beside its product, and stock in packs, as pills on the card."""

from decimal import Decimal

from desktop.commands.scans import Booked
from desktop.domain.barcode import barcode_key, shown
from desktop.domain.gs1 import gtin_in, may_be_label
from desktop.domain.measure import in_cases
from desktop.queries.product import ProductCard
from desktop.ui.text import calendar_day, plural, quantity, tr
from desktop.ui.widgets.last_scan_card import Tag


def product_code(code: str) -> str:
    """A scanned code as it is printed; of a GS1 code only what names the product."""
    gtin = gtin_in(code) if may_be_label(code) else ""
    return shown(gtin or barcode_key(code))


def label_tags(booked: Booked) -> tuple[Tag, ...]:
    """Lot, expiry, and the packs that were booked."""
    tags = []
    if booked.pack > 1:
        tags.append(Tag(packs(abs(booked.quantity), booked.pack, booked.decimals)))
    if booked.lot:
        tags.append(Tag(tr("Lot {code}", code=booked.lot)))
    if booked.expiry is not None:
        tags.append(Tag(tr("Expires {day}", day=calendar_day(booked.expiry, "d MMM yyyy"))))
    return tuple(tags)


def stock_tags(found: ProductCard) -> tuple[Tag, ...]:
    """What is on hand in cases of the one size there is."""
    sizes = {code.pack_qty for code in found.codes if code.pack_qty > 1}
    if len(sizes) != 1 or found.on_hand < min(sizes):
        return ()
    return (Tag(packs(found.on_hand, min(sizes), found.decimals)),)


def packs(amount: Decimal, size: Decimal, decimals: int) -> str:
    """ "3 cases of 6 + 4"."""
    cases, rest = in_cases(amount, size)
    if not cases:
        return quantity(amount, decimals)
    whole = plural("{n} case of {size}", "{n} cases of {size}", int(cases), size=quantity(size))
    return f"{whole} + {quantity(rest, decimals)}" if rest else whole
