"""What a product is found by, kept with it as one folded text.

Its name and SKU, every barcode, what its vendors call it, the SKUs of the products that were merged
into it, and the values of the shop's own fields, choices by their words.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select

from desktop.db.bulk import update_rows
from desktop.domain.parts import parts
from desktop.domain.search import search_text, values_in
from desktop.schema import Barcode, CustomField, Product, VendorPrice
from desktop.schema.base import table_of

B, P, VP = table_of(Barcode), table_of(Product), table_of(VendorPrice)
CF = table_of(CustomField)
PART = 2_000
_OLD, _VARIANT = P.alias("old"), P.alias("variant")


def text_of(connection: Connection, product: Any) -> str:
    """The text of one product whose name, SKU and fields may not be written yet."""
    others = others_of(connection, [product.id])[product.id]
    words = own_words(connection, product.custom)
    return search_text(product.sku, product.name, [*others, *words])


def own_words(connection: Connection, custom: Mapping[str, Any]) -> list[str]:
    """What is said in a product's own fields."""
    return list(values_in(custom, choice_words(connection))) if custom else []


def choice_words(connection: Connection) -> dict[str, dict[str, str]]:
    """The words of all choices by field and key: products keep keys, people look for words."""
    wanted = select(CF.c.key, CF.c.options).where(CF.c.type == "choice")
    found = connection.execute(wanted)
    return {row.key: {each["key"]: each["label"] for each in row.options} for row in found}


def others_of(
    connection: Connection, products: Sequence[UUID], with_codes: bool = True
) -> dict[UUID, list[str]]:
    """What leads to each of these products and stands in other rows than its own."""
    found: dict[UUID, list[str]] = {product: [] for product in products}
    for key, word, is_in in (
        *(((B.c.product, B.c.code, None),) if with_codes else ()),
        (VP.c.product, VP.c.vendor_sku, VP.c.vendor_sku.is_not(None)),
        (_OLD.c.merged_into, _OLD.c.sku, _OLD.c.merged_into.is_not(None)),
        (_VARIANT.c.parent, _VARIANT.c.sku, _VARIANT.c.parent.is_not(None)),
        (_VARIANT.c.parent, B.c.code, B.c.product == _VARIANT.c.id),
    ):
        for product, text in connection.execute(_asked(key, word, is_in, products)):
            found[product].append(text)
    return found


def _asked(
    key: ColumnElement[Any],
    word: ColumnElement[Any],
    is_in: ColumnElement[bool] | None,
    products: Sequence[UUID],
) -> Any:
    wanted = select(key, word).where(key.in_(products)).order_by(key, word)
    return wanted if is_in is None else wanted.where(is_in)


def words_besides(connection: Connection, products: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The same without barcodes, where there is anything."""
    found: dict[UUID, list[str]] = {}
    for part in parts(sorted(set(products)), PART):
        others = others_of(connection, part, with_codes=False)
        found |= {key: words for key, words in others.items() if words}
    return found


def refresh(connection: Connection, products: Iterable[UUID]) -> None:
    """The texts of these products as everything stands now; only those that differ are written."""
    named = choice_words(connection)
    for part in parts(sorted(set(products)), PART):
        others = others_of(connection, part)
        told = (P.c.id, P.c.sku, P.c.name, P.c.custom, P.c.search_text)
        rows = connection.execute(select(*told).where(P.c.id.in_(part))).all()
        words = {row.id: [*others[row.id], *values_in(row.custom, named)] for row in rows}
        texts = ((row, search_text(row.sku, row.name, words[row.id])) for row in rows)
        changed = [(row.id, text) for row, text in texts if text != row.search_text]
        update_rows(connection, P, ("search_text",), changed)
