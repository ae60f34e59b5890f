"""WooCommerce's products: simple ones, variable ones with their variations, and what it only shows.

Both dialects: with and without an ID, attributes as “Attribute 1 name” or “Attribute 1 Name”.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from desktop.jobs.importing.choices import Choices
from desktop.jobs.importing.profiles.shape import Named, Shape, made
from desktop.jobs.importing.profiles.shopify import plain_text
from desktop.jobs.importing.profiles.skus import Skus
from desktop.jobs.importing.reading import Table

_FIELDS = {
    "sku": "sku",
    "barcode": "gtinupceanorisbn",
    "name": "name",
    "description": "description",
    "price": "regularprice",
    "stock": "stock",
    "category": "categories",
    "reorder_point": "lowstockamount",
    "brand": "brands",
    "status": "published",
    "tags": "tags",
    "images": "images",
    "parent": "parent",
    "options": "attribute1value",
    "is_template": "type",
    "ref": "id",
}
_KEPT = ("parent", "options", "is_template", "status", "ref")
_COMMA = re.compile(r"(?<!\\),\s*")
_MOST_ATTRIBUTES = 20


def fits(table: Table, _: Choices) -> bool:
    named = Named(table.header)
    return named.has("type", "sku", "name", "regularprice") and named.has("parent")


@dataclass
class _Reading:
    named: Named
    skus: Skus
    by_id: dict[str, str] = field(default_factory=dict)
    of: dict[str, dict[str, str]] = field(default_factory=dict)  # rows by their SKU
    shown: list[int] = field(default_factory=list)
    shelved: set[int] = field(default_factory=set)
    reduced: list[int] = field(default_factory=list)


def shape(table: Table, _: bool, choices: Choices) -> Shape:
    """Parents stand before their variations, wherever the file has them."""
    named = Named(table.header)
    named.choose(choices.columns, _FIELDS, _KEPT)
    reading = _Reading(named, Skus(named.of(cells, "sku") for _, cells in table.rows))
    first: list[tuple[int, Sequence[str], list[str]]] = []
    later: list[tuple[int, Sequence[str], list[str]]] = []
    for number, cells in table.rows:
        kinds = _parted(named.of(cells, "type").casefold())
        if "grouped" in kinds:
            reading.shown.append(number)
        else:
            (later if "variation" in kinds else first).append((number, cells, kinds))
    rows = [_product(reading, *each) for each in first]
    rows += [_variation(reading, number, cells) for number, cells, _ in later]
    return made("woocommerce", _FIELDS, rows, named, _notes(reading), table.rows)


def _notes(reading: _Reading) -> Iterator[str]:
    if reading.shown:
        rows = ", ".join(map(str, reading.shown))
        yield f"Rows {rows} only show other products together (grouped); they were passed over."
    if reading.shelved:
        count = len(reading.shelved)
        yield f"{count} products are in several categories; each has its deepest one here."
    if reading.reduced:
        count = len(reading.reduced)
        yield f"{count} products have a sale price; the regular one was read."


def _product(
    reading: _Reading, number: int, cells: Sequence[str], kinds: Sequence[str]
) -> tuple[int, dict[str, str]]:
    named = reading.named
    row = _shared(reading, number, cells)
    row["sku"] = named.of(cells, "sku") or reading.skus.free(row["name"])
    row["is_template"] = "yes" if "variable" in kinds else ""
    row["tags"] = named.of(cells, "tags")
    if "variable" in kinds or "external" in kinds:
        row["stock"] = ""
    reading.of[row["sku"]] = row
    if key := named.of(cells, "id"):
        reading.by_id[key] = row["sku"]
    return number, row


def _variation(reading: _Reading, number: int, cells: Sequence[str]) -> tuple[int, dict[str, str]]:
    named = reading.named
    row = _shared(reading, number, cells)
    asked = named.of(cells, "parent")
    row["parent"] = reading.by_id.get(asked.removeprefix("id:").strip(), asked)
    parent = reading.of.get(row["parent"], {})
    options = list(_options(named, cells))
    values = [value for _, value in options]
    row["options"] = "\n".join(f"{name}: {value}" for name, value in options)
    told = ", ".join(values)
    row["name"] = named.of(cells, "name") or f"{parent.get('name', row['parent'])} - {told}"
    row["sku"] = named.of(cells, "sku") or reading.skus.free("-".join((row["parent"], *values)))
    for name in ("category", "brand"):
        row[name] = row[name] or parent.get(name, "")
    return number, row


def _shared(reading: _Reading, number: int, cells: Sequence[str]) -> dict[str, str]:
    named = reading.named
    if named.of(cells, "saleprice"):
        reading.reduced.append(number)
    text = named.of(cells, "description") or named.of(cells, "shortdescription")
    return {
        "name": named.of(cells, "name"),
        "barcode": named.of(cells, "gtinupceanorisbn"),
        "description": plain_text(text.replace("\\n", "\n")),
        "price": named.of(cells, "regularprice"),
        "stock": named.of(cells, "stock"),
        "category": _deepest(reading, number, named.of(cells, "categories")),
        "reorder_point": named.of(cells, "lowstockamount"),
        "brand": named.of(cells, "brands"),
        "ref": named.of(cells, "id"),
        "images": named.of(cells, "images"),
        "status": "draft" if named.of(cells, "published") in ("0", "-1") else "",
    }


def _deepest(reading: _Reading, number: int, text: str) -> str:
    paths = _parted(text)
    leaves = [path for path in paths if not any(o.startswith(f"{path} >") for o in paths)]
    if len(leaves) > 1:
        reading.shelved.add(number)
    return max(paths, key=lambda path: path.count(">"), default="")


def _options(named: Named, cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """An attribute without a value fits any: it tells variations not apart."""
    for n in range(1, _MOST_ATTRIBUTES):
        if not named.has(f"attribute{n}name"):
            return
        name, value = (named.of(cells, f"attribute{n}{part}") for part in ("name", "value"))
        if name and value:
            yield name, value


def _parted(text: str) -> list[str]:
    return [part.replace("\\,", ",").strip() for part in _COMMA.split(text) if part.strip()]
