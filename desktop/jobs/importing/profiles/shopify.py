"""Shopify's products: rows of one handle are one product, its variants and its pictures."""

import html
import re
from collections.abc import Iterator, Sequence

from desktop.domain.variants import options_key
from desktop.jobs.importing.choices import Choices
from desktop.jobs.importing.profiles.shape import Named, Shape, made
from desktop.jobs.importing.profiles.skus import Skus
from desktop.jobs.importing.reading import Table

_FIELDS = {
    "sku": "variantsku",
    "barcode": "variantbarcode",
    "name": "title",
    "description": "body",
    "price": "variantprice",
    "cost": "costperitem",
    "stock": "variantinventoryqty",
    "vendor": "vendor",
    "category": "type",
    "status": "status",
    "tags": "tags",
    "images": "imagesrc",
    "parent": "handle",
    "options": "option1value",
    "is_template": "handle",
    "ref": "handle",
    "handle": "handle",
}
_KEPT = ("parent", "options", "is_template", "ref", "handle")
_ALONE = ("title", "default title")
_TAG, _BREAK = re.compile(r"<[^>]*>"), re.compile(r"(?i)<br\s*/?>|</(?:p|li|div|h\d|tr)>")
_GAPS = re.compile(r"\s*\n\s*")


def fits(table: Table, _: Choices) -> bool:
    return Named(table.header).has("handle", "title", "variantprice")


def shape(table: Table, _: bool, choices: Choices) -> Shape:
    """One row for each thing that can be sold, and one for the template that holds variants."""
    named = Named(table.header)
    named.choose(choices.columns, _FIELDS, _KEPT)
    handles: dict[str, list[tuple[int, Sequence[str]]]] = {}
    for number, cells in table.rows:
        handles.setdefault(named.of(cells, "handle"), []).append((number, cells))
    skus = Skus(named.of(cells, "variantsku") for _, cells in table.rows)
    rows: list[tuple[int, dict[str, str]]] = []
    for handle, own in handles.items():
        rows += _product(named, skus, handle, own)
    return made("shopify", _FIELDS, rows, named, (), table.rows)


def _sells(named: Named, cells: Sequence[str]) -> bool:
    """A row with nothing but a picture has neither."""
    return bool(named.of(cells, "variantprice") or named.of(cells, "option1value"))


def _product(
    named: Named, skus: Skus, handle: str, own: Sequence[tuple[int, Sequence[str]]]
) -> Iterator[tuple[int, dict[str, str]]]:
    first_row, first = own[0]
    shared = _shared(named, handle, first)
    images = _images(named, [cells for _, cells in own])
    sold = [(number, cells) for number, cells in own if _sells(named, cells)]
    names = [named.of(first, f"option{n}name") for n in (1, 2, 3)]
    variants = [_options(named, names, cells) for _, cells in sold]
    if len(sold) <= 1 and not any(variants):
        for number, cells in sold or own[:1]:
            sku = named.of(cells, "variantsku") or skus.free(handle)
            told = {"sku": sku, "ref": handle, "handle": handle, "images": images}
            yield number, shared | _own(named, cells) | told
        return
    parent = skus.free(handle)
    told = {"sku": parent, "is_template": "yes", "ref": handle, "handle": handle}
    told["images"] = images
    yield first_row, shared | told
    for (number, cells), options in zip(sold, variants, strict=True):
        values = [value for _, value in options]
        told = {
            "sku": named.of(cells, "variantsku") or skus.free("-".join((handle, *values))),
            "name": f"{shared['name']} - {', '.join(values)}" if values else shared["name"],
            "parent": parent,
            "options": "\n".join(f"{name}: {value}" for name, value in options),
            "ref": f"{handle}#{options_key(options)}",
            "handle": handle,
            "images": named.of(cells, "variantimage"),
        }
        yield number, shared | _own(named, cells) | told | {"is_template": "", "tags": ""}


def _shared(named: Named, handle: str, cells: Sequence[str]) -> dict[str, str]:
    """What stands in a product's first row alone."""
    is_hidden = named.of(cells, "published").casefold() == "false"
    return {
        "name": named.of(cells, "title") or handle,
        "description": plain_text(named.of(cells, "body")),
        "vendor": named.of(cells, "vendor"),
        "category": named.of(cells, "type") or named.of(cells, "productcategory"),
        "status": named.of(cells, "status") or ("draft" if is_hidden else ""),
        "tags": named.of(cells, "tags"),
    }


def _images(named: Named, rows: Sequence[Sequence[str]]) -> str:
    """Those of the product, also from rows that hold nothing else; without those of its variants,
    where that leaves it one.
    """
    every = [place for cells in rows if (place := named.of(cells, "imagesrc"))]
    theirs = {named.of(cells, "variantimage") for cells in rows}
    return "\n".join([place for place in every if place not in theirs] or every[:1])


def _own(named: Named, cells: Sequence[str]) -> dict[str, str]:
    """What each variant has of its own."""
    own = ("barcode", "price", "cost", "stock")
    return {name: named.of(cells, _FIELDS[name]) for name in own}


def _options(named: Named, names: Sequence[str], cells: Sequence[str]) -> list[tuple[str, str]]:
    values = [named.of(cells, f"option{n}value") for n in (1, 2, 3)]
    pairs = [
        (name or f"Option {n}", value)
        for n, (name, value) in enumerate(zip(names, values, strict=True), 1)
        if value
    ]
    alone = [(name.casefold(), value.casefold()) for name, value in pairs]
    return [] if alone == [_ALONE] else pairs


def plain_text(markup: str) -> str:
    """HTML without its tags, paragraphs on lines of their own."""
    if "<" not in markup:
        return html.unescape(markup)
    text = html.unescape(_TAG.sub("", _BREAK.sub("\n", markup)))
    return _GAPS.sub("\n", text).strip()
