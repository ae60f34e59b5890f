"""What a scanned label says beside its product, and stock in packs, as pills on the card."""

from desktop.commands.scans import Booked
from desktop.domain.barcode import barcode_key, shown
from desktop.domain.gs1 import gtin_in, may_be_label
from desktop.queries.product import ProductCard
from desktop.ui.packs import on_hand_in_packs, packs
from desktop.ui.text import calendar_day, tr
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
    """What is on hand in cases, and the lot that leaves first."""
    cases = on_hand_in_packs(found)
    tags = [Tag(cases)] if cases else []
    first = next((lot for lot in found.lots if lot.on_hand > 0), None)
    if first is not None:
        words = tr("Lot {code}", code=first.code)
        day = f" · {calendar_day(first.expiry, 'd MMM yyyy')}" if first.expiry else ""
        tags.append(Tag(words + day))
    return tuple(tags)
