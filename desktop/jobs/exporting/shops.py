"""Products as the CSV files that Shopify and WooCommerce take in, families with their variants.

Columns and their order are those of real exports of both, as guides to Shopify's product CSV and
WooCommerce's "Product CSV Importer & Exporter" (github.com/woocommerce/woocommerce/wiki) tell them;
"Cost per item", "Status", "GTIN …" and "Brands" are of newer versions. Both read whole pieces of
stock, one barcode and one category; stock by location is in neither. Pictures are told that were
fetched from an address: others have none that a web shop could read.
"""

import csv
import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop.commands.external_refs import Called
from desktop.domain.cells import guarded
from desktop.domain.progress import Progress
from desktop.domain.quantity import plain
from desktop.domain.search import folded
from desktop.domain.variants import options_key
from desktop.queries.shop_goods import ShopFamily, ShopGood

SHOPIFY = (
    *("Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published"),
    *("Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value"),
    *("Option3 Name", "Option3 Value", "Variant SKU", "Variant Inventory Tracker"),
    *("Variant Inventory Qty", "Variant Inventory Policy", "Variant Fulfillment Service"),
    *("Variant Price", "Variant Requires Shipping", "Variant Taxable", "Variant Barcode"),
    *("Image Src", "Image Position", "Variant Image", "Cost per item", "Status"),
)
WOOCOMMERCE = (
    *("ID", "Type", "SKU", "GTIN, UPC, EAN, or ISBN", "Name", "Published", "Description"),
    *("In stock?", "Stock", "Low stock amount", "Regular price", "Categories", "Tags", "Images"),
    *("Parent", "Position", "Brands"),
)
MOST_OPTIONS = 3
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
Row = dict[str, str]


@dataclass
class ShopFile:
    """``called``: what the products are named there from now on; ``left_out``: with the reason."""

    rows: int = 0
    called: list[Called] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def write_shop_csv(
    path: Path, system: str, families: Sequence[ShopFamily], progress: Progress
) -> ShopFile:
    """Rows of one family stand together, the parent first."""
    made = ShopFile()
    laid: Callable[[Sequence[ShopFamily], ShopFile], Iterator[Row]] = (
        _shopify if system == "shopify" else _woocommerce
    )
    columns = list(SHOPIFY if system == "shopify" else WOOCOMMERCE)
    if system == "woocommerce":
        most = max((len(v.options) for f in families for v in f.variants), default=0)
        for n in range(1, most + 1):
            columns += [f"Attribute {n} name", f"Attribute {n} value(s)",
                        f"Attribute {n} visible", f"Attribute {n} global"]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", lineterminator="\r\n")
        writer.writeheader()
        for row in laid(families, made):
            writer.writerow({name: _safe(value) for name, value in row.items()})
            made.rows += 1
            if made.rows % 1_000 == 0:
                progress.report(made.rows, 0, "Writing")
    return made


def _shopify(families: Sequence[ShopFamily], made: ShopFile) -> Iterator[Row]:
    handles = {family.head.handle for family in families} - {""}
    for family in families:
        names = _names(family)
        if len(names) > MOST_OPTIONS:
            made.left_out.append(f"{family.head.row.sku}: Shopify knows three options, not more.")
            continue
        handle = family.head.handle or _free(family.head.row.name, handles)
        yield from _shopify_rows(family, handle, names, made)


def _shopify_rows(
    family: ShopFamily, handle: str, names: Sequence[str], made: ShopFile
) -> Iterator[Row]:
    head = family.head
    made.called.append(Called(head.row.sku, handle, handle))
    vendors = {good.row.vendor for good in family.variants or [head]}
    first: Row = {
        "Handle": handle,
        "Title": head.row.name,
        "Body (HTML)": _markup(head.description),
        "Vendor": (vendors.pop() or "") if len(vendors) == 1 else "",
        "Type": head.row.category or "",
        "Tags": ", ".join(head.tags),
        "Published": "TRUE" if head.row.status == "active" else "FALSE",
        "Status": head.row.status,
    }
    pictures = [
        {"Image Src": place, "Image Position": str(n)} for n, place in enumerate(head.images, 1)
    ]
    first |= pictures[0] if pictures else {}
    if not family.variants:
        yield first | {"Option1 Name": "Title", "Option1 Value": "Default Title"} | _variant(head)
    for good in family.variants:
        if good.row.status != head.row.status:
            made.left_out.append(f"{good.row.sku}: it is {good.row.status}, its parent is not.")
            continue
        row: Row = {"Handle": handle} | _variant(good)
        for n, name in enumerate(names, 1):
            row |= {f"Option{n} Value": good.options.get(name, "")}
            first |= {f"Option{n} Name": name}
        ref = f"{handle}#{options_key(good.options.items())}"
        made.called.append(Called(good.row.sku, ref, handle))
        yield first | row | {"Variant Image": good.images[0] if good.images else ""}
        first = {}
    yield from ({"Handle": handle} | picture for picture in pictures[1:])


def _variant(good: ShopGood) -> Row:
    row = good.row
    return {
        "Variant SKU": row.sku,
        "Variant Inventory Tracker": "shopify" if good.stock is not None else "",
        "Variant Inventory Qty": "" if good.stock is None else plain(good.stock),
        "Variant Inventory Policy": "deny",
        "Variant Fulfillment Service": "manual",
        "Variant Price": plain(row.price),
        "Variant Requires Shipping": "TRUE",
        "Variant Taxable": "TRUE",
        "Variant Barcode": row.barcode or "",
        "Cost per item": "" if row.cost is None else plain(row.cost),
    }


def _woocommerce(families: Sequence[ShopFamily], _: ShopFile) -> Iterator[Row]:
    for family in families:
        names = _names(family)
        head = family.head
        row = _product(head) | {"Type": "variable" if family.variants else "simple"}
        if family.variants:
            row |= {"Stock": "", "In stock?": "1", "Regular price": ""}
            for n, name in enumerate(names, 1):
                values = dict.fromkeys(good.options.get(name, "") for good in family.variants)
                told = ", ".join(map(_comma, filter(None, values)))
                row |= _attribute(n, name, told)
        yield row
        for place, good in enumerate(family.variants, 1):
            own = _product(good) | {"Type": "variation", "Parent": head.row.sku}
            own |= {"Position": str(place), "Tags": ""}
            for n, name in enumerate(names, 1):
                own |= _attribute(n, name, good.options.get(name, ""))
            yield own


def _product(good: ShopGood) -> Row:
    row = good.row
    stock = good.stock
    return {
        "ID": good.ref,
        "SKU": row.sku,
        "GTIN, UPC, EAN, or ISBN": row.barcode or "",
        "Name": row.name,
        "Published": "1" if row.status == "active" else "-1",
        "Description": _markup(good.description).replace("\n", "\\n"),
        "In stock?": "1" if row.on_hand > 0 else "0",
        "Stock": "" if stock is None else plain(stock),
        "Low stock amount": "" if row.reorder_point is None else plain(row.reorder_point),
        "Regular price": plain(row.price),
        "Categories": _comma(row.category or ""),
        "Tags": ", ".join(map(_comma, good.tags)),
        "Images": ", ".join(good.images),
        "Brands": good.brand,
    }


def _attribute(number: int, name: str, value: str) -> Row:
    names = ("name", "value(s)", "visible", "global")
    told = (name, value, "1", "0")
    return {f"Attribute {number} {key}": each for key, each in zip(names, told, strict=True)}


def _names(family: ShopFamily) -> list[str]:
    """The options of all variants, in the order in which they are met."""
    return list(dict.fromkeys(name for good in family.variants for name in good.options))


def _markup(text: str) -> str:
    """Text that means nothing else as HTML; as it is where it has no sign of it."""
    return html.escape(text, quote=False) if any(sign in text for sign in "<>&") else text


def _safe(text: str) -> str:
    """A number below zero is no formula."""
    return text if _NUMBER.fullmatch(text) else guarded(text)


def _comma(text: str) -> str:
    return text.replace(",", "\\,")


def _free(name: str, taken: set[str]) -> str:
    """A handle: small letters, numbers and hyphens; the same name gets the next number."""
    signs = (sign if sign.isascii() and sign.isalnum() else "-" for sign in folded(name))
    plain_ = "-".join(filter(None, "".join(signs).split("-")))[:200] or "product"
    handle, number = plain_, 1
    while handle in taken:
        number += 1
        handle = f"{plain_}-{number}"
    taken.add(handle)
    return handle
